import type { Components, SparseRows, TopicKernels } from '../kernels.js';
import { checkLengths, checkShape } from '../lengths.js';

export function checkSparseProduct(...[input, product]: Parameters<TopicKernels['sparseProduct']>): void {
  const { rows, cols, k, factor, scale } = input;
  checkSparse(input, { k });
  checkLengths({
    factor: [factor.length, cols * k],
    ...(scale && { scale: [scale.length, rows] }),
    product: [product.length, rows * k],
  });
}

export function checkDenseProduct(...[input, product]: Parameters<TopicKernels['denseProduct']>): void {
  const { rows, inner, k, left, right } = input;
  checkShape({ rows, inner, k });
  checkLengths({
    left: [left.length, rows * inner],
    right: [right.length, inner * k],
    product: [product.length, rows * k],
  });
}

export function checkCrossProduct(...[input, sum]: Parameters<TopicKernels['addCrossProduct']>): void {
  const { rows, m, n, left, right } = input;
  checkShape({ rows, m, n });
  checkLengths({ left: [left.length, rows * m], right: [right.length, rows * n], sum: [sum.length, m * n] });
}

export function checkTripleProduct(...[input, sum]: Parameters<TopicKernels['addTripleProduct']>): void {
  const { rows, k, left, right } = input;
  checkShape({ rows, k });
  checkLengths({
    left: [left.length, rows * k],
    right: [right.length, rows * k],
    sum: [sum.length, packedLength(k)],
  });
}

export function checkUpdate(...[input, output]: Parameters<TopicKernels['updateComponents']>): void {
  const { k, rank } = input;
  checkComponents(input);
  checkLengths({
    third: [output.third.length, k * rank],
    weights: [output.weights.length, rank],
    fit: [output.fit.length, 2],
  });
}

export function checkFit(...[input, fit]: Parameters<TopicKernels['fitComponents']>): void {
  const { k, rank, third } = input;
  checkComponents(input);
  checkLengths({ third: [third.length, k * rank], fit: [fit.length, 2] });
}

export function checkMixtures(...[input, output]: Parameters<TopicKernels['topicMixtures']>): void {
  const { rows, cols, k, topics, start, maxIterations } = input;
  checkSparse(input, { k, maxIterations });
  checkLengths({
    topics: [topics.length, cols * k],
    start: [start.length, k],
    mixtures: [output.mixtures.length, rows * k],
    logLikelihoods: [output.logLikelihoods.length, rows],
  });
}

/** Elements of a tensor that is symmetric in its first two places. */
export function packedLength(k: number): number {
  return ((k * (k + 1)) / 2) * k;
}

function checkComponents({ tensor, first, second, k, rank }: Components): void {
  checkShape({ k, rank });
  checkLengths({
    tensor: [tensor.length, packedLength(k)],
    first: [first.length, k * rank],
    second: [second.length, k * rank],
  });
}

function checkSparse(matrix: SparseRows, more: Readonly<Record<string, number>>): void {
  const { rowStarts, columns, values, rows, cols } = matrix;
  checkShape({ rows, cols, ...more });
  checkLengths({
    rowStarts: [rowStarts.length, rows + 1],
    columns: [columns.length, rowStarts[rows] as number],
    values: [values.length, columns.length],
  });
  if (rowStarts[0] !== 0) throw new RangeError(`rowStarts begins with ${rowStarts[0]}, not 0`);
}
