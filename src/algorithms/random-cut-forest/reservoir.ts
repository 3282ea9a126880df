import { type Csr, isCsr } from '../../data/csr.js';
import { type Dense, rowMajor, rowsOf } from '../../data/dense.js';
import type { Random } from '../../data/random.js';
import { UserError } from '../../errors.js';

/** Of the float32 sample; a forest takes about four times as much. */
export const MOST_BYTES = 2 ** 31;

/** Rows there is room for at first. */
const FIRST_ROWS = 1024;

/**
 * A sample of a stream whose length nobody knows: at every moment each row seen so far is in it with equal chance. The first `capacity` rows all
 * go in, in their order; row t after them takes the place of a random one with the chance capacity / t. So where there are fewer rows than
 * that, the sample is the data itself, in its order.
 *
 * @see Vitter, Random sampling with a reservoir (algorithm R), 1985; Park, Ostrouchov, Samatova and Geist, Reservoir-based random sampling with
 * replacement from data stream, 2004
 */
export class Reservoir {
  readonly cols: number;
  readonly #capacity: number;
  readonly #random: Random;
  #values = new Float32Array(0);
  #rows = 0;
  #seen = 0;

  constructor(capacity: number, cols: number, random: Random) {
    this.#capacity = capacity;
    this.cols = cols;
    this.#random = random;
  }

  /** Rows in the sample. */
  get rows(): number {
    return this.#rows;
  }

  /** `[rows, cols]`; a view, until more is added */
  get values(): Float32Array {
    return this.#values.subarray(0, this.#rows * this.cols);
  }

  /** @throws UserError E_TOO_LARGE */
  add(features: Dense | Csr): void {
    const rows = isCsr(features) ? features.rows : rowsOf(features);
    this.#makeRoom(Math.min(this.#capacity, this.#rows + rows));
    const copyRow = isCsr(features) ? sparseRows(features) : denseRows(rowMajor(features), this.cols);
    for (let row = 0; row < rows; row++) {
      this.#seen++;
      const place = this.#rows < this.#capacity ? this.#rows++ : this.#random.integer(this.#seen);
      if (place < this.#capacity) copyRow(row, this.#values, place * this.cols);
    }
  }

  /** Grows with the rows that are there, not with the number that was asked for. */
  #makeRoom(rows: number): void {
    if (rows * this.cols <= this.#values.length) return;
    const doubled = Math.max(FIRST_ROWS, rows, 2 * (this.#values.length / this.cols));
    const room = Math.min(this.#capacity, doubled);
    if (rows * this.cols * Float32Array.BYTES_PER_ELEMENT > MOST_BYTES) throw tooLarge(this.#capacity, this.cols);
    const larger = new Float32Array(room * this.cols);
    larger.set(this.#values);
    this.#values = larger;
  }
}

/** Copies one row into `into`, from `at` on. */
type CopyRow = (row: number, into: Float32Array, at: number) => void;

function denseRows(points: Float32Array, cols: number): CopyRow {
  return (row, into, at) => {
    const from = row * cols;
    for (let column = 0; column < cols; column++) into[at + column] = points[from + column] as number;
  };
}

function sparseRows({ cols, rowStarts, columns, values }: Csr): CopyRow {
  return (row, into, at) => {
    into.fill(0, at, at + cols);
    const end = rowStarts[row + 1] as number;
    for (let entry = rowStarts[row] as number; entry < end; entry++) {
      into[at + (columns[entry] as number)]! += values[entry] as number;
    }
  };
}

function tooLarge(rows: number, cols: number): UserError {
  const size = ((rows * cols * Float32Array.BYTES_PER_ELEMENT) / 2 ** 30).toFixed(1);
  return new UserError('E_TOO_LARGE', `A sample of ${rows} rows of ${cols} features would take ${size} GiB.`, {
    hint: 'Lower num_trees or num_samples_per_tree, or reduce the number of features.',
  });
}
