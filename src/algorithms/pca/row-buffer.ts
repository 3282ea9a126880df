import { type Batch, type Piece, piecesFrom } from '../../data/batches.js';
import { type Csr, isCsr } from '../../data/csr.js';
import { type Dense, dense, rowMajor, rowsOf, sliceRows } from '../../data/dense.js';

/** Rows, where they come from, and whether they stay where they are. */
export type Rows = Pick<Batch, 'features' | 'lasting'> & Partial<Pick<Batch, 'pieces'>>;

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
 * Collects rows until they are worth compressing. How many those are depends on the data alone, not on how it is cut into batches. Rows that stay
 * where they are, one behind the other, are not copied; room for all others grows as they come.
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
  /** All rows, where they are still those of somebody else. */
  private view: Float32Array | undefined;
  private pieces: Piece[] = [];
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
  goesWith({ features }: Rows): boolean {
    return this.rows === 0 || this.isSparse === isCsr(features);
  }

  /** Takes rows from `from` on until it is full. @returns the first row that is left */
  take({ features, pieces = [], lasting }: Rows, from: number): number {
    this.pieces.push(...piecesFrom({ pieces }, from, this.rows));
    this.isSparse = isCsr(features);
    return isCsr(features) ? this.takeSparse(features, from) : this.takeDense(features, from, lasting === true);
  }

  /** All rows; the buffer is empty then, and its arrays are the caller's until the next row is taken. */
  handOut(): Pick<Batch, 'features' | 'pieces'> {
    const { pieces } = this;
    const features = this.isSparse ? this.sparse() : this.dense();
    this.rows = 0;
    this.rowStarts = [0];
    this.view = undefined;
    this.pieces = [];
    return { features, pieces };
  }

  private dense(): Dense {
    const { rows, cols } = this;
    return dense(this.view ?? this.values.subarray(0, rows * cols), rows, cols);
  }

  private sparse(): Csr {
    const { rows, cols, entries, rowStarts } = this;
    const [columns, values] = [this.columns.subarray(0, entries), this.values.subarray(0, entries)];
    return { rows, cols, rowStarts: Uint32Array.from(rowStarts), columns, values };
  }

  private get entries(): number {
    return this.rowStarts[this.rowStarts.length - 1] as number;
  }

  private takeDense(rows: Dense, from: number, isLasting: boolean): number {
    const to = Math.min(rowsOf(rows), from + this.mostDense - this.rows);
    const taken = rowMajor(sliceRows(rows, from, to));
    const before = this.rows === 0 ? taken.subarray(0, 0) : this.view;
    const view = isLasting && before ? sideBySide(before, taken) : undefined;
    if (view === undefined) this.copy(taken);
    this.view = view;
    this.rows += to - from;
    return to;
  }

  /** Copies values behind those that there are, which are copied too where they were none of its own. */
  private copy(taken: Float32Array): void {
    const at = this.rows * this.cols;
    this.values = roomFor(this.values, at + taken.length, this.mostDense * this.cols);
    if (this.view !== undefined) this.values.set(this.view);
    this.values.set(taken, at);
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

/** Both as one view, where the second goes on where the first ends. */
function sideBySide(first: Float32Array, second: Float32Array): Float32Array | undefined {
  if (first.buffer !== second.buffer || first.byteOffset + first.byteLength !== second.byteOffset) return undefined;
  return new Float32Array(first.buffer, first.byteOffset, first.length + second.length);
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
