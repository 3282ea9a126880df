import { type Csr, isCsr } from '../../../data/csr.js';
import { colsOf, type Dense, rowMajor, rowsOf } from '../../../data/dense.js';
import type { ColumnEntries, Kernels } from '../../../kernels/kernels.js';

/** Entries that one kernel call takes at most, unless a single column has more. */
const ENTRIES_PER_CALL = 1 << 21;

/** Every column of a data set with its values in ascending order, beside the rows they stand in. A missing value (NaN) has no entry; a zero has. */
export class SortedColumns {
  readonly rows: number;
  readonly cols: number;
  readonly #entries: ColumnEntries;

  private constructor(rows: number, entries: ColumnEntries) {
    this.rows = rows;
    this.cols = entries.starts.length - 1;
    this.#entries = entries;
  }

  static async from(features: Dense | Csr, kernels: Kernels): Promise<SortedColumns> {
    const columns = new SortedColumns(isCsr(features) ? features.rows : rowsOf(features), columnEntries(features));
    for (const piece of columns.pieces()) await kernels.sortColumns(piece.entries);
    return columns;
  }

  /** Whether some row has no value in the column. */
  hasGaps(column: number): boolean {
    return this.#entriesIn(column) < this.rows;
  }

  /** Whether all values of the column are equal. */
  isConstant(column: number): boolean {
    const { starts, values } = this.#entries;
    return (
      this.#entriesIn(column) > 0 && values[starts[column] as number] === values[(starts[column + 1] as number) - 1]
    );
  }

  /** Consecutive columns, as many as one kernel call should take; those at the ends that are not wanted are left out. */
  *pieces(isWanted: (column: number) => boolean = () => true): Generator<ColumnPiece, void, void> {
    const { starts } = this.#entries;
    for (let from = 0; from < this.cols; ) {
      if (!isWanted(from)) {
        from++;
        continue;
      }
      let to = from + 1;
      for (
        let next = to;
        next < this.cols && (starts[next + 1] as number) - (starts[from] as number) <= ENTRIES_PER_CALL;
        next++
      ) {
        if (isWanted(next)) to = next + 1;
      }
      yield this.#piece(from, to);
      from = to;
    }
  }

  #entriesIn(column: number): number {
    return (this.#entries.starts[column + 1] as number) - (this.#entries.starts[column] as number);
  }

  #piece(from: number, to: number): ColumnPiece {
    const { starts, values, rows } = this.#entries;
    const [first, last] = [starts[from] as number, starts[to] as number];
    return {
      firstColumn: from,
      columns: to - from,
      entries: {
        starts: starts.slice(from, to + 1).map((start) => start - first),
        values: values.subarray(first, last),
        rows: rows.subarray(first, last),
      },
    };
  }
}

export interface ColumnPiece {
  readonly firstColumn: number;
  readonly columns: number;
  readonly entries: ColumnEntries;
}

/** The entries of every column in the order of their rows. */
export function columnEntries(features: Dense | Csr): ColumnEntries {
  return isCsr(features) ? sparseColumns(features) : denseColumns(features);
}

function denseColumns(features: Dense): ColumnEntries {
  const [rows, cols, points] = [rowsOf(features), colsOf(features), rowMajor(features)];
  const counts = new Uint32Array(cols);
  for (let row = 0, at = 0; row < rows; row++) {
    for (let column = 0; column < cols; column++, at++) if (!Number.isNaN(points[at])) counts[column]!++;
  }
  const filling = new Filling(counts);
  for (let row = 0, at = 0; row < rows; row++) {
    for (let column = 0; column < cols; column++, at++) filling.add(column, row, points[at] as number);
  }
  return filling.entries;
}

function sparseColumns({ rows, cols, rowStarts, columns, values }: Csr): ColumnEntries {
  const counts = new Uint32Array(cols);
  for (const [at, column] of columns.entries()) if (!Number.isNaN(values[at])) counts[column]!++;
  const filling = new Filling(counts);
  for (let row = 0; row < rows; row++) {
    for (let at = rowStarts[row] as number; at < (rowStarts[row + 1] as number); at++) {
      filling.add(columns[at] as number, row, values[at] as number);
    }
  }
  return filling.entries;
}

/** Entries of columns of known length, added row by row. */
class Filling {
  readonly entries: ColumnEntries;
  readonly #next: Uint32Array;

  constructor(counts: Uint32Array) {
    const starts = new Uint32Array(counts.length + 1);
    for (const [column, count] of counts.entries()) starts[column + 1] = (starts[column] as number) + count;
    const total = starts[counts.length] as number;
    this.entries = { starts, values: new Float32Array(total), rows: new Uint32Array(total) };
    this.#next = starts.slice();
  }

  add(column: number, row: number, value: number): void {
    if (Number.isNaN(value)) return;
    const at = this.#next[column]!++;
    this.entries.values[at] = value;
    this.entries.rows[at] = row;
  }
}
