import type { NdArray } from 'ndarray';
import type { Csr } from '../../data/csr.js';
import { UserError } from '../../errors.js';
import { type AnyRecord, encodeRecord, type RecordTensor, type RecordValue } from './message.js';

const HEADER_BYTES = 8;
const MAGIC = 0xced7230a;
/** The length of a frame has 29 bits; the three above it say whether it is a part of a record. */
const MAX_PAYLOAD_BYTES = 2 ** 29;

type Numbers = Float32Array | Float64Array | Int32Array;

/** Dense rows, of the type in which they are to be written, or sparse ones. */
export type WritableRows = NdArray<Float32Array> | NdArray<Float64Array> | NdArray<Int32Array> | Csr;

export interface RecordWriteOptions {
  /** Tensor type of the features; the type of the array unless named. */
  readonly featureType?: RecordTensor['type'];
  /** Tensor type of the labels; float32 unless named. */
  readonly labelType?: RecordTensor['type'];
}

/**
 * A payload in its frame.
 * @throws UserError E_RECORD_TOO_LARGE from 512 MiB on
 */
export function frameRecord(payload: Uint8Array): Uint8Array {
  const frames = new FrameBuffer();
  frames.push(payload);
  return frames.take();
}

/**
 * Rows as RecordIO-protobuf, byte for byte as the SageMaker SDK writes them: a dense row has values, a sparse one values, keys
 * and shape; a row without non-zeros has its shape alone.
 * @param labels `[rows, labelSize]`
 * @throws UserError E_RECORD_LABELS, E_RECORD_INT32, E_RECORD_TOO_LARGE
 */
export function encodeRecords(
  rows: WritableRows,
  labels?: ArrayLike<number>,
  options: RecordWriteOptions = {},
): Uint8Array {
  const frames = new FrameBuffer();
  for (const record of recordsOf(rows, labels, options)) frames.push(encodeRecord(record));
  return frames.take();
}

/** Writes rows and records, in any number of calls, to a sink that takes bytes, in pieces of about a mebibyte. */
export class RecordWriter {
  readonly #write: (bytes: Uint8Array) => unknown;
  readonly #pieceBytes: number;
  readonly #frames = new FrameBuffer();

  /** @param write may return a promise: nothing more is handed to it before that settles */
  constructor(write: (bytes: Uint8Array) => unknown, options: { readonly pieceBytes?: number } = {}) {
    this.#write = write;
    this.#pieceBytes = options.pieceBytes ?? 1 << 20;
  }

