import { type Csr, isCsr } from '../../data/csr.js';
import { colsOf, type Dense, rowMajor, rowsOf } from '../../data/dense.js';
import type { BackendName, Kernels, SparseRows } from '../../kernels/kernels.js';

/**
 * Rows as the kernels of this family take them, gathered from one or more matrices: sparse, no column twice in a row. The storage is used again
 * after {@link clear}.
 */
export class RowGatherer {
  #rowStarts = new Uint32Array(1024);
  #columns = new Uint32Array(1024);
  #values = new Float32Array(1024);
  #rows = 0;
  #entries = 0;

  get rows(): number {
    return this.#rows;
  }

  get entries(): number {
    return this.#entries;
  }

  clear(): void {
    this.#rows = 0;
    this.#entries = 0;
  }

  /** @param zeros whether the zeros of a dense matrix are entries, too: a dense network moves every feature at every step */
  add(features: Dense | Csr, zeros: boolean): void {
    if (isCsr(features)) this.#addSparse(features);
    else this.#addDense(rowMajor(features), rowsOf(features), colsOf(features), zeros);
  }

  /** Views: they hold until more is added. */
  view(features: number): SparseRows {
    return {
      rows: this.#rows,
      cols: features,
      rowStarts: this.#rowStarts.subarray(0, this.#rows + 1),
      columns: this.#columns.subarray(0, this.#entries),
      values: this.#values.subarray(0, this.#entries),
    };
  }

  #addSparse(matrix: Csr): void {
    const { rows, rowStarts, columns, values } = matrix;
    this.#reserve(rows, values.length);
    if (rowsAscend(matrix)) {
      const before = this.#entries;
      this.#columns.set(columns, before);
      this.#values.set(values, before);
      this.#entries += values.length;
      const into = this.#rowStarts.subarray(this.#rows);
      for (let row = 1; row <= rows; row++) into[row] = before + (rowStarts[row] as number);
      this.#rows += rows;
      return;
    }
    for (let row = 0; row < rows; row++) {
      const [from, to] = [rowStarts[row] as number, rowStarts[row + 1] as number];
      this.#addSummed(columns.subarray(from, to), values.subarray(from, to));
      this.#rowStarts[++this.#rows] = this.#entries;
    }
  }

  /** An entry that occurs twice counts as the sum of both. */
  #addSummed(columns: Uint32Array, values: Float32Array): void {
    const sums = new Map<number, number>();
    columns.forEach((column, at) => {
      sums.set(column, (sums.get(column) ?? 0) + (values[at] as number));
    });
    for (const [column, sum] of [...sums].sort(([a], [b]) => a - b)) {
      this.#columns[this.#entries] = column;
      this.#values[this.#entries++] = sum;
    }
  }

  #addDense(values: Float32Array, rows: number, cols: number, zeros: boolean): void {
    this.#reserve(rows, values.length);
    for (let row = 0; row < rows; row++) {
      for (let column = 0; column < cols; column++) {
        const value = values[row * cols + column] as number;
        if (value === 0 && !zeros) continue;
        this.#columns[this.#entries] = column;
        this.#values[this.#entries++] = value;
      }
      this.#rowStarts[++this.#rows] = this.#entries;
    }
  }

  #reserve(rows: number, entries: number): void {
    this.#rowStarts = grown(this.#rowStarts, this.#rows + rows + 1);
    this.#columns = grown(this.#columns, this.#entries + entries);
    this.#values = grown(this.#values, this.#entries + entries);
    if (this.#rows === 0) this.#rowStarts[0] = 0;
  }
}

/** Whether the columns of every row do, so that none occurs twice. */
function rowsAscend({ rows, rowStarts, columns }: Csr): boolean {
  for (let row = 0; row < rows; row++) {
    const end = rowStarts[row + 1] as number;
    let before = -1;
    for (let at = rowStarts[row] as number; at < end; at++) {
      const column = columns[at] as number;
      if (column <= before) return false;
      before = column;
    }
  }
  return true;
}

function grown<A extends Uint32Array | Float32Array>(array: A, length: number): A {
  if (length <= array.length) return array;
  const larger = new (array.constructor as new (length: number) => A)(Math.max(length, 2 * array.length));
  larger.set(array as never);
  return larger;
}

/** Entries times factors that one call should take at most, so that an abort between two calls is prompt. */
const OPERATIONS_PER_CALL: Readonly<Record<BackendName, number>> = { native: 2e7, wasm: 2e6, reference: 6e5 };

/** Whether so many entries are work enough for one call of a kernel. */
export function fillsACall(kernels: Kernels, entries: number, width: number): boolean {
  return entries * width >= OPERATIONS_PER_CALL[kernels.backend];
}
