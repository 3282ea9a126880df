import { type Csr, isCsr } from '../../data/csr.js';
import { type Dense, dense, rowMajor, rowsOf, sliceRows } from '../../data/dense.js';

/** How large a block gets. */
export interface BlockLimits {
  /** Values of a dense block. */
  readonly values: number;
  /** Entries of a sparse block. */
  readonly entries: number;
  /** Projections of a sparse block, whose rows may be nearly empty. */
  readonly projections: number;
}

/** 32 MiB, so that a pass over them costs much more than what follows it; 16 MiB of sparse entries; 64 MiB. */
const LIMITS: BlockLimits = { values: 1 << 23, entries: 1 << 21, projections: 1 << 24 };

/** A block has this many times the rows of the sketch at least, or compressing would cost more than reading. */
const ROWS_PER_DIRECTION = 4;

/**
 * Collects rows until they are worth compressing. How many those are depends on the data alone, not on how it is cut into batches. Room grows with
 * the rows that come.
 */
export class RowBuffer {
  rows = 0;
  private readonly cols: number;
  private readonly fewest: number;
  private readonly mostDense: number;
  private readonly mostSparse: number;
  private readonly mostEntries: number;
  private isSparse = false;
  private values = new Float32Array();
  private columns = new Uint32Array();
  private rowStarts: number[] = [0];

  /** @param directions size of the sketch */
  constructor(cols: number, directions: number, limits = LIMITS) {
    this.cols = cols;
    this.fewest = ROWS_PER_DIRECTION * directions;
    this.mostDense = Math.max(this.fewest, Math.floor(limits.values / cols));
    this.mostSparse = Math.max(this.fewest, Math.floor(limits.projections / directions));
    this.mostEntries = limits.entries;
  }

  get isFull(): boolean {
    if (!this.isSparse) return this.rows >= this.mostDense;
    return this.rows >= this.mostSparse || (this.rows >= this.fewest && this.entries >= this.mostEntries);
  }

  /** Dense and sparse rows do not go together. */
  goesWith(rows: Dense | Csr): boolean {
    return this.rows === 0 || this.isSparse === isCsr(rows);
  }

  /** Copies rows from `from` on until it is full. @returns the first row that is left */
  take(rows: Dense | Csr, from: number): number {
    this.isSparse = isCsr(rows);
    return isCsr(rows) ? this.takeSparse(rows, from) : this.takeDense(rows, from);
  }

  /** All rows; the buffer is empty then, and its arrays are the caller's until the next row is taken. */
  handOut(): Dense | Csr {
    const { rows, cols, entries, rowStarts } = this;
    this.rows = 0;
    this.rowStarts = [0];
    if (!this.isSparse) return dense(this.values.subarray(0, rows * cols), rows, cols);
    const [columns, values] = [this.columns.subarray(0, entries), this.values.subarray(0, entries)];
    return { rows, cols, rowStarts: Uint32Array.from(rowStarts), columns, values };
  }

  private get entries(): number {
    return this.rowStarts[this.rowStarts.length - 1] as number;
  }

  private takeDense(rows: Dense, from: number): number {
    const to = Math.min(rowsOf(rows), from + this.mostDense - this.rows);
    const at = this.rows * this.cols;
    this.rows += to - from;
    this.values = roomFor(this.values, this.rows * this.cols, this.mostDense * this.cols);
    this.values.set(rowMajor(sliceRows(rows, from, to)), at);
    return to;
  }

  private takeSparse(rows: Csr, from: number): number {
    let row = from;
    for (; row < rows.rows && !this.isFull; row++) {
      const [start, end] = [rows.rowStarts[row] as number, rows.rowStarts[row + 1] as number];
      const at = this.entries;
      const needed = at + end - start;
      this.values = roomFor(this.values, needed);
      this.columns = roomFor(this.columns, needed);
      this.values.set(rows.values.subarray(start, end), at);
      this.columns.set(rows.columns.subarray(start, end), at);
      this.rowStarts.push(needed);
      this.rows++;
    }
    return row;
  }
}

/** The same array, or a copy of at least four times its length, where that is too short, but of no more than it will ever hold. */
function roomFor<T extends Float32Array | Uint32Array>(array: T, length: number, most = Number.POSITIVE_INFINITY): T {
  if (length <= array.length) return array;
  const larger = new (array.constructor as new (length: number) => T)(
    Math.min(most, Math.max(length, 4 * array.length)),
  );
  larger.set(array);
  return larger;
}
