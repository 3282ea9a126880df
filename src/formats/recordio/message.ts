import protobuf from 'protobufjs/minimal.js';
import type { TensorType } from '../../kernels/kernels.js';

/**
 * One `aialgs.data.Record`: what a RecordIO frame carries, every field of it.
 * @see https://github.com/aws/sagemaker-python-sdk/blob/v2.257.7/src/sagemaker/amazon/record.proto
 */
export interface AnyRecord {
  /** Training data has one feature, `values`. */
  readonly features: ReadonlyMap<string, RecordValue>;
  /** Labels of training data (`values`), or the fields of a prediction. */
  readonly label: ReadonlyMap<string, RecordValue>;
  readonly uid?: string;
  readonly metadata?: string;
  readonly configuration?: string;
}

export type RecordValue = RecordTensor | RecordBytes | { readonly type: 'unset' };

export type RecordTensor =
  | TensorOf<'float32', Float32Array>
  | TensorOf<'float64', Float64Array>
  | TensorOf<'int32', Int32Array>;

interface TensorOf<Type extends TensorType, Values> {
  readonly type: Type;
  readonly values: Values;
  /** Sparse: where each value stands in the flattened, row-major tensor. Exact up to 2^53. */
  readonly keys?: readonly number[];
  readonly shape?: readonly number[];
}

export interface RecordBytes {
  readonly type: 'bytes';
  readonly value: readonly Uint8Array[];
  readonly contentType?: string;
}

type Writer = protobuf.Writer;
type Reader = protobuf.Reader;

const VARINT = 0;
const FIXED64 = 1;
const LENGTH_DELIMITED = 2;
const FIXED32 = 5;

const RECORD = { features: 1, label: 2, uid: 3, metadata: 4, configuration: 5 } as const;
const MAP_ENTRY = { key: 1, value: 2 } as const;
const VALUE = { float32: 2, float64: 3, int32: 7, bytes: 9 } as const;
const TENSOR = { values: 1, keys: 2, shape: 3 } as const;
const BYTES = { value: 1, contentType: 2 } as const;

const tagOf = (field: number, wireType: number): number => ((field << 3) | wireType) >>> 0;

/** The payload of a frame. Fields stand in the order of their numbers and numbers are packed, as the SageMaker SDK writes them. */
export function encodeRecord(record: AnyRecord): Uint8Array {
  const writer = new protobuf.Writer();
  writeMap(writer, RECORD.features, record.features);
  writeMap(writer, RECORD.label, record.label);
  for (const field of ['uid', 'metadata', 'configuration'] as const) {
    const text = record[field];
    if (text !== undefined) writer.uint32(tagOf(RECORD[field], LENGTH_DELIMITED)).string(text);
  }
  return writer.finish();
}

function writeMap(writer: Writer, field: number, map: ReadonlyMap<string, RecordValue>): void {
  for (const [key, value] of map) {
    writer.uint32(tagOf(field, LENGTH_DELIMITED)).fork();
    writer.uint32(tagOf(MAP_ENTRY.key, LENGTH_DELIMITED)).string(key);
    writer.uint32(tagOf(MAP_ENTRY.value, LENGTH_DELIMITED)).fork();
    if (value.type !== 'unset') {
      writer.uint32(tagOf(VALUE[value.type], LENGTH_DELIMITED)).fork();
      if (value.type === 'bytes') writeBytes(writer, value);
      else writeTensor(writer, value);
      writer.ldelim();
    }
    writer.ldelim().ldelim();
  }
}

