import type { NdArray } from 'ndarray';
import type { Csr } from '../data/csr.js';
import { UserError } from '../errors.js';
import { type AnyRecord, encodeRecord, type RecordTensor, type RecordValue } from './record-protobuf.js';

const HEADER_BYTES = 8;
const MAGIC = 0xced7230a;
/** The length of a frame has 29 bits; the three above it say whether it is a part of a record. */
const MAX_PAYLOAD_BYTES = 2 ** 29;

/** Dense rows, of the type in which they are to be written. */
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
  if (payload.length >= MAX_PAYLOAD_BYTES) {
    throw new UserError(
      'E_RECORD_TOO_LARGE',
      `A record of ${payload.length} bytes does not fit into a RecordIO frame.`,
      {
        hint: `One record may have ${MAX_PAYLOAD_BYTES - 1} bytes: write fewer values into it.`,
      },
    );
  }
  const frame = new Uint8Array(HEADER_BYTES + Math.ceil(payload.length / 4) * 4);
  const header = new DataView(frame.buffer);
  header.setUint32(0, MAGIC, true);
  header.setUint32(4, payload.length, true);
  frame.set(payload, HEADER_BYTES);
  return frame;
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
  return joined([...framesOf(rows, labels, options)]);
}

/** Writes rows and records, in any number of calls, to a sink that takes bytes, in pieces of about a mebibyte. */
export class RecordWriter {
  readonly #write: (bytes: Uint8Array) => unknown;
  readonly #pieceBytes: number;
  #frames: Uint8Array[] = [];
  #bytes = 0;

  /** @param write may return a promise: nothing more is handed to it before that settles */
  constructor(write: (bytes: Uint8Array) => unknown, options: { readonly pieceBytes?: number } = {}) {
    this.#write = write;
    this.#pieceBytes = options.pieceBytes ?? 1 << 20;
  }

  /** See {@link encodeRecords}. */
  async writeRows(rows: WritableRows, labels?: ArrayLike<number>, options: RecordWriteOptions = {}): Promise<void> {
    for (const frame of framesOf(rows, labels, options)) await this.#push(frame);
  }

  async writeRecord(record: AnyRecord): Promise<void> {
    await this.#push(frameRecord(encodeRecord(record)));
  }

  /** Hands over what is left. */
  async end(): Promise<void> {
    if (this.#bytes > 0) await this.#flush();
  }

  #push(frame: Uint8Array): Promise<void> | undefined {
    this.#frames.push(frame);
    this.#bytes += frame.length;
    return this.#bytes >= this.#pieceBytes ? this.#flush() : undefined;
  }

  async #flush(): Promise<void> {
    const piece = joined(this.#frames);
    this.#frames = [];
    this.#bytes = 0;
    await this.#write(piece);
  }
}

function* framesOf(
  rows: WritableRows,
  labels: ArrayLike<number> | undefined,
  options: RecordWriteOptions,
): Generator<Uint8Array, void, void> {
  const count = 'rowStarts' in rows ? rows.rows : (rows.shape[0] as number);
  const labelCount = labels?.length ?? 0;
  const labelSize = count === 0 ? 0 : Math.floor(labelCount / count);
  if (labelSize * count !== labelCount) {
    throw new UserError('E_RECORD_LABELS', `${labelCount} labels cannot be shared out among ${count} rows.`);
  }
  for (let row = 0; row < count; row++) {
    const label = new Map<string, RecordValue>();
    if (labels !== undefined) {
      const own = Array.from({ length: labelSize }, (_, index) => labels[row * labelSize + index] as number);
      label.set('values', tensor(options.labelType ?? 'float32', own));
    }
    yield frameRecord(encodeRecord({ features: new Map([['values', featuresOf(rows, row, options)]]), label }));
  }
}

function featuresOf(rows: WritableRows, row: number, { featureType }: RecordWriteOptions): RecordTensor {
  if ('rowStarts' in rows) {
    const [from, to] = [rows.rowStarts[row], rows.rowStarts[row + 1]];
    const keys = Array.from(rows.columns.subarray(from, to));
    return { ...tensor(featureType ?? 'float32', rows.values.subarray(from, to)), keys, shape: [rows.cols] };
  }
  const values = Array.from({ length: rows.shape[1] as number }, (_, col) => rows.get(row, col));
  return tensor(featureType ?? typeOf(rows.data), values);
}

function typeOf(data: Float32Array | Float64Array | Int32Array): RecordTensor['type'] {
  if (data instanceof Float64Array) return 'float64';
  return data instanceof Int32Array ? 'int32' : 'float32';
}

function tensor(type: RecordTensor['type'], values: ArrayLike<number>): RecordTensor {
  if (type === 'float32') return { type, values: Float32Array.from(values) };
  if (type === 'float64') return { type, values: Float64Array.from(values) };
  return { type, values: Int32Array.from(values, toInt32) };
}

/** Fractions are cut off, as numpy does it. */
function toInt32(value: number): number {
  const whole = Math.trunc(value);
  if (whole >= -(2 ** 31) && whole < 2 ** 31) return whole;
  throw new UserError('E_RECORD_INT32', `Value out of range: ${value}`, {
    hint: 'An Int32Tensor holds -2147483648 to 2147483647: write float32 or float64.',
  });
}

function joined(pieces: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return bytes;
}
