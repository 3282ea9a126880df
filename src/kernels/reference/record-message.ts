import { TENSOR_TYPES, type TensorType } from '../kernels.js';
import { countVarints, DELIMITED, FIXED32, FIXED64, Fields, RecordFault, VARINT, Varint } from './record-wire.js';

/** Field numbers of `aialgs.data.Record` and of the messages in it, as far as training reads them. */
const RECORD = { features: 1, label: 2 } as const;
const MAP_ENTRY = { key: 1, value: 2 } as const;
const TENSOR = { values: 1, keys: 2, shape: 3 } as const;
const VALUE_TYPES: Readonly<Record<number, Value['type']>> = { 2: 'float32', 3: 'float64', 7: 'int32', 9: 'bytes' };

/** The one feature, and the one label, of training data. */
const NAME = Uint8Array.from('values', (letter) => letter.charCodeAt(0));

/**
 * A repeated number in its packed encoding, in as many pieces as the writer liked. A number that is not packed is a piece
 * of its own.
 */
class Numbers {
  /** start, end, start, end … */
  readonly pieces: number[] = [];
  count = 0;

  pushFixed(field: Fields, unpacked: number, size: number): void {
    if (field.wire !== DELIMITED && field.wire !== unpacked) return;
    const length = field.end - field.start;
    if (length % size !== 0) throw field.malformed();
    this.count += length / size;
    this.pieces.push(field.start, field.end);
  }

  pushVarints(field: Fields): void {
    if (field.wire !== DELIMITED && field.wire !== VARINT) return;
    const count = countVarints(field.bytes, field.start, field.end);
    if (count < 0) throw field.malformed();
    this.count += count;
    this.pieces.push(field.start, field.end);
  }

  *integers(bytes: Uint8Array): Generator<Varint> {
    const varint = new Varint();
    for (let piece = 0; piece < this.pieces.length; piece += 2) {
      const end = this.pieces[piece + 1] as number;
      for (let at = this.pieces[piece] as number; at < end; ) {
        at = varint.read(bytes, at, end);
        yield varint;
      }
    }
  }
}

/** What a name of a map stands for. */
export class Value {
  readonly #bytes: Uint8Array;
  type: TensorType | 'bytes' | 'unset' = 'unset';
  values = new Numbers();
  keys = new Numbers();
  shape = new Numbers();

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /** A tensor that comes again adds to its like and replaces any other kind. */
  read(fields: Fields): void {
    while (fields.next()) {
      const type = VALUE_TYPES[fields.number];
      if (type === undefined || fields.wire !== DELIMITED) continue;
      if (type !== this.type) {
        this.type = type;
        this.values = new Numbers();
        this.keys = new Numbers();
        this.shape = new Numbers();
      }
      this.#readMember(fields.inner());
    }
  }