function writeTensor(writer: Writer, { type, values, keys = [], shape = [] }: RecordTensor): void {
  if (values.length > 0) {
    writer.uint32(tagOf(TENSOR.values, LENGTH_DELIMITED));
    if (type === 'int32') {
      writer.fork();
      for (const value of values) writer.int32(value);
      writer.ldelim();
    } else {
      writer.bytes(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
    }
  }
  for (const [field, numbers] of [
    [TENSOR.keys, keys],
    [TENSOR.shape, shape],
  ] as const) {
    if (numbers.length === 0) continue;
    writer.uint32(tagOf(field, LENGTH_DELIMITED)).fork();
    for (const number of numbers) writer.uint64(number);
    writer.ldelim();
  }
}

function writeBytes(writer: Writer, { value, contentType }: RecordBytes): void {
  for (const bytes of value) writer.uint32(tagOf(BYTES.value, LENGTH_DELIMITED)).bytes(bytes);
  if (contentType !== undefined) writer.uint32(tagOf(BYTES.contentType, LENGTH_DELIMITED)).string(contentType);
}

/**
 * Reads a payload by the rules of protocol buffers: packed or not, in several chunks or one, the last map entry of a name
 * replaces, the last tensor of a value wins, unknown fields are skipped.
 * @throws Error where the bytes are no protocol buffer message; callers know the position and say it
 */
export function decodeRecord(payload: Uint8Array): AnyRecord {
  const record: { -readonly [Field in keyof AnyRecord]: AnyRecord[Field] } & {
    features: Map<string, RecordValue>;
    label: Map<string, RecordValue>;
  } = { features: new Map(), label: new Map() };
  for (const [field, reader] of delimitedFields(payload)) {
    if (field === RECORD.features) readMapEntry(reader.bytes(), record.features);
    else if (field === RECORD.label) readMapEntry(reader.bytes(), record.label);
    else if (field === RECORD.uid) record.uid = reader.string();
    else if (field === RECORD.metadata) record.metadata = reader.string();
    else if (field === RECORD.configuration) record.configuration = reader.string();
    else reader.bytes();
  }
  return record;
}

/** Every length-delimited field of a message; the reader stands at its length, and must be led over it. */
function* delimitedFields(message: Uint8Array): Generator<[field: number, reader: Reader]> {
  const reader = new protobuf.Reader(message);
  while (reader.pos < reader.len) {
    const { field, wireType } = readTag(reader);
    if (wireType === LENGTH_DELIMITED) yield [field, reader];
    else skip(reader, field, wireType);
  }
}

function readTag(reader: Reader): { field: number; wireType: number } {
  const tag = reader.tag();
  const field = tag >>> 3;
  if (field === 0) throw new Error('illegal tag: field number 0');
  return { field, wireType: tag & 7 };
}

function skip(reader: Reader, field: number, wireType: number): void {
  // Unlike skipType, uint64 notices a varint without end.
  if (wireType === VARINT) reader.uint64();
  else reader.skipType(wireType, 0, field);
}

function readMapEntry(entry: Uint8Array, map: Map<string, RecordValue>): void {
  let key = '';
  const value = new ValueReader();
  for (const [field, reader] of delimitedFields(entry)) {
    if (field === MAP_ENTRY.key) key = reader.string();
    else if (field === MAP_ENTRY.value) value.read(reader.bytes());
    else reader.bytes();
  }
  map.set(key, value.result());
}

/** A value in the making: a field that comes again adds to its like and replaces any other kind. */
class ValueReader {
  #type: RecordValue['type'] = 'unset';
  #floats: Uint8Array[] = [];
  #integers: number[] = [];
  #keys: number[] = [];
  #shape: number[] = [];
  #bytes: Uint8Array[] = [];
  #contentType: string | undefined;

  read(message: Uint8Array): void {
    for (const [field, reader] of delimitedFields(message)) {
      const type = (Object.keys(VALUE) as (keyof typeof VALUE)[]).find((name) => VALUE[name] === field);
      const member = reader.bytes();
      if (type === undefined) continue;
      if (type !== this.#type) this.#become(type);
      if (type === 'bytes') this.#readBytes(member);
      else this.#readTensor(member, type);
    }
  }

  #become(type: keyof typeof VALUE): void {
    this.#type = type;
    this.#floats = [];
    this.#integers = [];
    this.#keys = [];
    this.#shape = [];
    this.#bytes = [];
    this.#contentType = undefined;
  }

  #readTensor(message: Uint8Array, type: TensorType): void {
    const reader = new protobuf.Reader(message);
    while (reader.pos < reader.len) {
      const { field, wireType } = readTag(reader);
      if (field === TENSOR.values && type !== 'int32') this.#readFloats(reader, wireType, type);
      else if (field === TENSOR.values) readVarints(reader, wireType, field, this.#integers, nextInt32);
      else if (field === TENSOR.keys) readVarints(reader, wireType, field, this.#keys, nextUint64);
      else if (field === TENSOR.shape) readVarints(reader, wireType, field, this.#shape, nextUint64);
      else skip(reader, field, wireType);
    }
  }

  /** Floats are kept as the bytes they are, so that the bits of a NaN survive. */
  #readFloats(reader: Reader, wireType: number, type: 'float32' | 'float64'): void {
    const size = type === 'float32' ? 4 : 8;
    const start = reader.pos;
    if (wireType === LENGTH_DELIMITED) {
      const packed = reader.bytes();
      if (packed.length % size !== 0) throw new Error(`${packed.length} bytes are no whole number of ${type} values`);
      this.#floats.push(packed);
      return;
    }
    skip(reader, TENSOR.values, wireType);
    if (wireType === (size === 4 ? FIXED32 : FIXED64)) this.#floats.push(reader.raw(start, reader.pos));
  }

  #readBytes(message: Uint8Array): void {
    for (const [field, reader] of delimitedFields(message)) {
      if (field === BYTES.value) this.#bytes.push(new Uint8Array(reader.bytes()));
      else if (field === BYTES.contentType) this.#contentType = reader.string();
      else reader.bytes();
    }
  }

  result(): RecordValue {
    const sparse = {
      ...(this.#keys.length > 0 && { keys: this.#keys }),
      ...(this.#shape.length > 0 && { shape: this.#shape }),
    };
    switch (this.#type) {
      case 'unset':
        return { type: 'unset' };
      case 'bytes': {
        const contentType = this.#contentType;
        return { type: 'bytes', value: this.#bytes, ...(contentType !== undefined && { contentType }) };
      }
      case 'int32':
        return { type: 'int32', values: Int32Array.from(this.#integers), ...sparse };
      case 'float32':
        return { type: 'float32', values: new Float32Array(joined(this.#floats)), ...sparse };
      case 'float64':
        return { type: 'float64', values: new Float64Array(joined(this.#floats)), ...sparse };
    }
  }
}

function readVarints(
  reader: Reader,
  wireType: number,
  field: number,
  into: number[],
  next: (reader: Reader) => number,
): void {
  if (wireType === VARINT) {
    into.push(next(reader));
  } else if (wireType === LENGTH_DELIMITED) {
    const packed = new protobuf.Reader(reader.bytes());
    while (packed.pos < packed.len) into.push(next(packed));
  } else {
    skip(reader, field, wireType);
  }
}

const nextInt32 = (reader: Reader): number => reader.int32();

function nextUint64(reader: Reader): number {
  const value = reader.uint64();
  return typeof value === 'number' ? value : (value.high >>> 0) * 2 ** 32 + (value.low >>> 0);
}

function joined(chunks: readonly Uint8Array[]): ArrayBuffer {
  const bytes = new Uint8Array(chunks.reduce((sum, chunk) => sum + chunk.length, 0));
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes.buffer;
}