  /** See {@link encodeRecords}. */
  async writeRows(rows: WritableRows, labels?: ArrayLike<number>, options: RecordWriteOptions = {}): Promise<void> {
    for (const record of recordsOf(rows, labels, options)) {
      this.#frames.push(encodeRecord(record));
      if (this.#frames.length >= this.#pieceBytes) await this.#write(this.#frames.take());
    }
  }

  async writeRecord(record: AnyRecord): Promise<void> {
    this.#frames.push(encodeRecord(record));
    if (this.#frames.length >= this.#pieceBytes) await this.#write(this.#frames.take());
  }

  /** Hands over what is left. */
  async end(): Promise<void> {
    if (this.#frames.length > 0) await this.#write(this.#frames.take());
  }
}

/** Frames end to end. */
class FrameBuffer {
  #bytes = new Uint8Array(256);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  push(payload: Uint8Array): void {
    if (payload.length >= MAX_PAYLOAD_BYTES) throw tooLarge(payload.length);
    const start = this.#length;
    this.#length += HEADER_BYTES + Math.ceil(payload.length / 4) * 4;
    if (this.#length > this.#bytes.length) this.#grow(start);
    const header = new DataView(this.#bytes.buffer, start, HEADER_BYTES);
    header.setUint32(0, MAGIC, true);
    header.setUint32(4, payload.length, true);
    this.#bytes.set(payload, start + HEADER_BYTES);
  }

  /** The frames so far; those that follow start anew. */
  take(): Uint8Array {
    const frames = this.#bytes.slice(0, this.#length);
    this.#bytes.fill(0, 0, this.#length);
    this.#length = 0;
    return frames;
  }

  #grow(used: number): void {
    const larger = new Uint8Array(Math.max(this.#length, 2 * this.#bytes.length));
    larger.set(this.#bytes.subarray(0, used));
    this.#bytes = larger;
  }
}

function tooLarge(bytes: number): UserError {
  return new UserError('E_RECORD_TOO_LARGE', `A record of ${bytes} bytes does not fit into a RecordIO frame.`, {
    hint: `One record may have ${MAX_PAYLOAD_BYTES - 1} bytes: write fewer values into it.`,
  });
}

function* recordsOf(
  rows: WritableRows,
  labels: ArrayLike<number> | undefined,
  { featureType, labelType = 'float32' }: RecordWriteOptions,
): Generator<AnyRecord, void, void> {
  const count = 'rowStarts' in rows ? rows.rows : (rows.shape[0] as number);
  const labelCount = labels?.length ?? 0;
  const labelSize = count === 0 ? 0 : Math.floor(labelCount / count);
  if (labelSize * count !== labelCount) {
    throw new UserError('E_RECORD_LABELS', `${labelCount} labels cannot be shared out among ${count} rows.`);
  }
  const allLabels = labels && tensor(labelType, labels);
  const features = 'rowStarts' in rows ? sparseFeatures(rows, featureType) : denseFeatures(rows, featureType);
  for (let row = 0; row < count; row++) {
    const label = new Map<string, RecordValue>();
    if (allLabels !== undefined) label.set('values', part(allLabels, row * labelSize, (row + 1) * labelSize));
    yield { features: new Map([['values', features(row)]]), label };
  }
}

function sparseFeatures(rows: Csr, featureType: RecordTensor['type'] = 'float32'): (row: number) => RecordTensor {
  const values = tensor(featureType, rows.values);
  const shape = [rows.cols];
  return (row) => {
    const [from, to] = [rows.rowStarts[row] as number, rows.rowStarts[row + 1] as number];
    return { ...part(values, from, to), keys: Array.from(rows.columns.subarray(from, to)), shape };
  };
}

function denseFeatures(rows: NdArray<Numbers>, featureType = typeOf(rows.data)): (row: number) => RecordTensor {
  const cols = rows.shape[1] as number;
  return (row) => {
    const values = new Float64Array(cols);
    for (let col = 0; col < cols; col++) values[col] = rows.get(row, col);
    return tensor(featureType, values);
  };
}

function typeOf(data: Numbers): RecordTensor['type'] {
  if (data instanceof Float64Array) return 'float64';
  return data instanceof Int32Array ? 'int32' : 'float32';
}

function tensor(type: RecordTensor['type'], values: ArrayLike<number>): RecordTensor {
  if (type === 'float32') return { type, values: new Float32Array(values) };
  if (type === 'float64') return { type, values: new Float64Array(values) };
  return { type, values: Int32Array.from(values, toInt32) };
}

function part(whole: RecordTensor, from: number, to: number): RecordTensor {
  switch (whole.type) {
    case 'float32':
      return { type: whole.type, values: whole.values.subarray(from, to) };
    case 'float64':
      return { type: whole.type, values: whole.values.subarray(from, to) };
    case 'int32':
      return { type: whole.type, values: whole.values.subarray(from, to) };
  }
}

/** Fractions are cut off, as numpy does it. */
function toInt32(value: number): number {
  const whole = Math.trunc(value);
  if (whole >= -(2 ** 31) && whole < 2 ** 31) return whole;
  throw new UserError('E_RECORD_INT32', `Value out of range: ${value}`, {
    hint: 'An Int32Tensor holds -2147483648 to 2147483647: write float32 or float64.',
  });
}
