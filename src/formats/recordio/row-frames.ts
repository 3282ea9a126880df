import type { NdArray } from 'ndarray';
import type { Csr } from '../../data/csr.js';
import { LITTLE_ENDIAN } from '../../data/little-endian.js';
import { UserError } from '../../errors.js';
import type { TensorType } from '../../kernels/kernels.js';
import { FRAME_HEADER_BYTES, FrameBuffer } from './frame-buffer.js';
import { refuseUnwritable } from './writable.js';

type Numbers = Float32Array | Float64Array | Int32Array;

/** Dense rows, of the type in which they are to be written, or sparse ones. */
export type WritableRows = NdArray<Float32Array> | NdArray<Float64Array> | NdArray<Int32Array> | Csr;

export interface RecordWriteOptions {
  /** Tensor type of the features; the type of the array unless named. */
  readonly featureType?: TensorType;
  /** Tensor type of the labels; float32 unless named. */
  readonly labelType?: TensorType;
}

/** Rows of a block, each of which can be put into a frame of its own. */
export interface RowFrames {
  readonly count: number;
  put(frames: FrameBuffer, row: number): void;
}

/**
 * The frames of a block of rows, written field by field as the SageMaker SDK has them, without an object for every row.
 * @throws UserError E_RECORD_SHAPE, E_RECORD_TYPE, E_RECORD_LABELS, E_RECORD_INT32; putting one throws E_RECORD_TOO_LARGE
 */
export function rowFrames(
  rows: WritableRows,
  labels: ArrayLike<number> | undefined,
  { featureType, labelType = 'float32' }: RecordWriteOptions,
): RowFrames {
  refuseUnwritable(rows, labels);
  const count = 'rowStarts' in rows ? rows.rows : (rows.shape[0] as number);
  const labelCount = labels?.length ?? 0;
  const labelSize = count === 0 ? 0 : Math.floor(labelCount / count);
  if (labelSize * count !== labelCount) {
    throw new UserError('E_RECORD_LABELS', `${labelCount} labels cannot be shared out among ${count} rows.`);
  }
  const features = 'rowStarts' in rows ? sparseTensors(rows, featureType) : denseTensors(rows, featureType);
  const label = labels && evenTensors(labelType, labels, labelSize);
  const general: RowFrames = {
    count,
    put(frames, row) {
      const featureBytes = features.measure(row);
      const labelBytes = label?.measure(row);
      const payload =
        fieldBytes(entryBytes(featureBytes)) + (labelBytes === undefined ? 0 : fieldBytes(entryBytes(labelBytes)));
      frames.begin(payload);
      putEntry(frames, RECORD_FEATURES, features, row, featureBytes);
      if (label !== undefined && labelBytes !== undefined) putEntry(frames, RECORD_LABEL, label, row, labelBytes);
      frames.end();
    },
  };
  const isEven = features.words !== undefined && (label === undefined || label.words !== undefined);
  return isEven && count > 1 ? evenFrames(general, features, label) : general;
}

/** Rows of one size differ in their numbers alone: the frame of the first one is copied, and its numbers are put over it. */
function evenFrames(general: RowFrames, features: Tensors, label: Tensors | undefined): RowFrames {
  const frames = new FrameBuffer();
  general.put(frames, 0);
  const template = frames.take();
  const featuresEnd = FRAME_HEADER_BYTES + fieldBytes(entryBytes(features.measure(0)));
  const labelEnd = featuresEnd + (label === undefined ? 0 : fieldBytes(entryBytes(label.measure(0))));
  const gaps = [gapBefore(featuresEnd, features), ...(label === undefined ? [] : [gapBefore(labelEnd, label)])];
  return {
    count: general.count,
    put(frames, row) {
      const start = frames.copy(template);
      for (const { at, words, perRow } of gaps) frames.overwrite(start + at, words, row * perRow, perRow);
    },
  };
}

/** The numbers of a tensor are the last thing of its field. */
function gapBefore(end: number, { words = new Uint32Array(), perRow = 0 }: Tensors) {
  return { at: end - 4 * perRow, words, perRow };
}

/** Tags: a field's number times eight, plus two for "length-delimited". */
const RECORD_FEATURES = 0x0a;
const RECORD_LABEL = 0x12;
const MAP_KEY = 0x0a;
const MAP_VALUE = 0x12;
const TENSOR_TAG: Readonly<Record<TensorType, number>> = { float32: 0x12, float64: 0x1a, int32: 0x3a };
const VALUES = 0x0a;
const KEYS = 0x12;
const SHAPE = 0x1a;

/** The map entry's key: its tag, its length, and the name of every tensor that training reads. */
const VALUES_KEY = Uint8Array.of(MAP_KEY, 6, ...new TextEncoder().encode('values'));

/** The tensors of all rows of a block. */
interface Tensors {
  readonly tag: number;
  /** Length of the tensor message of a row. */
  measure(row: number): number;
  put(frames: FrameBuffer, row: number): void;
  /** The numbers of all rows as they are stored, where every row has as many bytes of them: `[rows, perRow]`. */
  readonly words?: Uint32Array | undefined;
  readonly perRow?: number;
}

/** Tag, length and content of a length-delimited field whose tag is one byte. */
function fieldBytes(content: number): number {
  return 1 + varintBytes(content) + content;
}

/** A map entry: the key, then a Value that holds the tensor. */
function entryBytes(tensor: number): number {
  return VALUES_KEY.length + fieldBytes(fieldBytes(tensor));
}

function putEntry(frames: FrameBuffer, tag: number, tensors: Tensors, row: number, tensorBytes: number): void {
  frames.head(tag, entryBytes(tensorBytes));
  frames.raw(VALUES_KEY);
  frames.head(MAP_VALUE, fieldBytes(tensorBytes));
  frames.head(tensors.tag, tensorBytes);
  tensors.put(frames, row);
}

