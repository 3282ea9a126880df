import type { NdArray } from 'ndarray';
import ndarray from 'ndarray';

/**
 * A dense float32 matrix `[rows, cols]`: an `ndarray`, so that a slice, a transpose or one row of it is a view and
 * not a copy. Kernels take its storage row by row: see {@link rowMajor}.
 */
export type Dense = NdArray<Float32Array>;

/** Wraps row-major storage as `[rows, cols]` without copying. */
export function dense(values: Float32Array, rows: number, cols: number): Dense {
  if (values.length !== rows * cols) {
    throw new RangeError(`${values.length} values do not fill ${rows} x ${cols}`);
  }
  return new View(values, rows, cols, cols, 1, 0);
}

/** The class that `ndarray` has made for such matrices. It would look at the storage's type each time anew, which takes longer than to predict a row. */
const View = ndarray(new Float32Array(0), [0, 0]).constructor as new (
  values: Float32Array,
  rows: number,
  cols: number,
  rowStride: number,
  colStride: number,
  offset: number,
) => Dense;

export function rowsOf(matrix: Dense): number {
  return matrix.shape[0] as number;
}

export function colsOf(matrix: Dense): number {
  return matrix.shape[1] as number;
}

/** The values in row-major order: the storage itself where it already lies so, else a copy. */
export function rowMajor(matrix: Dense): Float32Array {
  const rows = rowsOf(matrix);
  const cols = colsOf(matrix);
  const [rowStride, colStride] = matrix.stride as [number, number];
  if ((colStride === 1 || cols <= 1) && (rowStride === cols || rows <= 1)) {
    if (matrix.data.length === rows * cols) return matrix.data;
    return matrix.data.subarray(matrix.offset, matrix.offset + rows * cols);
  }
  const values = new Float32Array(rows * cols);
  for (let row = 0, at = 0; row < rows; row++) {
    for (let col = 0; col < cols; col++, at++) values[at] = matrix.get(row, col);
  }
  return values;
}

/** Wraps rows that begin `stride` values apart, the first of them `offset` values from the start of the storage. */
export function denseApart(values: Float32Array, rows: number, cols: number, stride: number, offset: number): Dense {
  return new View(values, rows, cols, stride, 1, offset);
}

/** The storage from the first value to the last, and how many values each row begins behind the one before: the storage itself where rows lie in one piece, else a copy. */
export function rowsApart(matrix: Dense): { readonly values: Float32Array; readonly stride: number } {
  const [rows, cols] = [rowsOf(matrix), colsOf(matrix)];
  const [rowStride, colStride] = matrix.stride as [number, number];
  if (rows <= 1 || rowStride < cols || colStride !== 1) return { values: rowMajor(matrix), stride: cols };
  const { data, offset } = matrix;
  return { values: data.subarray(offset, offset + (rows - 1) * rowStride + cols), stride: rowStride };
}

/** Rows `[from, to)` as a view. */
export function sliceRows(matrix: Dense, from: number, to: number): Dense {
  return matrix.lo(from, 0).hi(to - from, colsOf(matrix));
}
