import type { MovedRows, ProjectionKernels } from '../kernels.js';
import { checkLengths, checkShape } from '../lengths.js';
import { checkSparseRows } from './moments.js';

export function checkProject(...[input, projections]: Parameters<ProjectionKernels['project']>): void {
  checkMovedRows(input, input.count);
  checkLengths({
    axes: [input.axes.length, input.count * input.cols],
    projections: [projections.length, input.rows * input.count],
  });
}

export function checkCross(...[input, products]: Parameters<ProjectionKernels['addCrossProducts']>): void {
  checkMovedRows(input, input.count);
  checkLengths({
    weights: [input.weights.length, input.rows * input.count],
    products: [products.length, input.count * input.cols],
  });
}

export function checkProjectSparse(...[input, projections]: Parameters<ProjectionKernels['projectSparse']>): void {
  checkSparseRows(input);
  checkShape({ count: input.count });
  checkLengths({
    axes: [input.axes.length, input.count * input.cols],
    projections: [projections.length, input.rows * input.count],
  });
}

export function checkSparseCross(...[input, products]: Parameters<ProjectionKernels['addSparseCrossProducts']>): void {
  checkSparseRows(input);
  checkShape({ count: input.count });
  checkLengths({
    weights: [input.weights.length, input.rows * input.count],
    products: [products.length, input.count * input.cols],
  });
}

function checkMovedRows({ points, origin, rows, cols }: MovedRows, count: number): void {
  checkShape({ rows, cols, count });
  checkLengths({ points: [points.length, rows * cols], ...(origin && { origin: [origin.length, cols] }) });
}
