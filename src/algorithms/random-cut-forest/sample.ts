import { type Csr, isCsr } from '../../data/csr.js';
import { type Dense, rowMajor, rowsOf } from '../../data/dense.js';
import type { Random } from '../../data/random.js';
import { UserError } from '../../errors.js';
import { Reservoir } from '../reservoir.js';

/** Of the float32 sample; a forest takes about four times as much. */
export const MOST_BYTES = 2 ** 31;

/** Rows there is room for at first. */
const FIRST_ROWS = 1024;

/** The rows that the reservoir keeps; where there are no more than `capacity`, the sample is the data itself, in its order. */
export class Sample {
  readonly cols: number;
  readonly #capacity: number;
  readonly #reservoir: Reservoir;
  #values = new Float32Array(0);

  constructor(capacity: number, cols: number, random: Random) {
    this.#capacity = capacity;
    this.cols = cols;
    this.#reservoir = new Reservoir(capacity, random);
  }

  get rows(): number {
    return this.#reservoir.filled;
  }

  /** `[rows, cols]`; a view, until more is added */
  get values(): Float32Array {
    return this.#values.subarray(0, this.rows * this.cols);
  }

  /** @throws UserError E_TOO_LARGE */
  add(features: Dense | Csr): void {
    const rows = isCsr(features) ? features.rows : rowsOf(features);
    this.#makeRoom(Math.min(this.#capacity, this.rows + rows));
    const copyRow = isCsr(features) ? sparseRows(features) : denseRows(rowMajor(features), this.cols);
    for (const { row, slot } of this.#reservoir.take(rows)) copyRow(row, this.#values, slot * this.cols);
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
