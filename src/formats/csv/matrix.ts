import { PlatformError } from '../../errors.js';
import type { Room, RowTarget } from './scan.js';

/** Room for what the first rows have not foretold; the part that stays unused is never touched and costs no memory. */
const HEADROOM = 1.02;

/**
 * One matrix that grows under a scan. From the bytes the first rows took it foresees the size of the whole, so that it is
 * allocated once and rows are written where they stay.
 */
export class GrowingMatrix implements RowTarget {
  rows = 0;
  cols = 0;
  readonly #labelSize: number;
  readonly #totalBytes: number | undefined;
  #capacity = 0;
  #bytes = 0;
  #values = new Float32Array();
  #labels = new Float32Array();

  /** @param totalBytes of all sources, where that is known */
  constructor(labelSize: number, totalBytes: number | undefined) {
    this.#labelSize = labelSize;
    this.#totalBytes = totalBytes;
  }

  /** `[rows, cols]` */
  get values(): Float32Array {
    return this.#values.subarray(0, this.rows * this.cols);
  }

  /** `[rows, labelSize]` */
  get labels(): Float32Array {
    return this.#labels.subarray(0, this.rows * this.#labelSize);
  }

  room(cells: number, bytes: number): Room {
    this.cols = cells - this.#labelSize;
    const enough = Math.floor(bytes / (2 * cells)) + 1;
    if (this.rows === this.#capacity) this.#grow(this.rows + enough);
    const end = Math.min(this.#capacity, this.rows + enough);
    return {
      rows: end - this.rows,
      values: this.#values.subarray(this.rows * this.cols, end * this.cols),
      labels: this.#labels.subarray(this.rows * this.#labelSize, end * this.#labelSize),
    };
  }

  filled(rows: number, bytes: number): void {
    const isFirst = this.rows === 0;
    this.rows += rows;
    this.#bytes += bytes;
    if (isFirst) this.#resize(this.#foreseen() ?? this.#capacity);
  }

  #grow(enoughForNow: number): void {
    const foreseen = this.rows === 0 ? enoughForNow : (this.#foreseen() ?? 2 * this.rows);
    this.#resize(foreseen > this.rows ? foreseen : enoughForNow);
  }

  #foreseen(): number | undefined {
    if (this.#totalBytes === undefined) return undefined;
    return Math.ceil((HEADROOM * this.rows * this.#totalBytes) / this.#bytes) + 1;
  }

  #resize(capacity: number): void {
    this.#values = resized(this.#values, capacity * this.cols, this.rows * this.cols);
    this.#labels = resized(this.#labels, capacity * this.#labelSize, this.rows * this.#labelSize);
    this.#capacity = capacity;
  }
}

function resized(array: Float32Array<ArrayBuffer>, length: number, used: number): Float32Array<ArrayBuffer> {
  const larger = allocate(length);
  larger.set(array.subarray(0, used));
  return larger;
}

function allocate(length: number): Float32Array<ArrayBuffer> {
  try {
    return new Float32Array(length);
  } catch (cause) {
    throw new PlatformError('E_OUT_OF_MEMORY', `There is no memory for a matrix of ${length} numbers.`, {
      cause,
      hint: 'Read the data block by block, or on a machine with more memory.',
    });
  }
}