function denseTensors(rows: NdArray<Numbers>, featureType: TensorType | undefined): Tensors {
  const values = inRowOrder(rows);
  return evenTensors(featureType ?? typeOf(values), values, rows.shape[1] as number);
}

/** Every row has as many values: no keys, no shape. */
function evenTensors(type: TensorType, numbers: ArrayLike<number>, size: number): Tensors {
  const values = new PackedValues(type, numbers);
  return {
    tag: TENSOR_TAG[type],
    measure: (row) => values.measure(row * size, (row + 1) * size),
    put: (frames, row) => values.put(frames, row * size, (row + 1) * size),
    ...(values.words && { words: values.words, perRow: size * values.wordsEach }),
  };
}

/** A row without entries has its shape alone. */
function sparseTensors(rows: Csr, type: TensorType = 'float32'): Tensors {
  const { rowStarts, columns, cols } = rows;
  const values = new PackedValues(type, rows.values);
  const shapeBytes = varintBytes(cols);
  const keyBytes = (from: number, to: number): number => {
    let bytes = 0;
    for (let entry = from; entry < to; entry++) bytes += varintBytes(columns[entry] as number);
    return bytes;
  };
  return {
    tag: TENSOR_TAG[type],
    measure(row) {
      const [from, to] = [rowStarts[row] as number, rowStarts[row + 1] as number];
      return values.measure(from, to) + (to > from ? fieldBytes(keyBytes(from, to)) : 0) + fieldBytes(shapeBytes);
    },
    put(frames, row) {
      const [from, to] = [rowStarts[row] as number, rowStarts[row + 1] as number];
      values.put(frames, from, to);
      if (to > from) frames.head(KEYS, keyBytes(from, to));
      for (let entry = from; entry < to; entry++) frames.varint(columns[entry] as number);
      frames.head(SHAPE, shapeBytes);
      frames.varint(cols);
    },
  };
}

/** Numbers of one tensor type, any stretch of which can be put as a packed field; none at all is no field. */
class PackedValues {
  readonly #numbers: Numbers;
  readonly #bytes: Uint8Array;
  readonly #isInteger: boolean;
  readonly #size: number;

  constructor(type: TensorType, numbers: ArrayLike<number>) {
    this.#numbers = converted(type, numbers);
    this.#isInteger = type === 'int32';
    this.#size = this.#numbers.BYTES_PER_ELEMENT;
    this.#bytes = new Uint8Array(this.#numbers.buffer, this.#numbers.byteOffset, this.#numbers.byteLength);
  }

  /** As 32-bit words; absent where numbers differ in length. */
  get words(): Uint32Array | undefined {
    const { buffer, byteOffset, byteLength } = this.#bytes;
    return this.#isInteger || !LITTLE_ENDIAN ? undefined : new Uint32Array(buffer, byteOffset, byteLength / 4);
  }

  get wordsEach(): number {
    return this.#size / 4;
  }

  measure(from: number, to: number): number {
    return to > from ? fieldBytes(this.#packedBytes(from, to)) : 0;
  }

  put(frames: FrameBuffer, from: number, to: number): void {
    if (to === from) return;
    frames.head(VALUES, this.#packedBytes(from, to));
    if (!this.#isInteger) frames.raw(this.#bytes.subarray(from * this.#size, to * this.#size));
    else for (let at = from; at < to; at++) frames.int32(this.#numbers[at] as number);
  }

  #packedBytes(from: number, to: number): number {
    if (!this.#isInteger) return (to - from) * this.#size;
    let bytes = 0;
    for (let at = from; at < to; at++) bytes += int32Bytes(this.#numbers[at] as number);
    return bytes;
  }
}

export function varintBytes(value: number): number {
  if (value < 2 ** 28) return value < 2 ** 14 ? (value < 2 ** 7 ? 1 : 2) : value < 2 ** 21 ? 3 : 4;
  return 5;
}

/** A negative int32 is written as the int64 it stands for. */
function int32Bytes(value: number): number {
  return value < 0 ? 10 : varintBytes(value);
}

function typeOf(data: Numbers): TensorType {
  if (data instanceof Float64Array) return 'float64';
  return data instanceof Int32Array ? 'int32' : 'float32';
}

/** The values row by row: the storage itself where it already lies so, else a copy. */
function inRowOrder(rows: NdArray<Numbers>): Numbers {
  const [count, cols] = rows.shape as [number, number];
  const [rowStride, colStride] = rows.stride as [number, number];
  if ((colStride === 1 || cols <= 1) && (rowStride === cols || count <= 1)) {
    return rows.data.subarray(rows.offset, rows.offset + count * cols);
  }
  const values = rows.data.slice(0, 0).constructor as unknown as new (length: number) => Numbers;
  const copy = new values(count * cols);
  for (let row = 0, at = 0; row < count; row++) {
    for (let col = 0; col < cols; col++, at++) copy[at] = rows.get(row, col);
  }
  return copy;
}

function converted(type: TensorType, values: ArrayLike<number>): Numbers {
  if (type === 'float32') return values instanceof Float32Array ? values : new Float32Array(values);
  if (type === 'float64') return values instanceof Float64Array ? values : new Float64Array(values);
  return values instanceof Int32Array ? values : Int32Array.from(values, toInt32);
}

/** Fractions are cut off, as numpy does it. */
function toInt32(value: number): number {
  const whole = Math.trunc(value);
  if (whole >= -(2 ** 31) && whole < 2 ** 31) return whole;
  throw new UserError('E_RECORD_INT32', `Value out of range: ${value}`, {
    hint: 'An Int32Tensor holds -2147483648 to 2147483647: write float32 or float64.',
  });
}
