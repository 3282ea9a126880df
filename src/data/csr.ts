import { type Dense, dense, rowMajor, sliceRows } from './dense.js';

/**
 * A sparse float32 matrix in compressed-sparse-row form. Row `i` owns the entries
 * `rowStarts[i] .. rowStarts[i + 1]` of `columns` and `values`. Column order inside a row is free; an entry that
 * occurs twice counts as the sum of both.
 */
export interface Csr {
  readonly rows: number;
  readonly cols: number;
  /** `[rows + 1]` */
  readonly rowStarts: Uint32Array;
  /** `[entries]`, each below `cols` */
  readonly columns: Uint32Array;
  /** `[entries]` */
  readonly values: Float32Array;
}

export function isCsr(matrix: Dense | Csr): matrix is Csr {
  return 'rowStarts' in matrix;
}

/** Rows `[from, to)`; `columns` and `values` stay views. */
export function sliceCsr(matrix: Csr, from: number, to: number): Csr {
  const first = matrix.rowStarts[from] as number;
  const last = matrix.rowStarts[to] as number;
  const rowStarts = matrix.rowStarts.slice(from, to + 1);
  for (let row = 0; row < rowStarts.length; row++) rowStarts[row]! -= first;
  return {
    rows: to - from,
    cols: matrix.cols,
    rowStarts,
    columns: matrix.columns.subarray(first, last),
    values: matrix.values.subarray(first, last),
  };
}

/** Rows `[from, to)` of either kind, as {@link sliceCsr} and {@link sliceRows} give them. */
export function sliceMatrix(matrix: Dense | Csr, from: number, to: number): Dense | Csr {
  return isCsr(matrix) ? sliceCsr(matrix, from, to) : sliceRows(matrix, from, to);
}

/** The numbers of one row, zeros and all; of a dense one, a view where it lies in one piece. */
export function rowOf(matrix: Dense | Csr, row: number): Float32Array {
  const one = sliceMatrix(matrix, row, row + 1);
  return rowMajor(isCsr(one) ? densify(one) : one);
}

/** The same numbers with every zero written out. The caller vouches that `rows * cols` fits in memory. */
export function densify(matrix: Csr): Dense {
  const values = new Float32Array(matrix.rows * matrix.cols);
  for (let row = 0; row < matrix.rows; row++) {
    const end = matrix.rowStarts[row + 1] as number;
    for (let entry = matrix.rowStarts[row] as number; entry < end; entry++) {
      const at = row * matrix.cols + (matrix.columns[entry] as number);
      values[at] = (values[at] as number) + (matrix.values[entry] as number);
    }
  }
  return dense(values, matrix.rows, matrix.cols);
}
