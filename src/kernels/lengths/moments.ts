import type { MomentKernels, SparseRows } from '../kernels.js';
import { checkLengths, checkShape } from '../lengths.js';

export function checkMoments(...[input, moments]: Parameters<MomentKernels['addMoments']>): void {
  const { points, rows, cols, stride = cols, chunkRows, seen } = input;
  checkShape({ rows, cols, stride, chunkRows });
  checkShape({ rows: seen });
  if (stride < cols) throw new RangeError(`stride is ${stride}, less than the ${cols} columns`);
  checkLengths({
    points: [points.length, reach(rows, cols, stride)],
    mean: [moments.mean.length, cols],
    scatter: [moments.scatter.length, cols * cols],
  });
}

/** Values from the first of the first row to the last of the last. */
export function reach(rows: number, cols: number, stride: number): number {
  return rows === 0 ? 0 : (rows - 1) * stride + cols;
}

export function checkSparseProducts(...[rows, accumulator]: Parameters<MomentKernels['addSparseProducts']>): void {
  checkSparseRows(rows);
  checkLengths({
    sums: [accumulator.sums.length, rows.cols],
    products: [accumulator.products.length, rows.cols ** 2],
  });
}

/** Also that starts and columns stay within their bounds: the core would read elsewhere. */
export function checkSparseRows({ rowStarts, columns, values, rows, cols }: SparseRows): void {
  checkShape({ rows, cols });
  const entries = columns.length;
  checkLengths({ rowStarts: [rowStarts.length, rows + 1], values: [values.length, entries] });
  const falls = rowStarts.findIndex((start, row) => start < (row === 0 ? 0 : (rowStarts[row - 1] as number)));
  if (rowStarts[0] !== 0 || rowStarts[rows] !== entries || falls >= 0) {
    throw new RangeError(`rowStarts do not rise from 0 to ${entries}`);
  }
  const beyond = columns.findIndex((column) => column >= cols);
  if (beyond >= 0) throw new RangeError(`columns has ${columns[beyond]}, beyond ${cols} columns`);
}
