/** What a loop of boosting needs, as small as it gets, so that what grows the trees is tested by itself. */
import type { ExactParameters } from '../../../src/algorithms/xgboost/trees/exact-parameters.js';
import type { RegressionTree } from '../../../src/algorithms/xgboost-model.js';

export const defaults: ExactParameters = {
  eta: 0.3,
  gamma: 0,
  max_depth: 6,
  min_child_weight: 1,
  max_delta_step: 0,
  lambda: 1,
  alpha: 0,
  subsample: 1,
  sampling_method: 'uniform',
  colsample_bytree: 1,
  colsample_bylevel: 1,
  colsample_bynode: 1,
};

export interface Table {
  readonly rows: number;
  readonly cols: number;
  /** `[rows, cols]`, NaN where a value is missing */
  readonly points: Float32Array;
  readonly labels: Float32Array;
}

/** In single precision, as XGBoost has it. */
export function sigmoid(margin: number): number {
  return Math.fround(1 / Math.fround(Math.fround(Math.exp(Math.min(-margin, Math.fround(88.7)))) + 1));
}

/** `[rows, 2]` of binary:logistic */
export function logisticGradients(margins: Float32Array, labels: Float32Array): Float32Array {
  const gradients = new Float32Array(2 * margins.length);
  for (const [row, margin] of margins.entries()) {
    const probability = sigmoid(margin);
    gradients[2 * row] = probability - (labels[row] as number);
    gradients[2 * row + 1] = Math.max(Math.fround(probability * Math.fround(1 - probability)), Math.fround(1e-16));
  }
  return gradients;
}

/** `[rows, 2]` of reg:squarederror */
export function squaredGradients(margins: Float32Array, labels: Float32Array): Float32Array {
  const gradients = new Float32Array(2 * margins.length).fill(1);
  for (const [row, margin] of margins.entries()) gradients[2 * row] = margin - (labels[row] as number);
  return gradients;
}

/** The leaf that a row of the table ends in. */
export function leafOf(tree: RegressionTree, { points, cols }: Table, row: number): number {
  const { leftChildren, rightChildren, splitIndices, splitConditions, defaultLeft } = tree;
  let node = 0;
  while (leftChildren[node] !== -1) {
    const value = points[row * cols + (splitIndices[node] as number)] as number;
    const left = Number.isNaN(value) ? defaultLeft[node] === 1 : value < (splitConditions[node] as number);
    node = (left ? leftChildren[node] : rightChildren[node]) as number;
  }
  return node;
}

export function addTree(tree: RegressionTree, table: Table, margins: Float32Array): void {
  for (let row = 0; row < table.rows; row++) {
    margins[row] = (margins[row] as number) + (tree.splitConditions[leafOf(tree, table, row)] as number);
  }
}

export function rmse(margins: Float32Array, labels: Float32Array): number {
  return Math.sqrt(
    margins.reduce((sum, margin, row) => sum + (margin - (labels[row] as number)) ** 2, 0) / margins.length,
  );
}

/** Of binary:logistic, from the probabilities that are single. */
export function logLoss(margins: Float32Array, labels: Float32Array): number {
  const eps = Math.fround(1e-16);
  const sum = margins.reduce((loss, margin, row) => {
    const probability = sigmoid(margin);
    const right = labels[row] ? probability : Math.fround(1 - probability);
    return loss - Math.log(Math.max(right, eps));
  }, 0);
  return sum / margins.length;
}