  #readMember(fields: Fields): void {
    while (fields.next()) {
      if (this.type === 'bytes') continue;
      if (fields.number === TENSOR.keys) this.keys.pushVarints(fields);
      else if (fields.number === TENSOR.shape) this.shape.pushVarints(fields);
      else if (fields.number !== TENSOR.values) continue;
      else if (this.type === 'float32') this.values.pushFixed(fields, FIXED32, 4);
      else if (this.type === 'float64') this.values.pushFixed(fields, FIXED64, 8);
      else this.values.pushVarints(fields);
    }
  }

  /** Product of the shape's sizes. */
  flattened(): number {
    let product = 1;
    let isEmpty = false;
    for (const { uint64: size } of this.shape.integers(this.#bytes)) {
      isEmpty ||= size === 0;
      product *= size;
    }
    return isEmpty ? 0 : product;
  }

  *keyNumbers(): Generator<number> {
    for (const { uint64 } of this.keys.integers(this.#bytes)) yield uint64;
  }

  /** Writes the values as float32. */
  writeValues(out: Float32Array, from: number): void {
    let at = from;
    if (this.type === 'int32') {
      for (const { int32 } of this.values.integers(this.#bytes)) out[at++] = int32;
      return;
    }
    for (let piece = 0; piece < this.values.pieces.length; piece += 2) {
      const bytes = this.#bytes.subarray(this.values.pieces[piece], this.values.pieces[piece + 1]);
      if (this.type === 'float32') {
        // Byte by byte, so that the bits of a NaN survive.
        new Uint8Array(out.buffer, out.byteOffset + 4 * at, bytes.length).set(bytes);
        at += bytes.length / 4;
      } else {
        const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
        for (let byte = 0; byte < bytes.length; byte += 8) {
          const value = view.getFloat64(byte, true);
          out[at++] = Number.isNaN(value) ? Number.NaN : value;
        }
      }
    }
  }
}

/** The tensors named `values` of a message. */
export interface RowMessage {
  readonly features: Value;
  readonly label: Value | undefined;
}

/** What a message says of itself; the same words as {@link RecordSchema}. */
export interface RowShape {
  readonly layout: 'dense' | 'sparse';
  readonly cols: number;
  readonly featureType: TensorType;
  readonly labelSize: number;
  readonly labelType?: TensorType;
}

/** Columns are numbered with 32 bits. */
const MAX_COLS = 0xffff_ffff;

/** @throws RecordFault where the message is malformed, or no row. `offset` is then a tag in the payload, or 0 */
export function readMessage(payload: Uint8Array): { message: RowMessage; shape: RowShape } {
  let features: Value | undefined;
  let label: Value | undefined;
  let hasOtherFeatures = false;
  const fields = new Fields(payload);
  while (fields.next()) {
    if (fields.wire !== DELIMITED) continue;
    // The last entry of a name replaces the ones before it.
    if (fields.number === RECORD.features) {
      const value = readEntry(fields.inner());
      if (value === undefined) hasOtherFeatures = true;
      else features = value;
    } else if (fields.number === RECORD.label) {
      label = readEntry(fields.inner()) ?? label;
    }
  }
  if (features === undefined) throw fault('features-missing');
  if (hasOtherFeatures) throw fault('features-unknown');
  return { message: { features, label }, shape: rowShape(features, label) };
}

/** The value, where the entry's name is the one we want. Name and value come in any order; a missing name is empty. */
function readEntry(fields: Fields): Value | undefined {
  let isWanted = false;
  const value = new Value(fields.bytes);
  while (fields.next()) {
    if (fields.wire !== DELIMITED) continue;
    if (fields.number === MAP_ENTRY.value) value.read(fields.inner());
    else if (fields.number === MAP_ENTRY.key) {
      const name = fields.bytes.subarray(fields.start, fields.end);
      isWanted = name.length === NAME.length && name.every((byte, index) => byte === NAME[index]);
    }
  }
  return isWanted ? value : undefined;
}

function rowShape(features: Value, label: Value | undefined): RowShape {
  const { layout, cols, type: featureType } = tensorShape(features);
  const labelShape = label && tensorShape(label);
  if (labelShape?.layout === 'sparse') throw fault('value-unsupported');
  if (labelShape === undefined || labelShape.cols === 0) return { layout, cols, featureType, labelSize: 0 };
  return { layout, cols, featureType, labelSize: labelShape.cols, labelType: labelShape.type };
}

function tensorShape(value: Value): { type: TensorType; layout: RowShape['layout']; cols: number } {
  const { type, values, keys } = value;
  if (type === 'bytes' || type === 'unset') throw fault('value-unsupported');
  const hasShape = value.shape.count > 0;
  // An all-zero row has neither keys nor values: its shape says that it is sparse.
  const isSparse = keys.count > 0 || (values.count === 0 && hasShape);
  if (isSparse && !hasShape) throw fault('shape-missing');
  const cols = hasShape ? value.flattened() : values.count;
  if (cols > MAX_COLS) throw fault('shape-too-large', { expected: MAX_COLS });
  if (isSparse && keys.count !== values.count) {
    throw fault('keys-values-count', { expected: keys.count, actual: values.count });
  }
  if (!isSparse && cols !== values.count) throw fault('value-count', { expected: cols, actual: values.count });
  return { type, layout: isSparse ? 'sparse' : 'dense', cols };
}

/** Every row must be what the first one was. */
export function compareShapes(expected: RowShape, found: RowShape): void {
  if (found.featureType !== expected.featureType) throw typeChanged(expected.featureType, found.featureType);
  if (found.layout !== expected.layout) throw fault('layout-changed');
  if (found.cols !== expected.cols) throw fault('shape-changed', { expected: expected.cols, actual: found.cols });
  if (found.labelSize !== expected.labelSize) {
    throw fault('label-changed', { expected: expected.labelSize, actual: found.labelSize });
  }
  if (expected.labelType !== undefined && found.labelType !== undefined && expected.labelType !== found.labelType) {
    throw typeChanged(expected.labelType, found.labelType);
  }
}

function typeChanged(expected: TensorType, found: TensorType): RecordFault {
  return fault('type-changed', { expected: TENSOR_TYPES.indexOf(expected), actual: TENSOR_TYPES.indexOf(found) });
}

function fault(code: RecordFault['code'], numbers: { expected?: number; actual?: number } = {}): RecordFault {
  return new RecordFault(code, { offset: 0, ...numbers });
}
