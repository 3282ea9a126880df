import { float } from './float32.js';
import type { Objective, RowInfo } from './objective.js';

/**
 * The prediction that boosting starts from where no `base_score` is given, as XGBoost estimates it since version 2: the labels' mean where it is the best constant,
 * one Newton step where it is not, 0.5 where the objective has no estimate.
 */
export async function estimateBaseScore(objective: Objective, info: RowInfo): Promise<number> {
  switch (objective.start) {
    case 'mean':
      return float(meanLabel(info));
    case 'median':
      return medianLabel(info);
    case 'newton':
      return newtonStep(objective, info);
    case 'half':
      return 0.5;
  }
}

function meanLabel({ labels, weights }: RowInfo): number {
  let mean = 0;
  if (weights === undefined) {
    for (const label of labels) mean += label / labels.length;
    return mean;
  }
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  for (let row = 0; row < labels.length; row++) mean += ((labels[row] as number) / total) * (weights[row] as number);
  return mean;
}

/** As XGBoost averages the medians of several machines: what rounding moves here decides which way the rows in the middle pull. */
function medianLabel({ labels, weights }: RowInfo): number {
  const total = weights?.reduce((sum, weight) => sum + weight, 0) ?? labels.length;
  return float(float(quantile(labels, 0.5, weights) * total) / total);
}

/** -G / H: what a leaf with all rows and without any penalty would answer, from margin 0. */
async function newtonStep(objective: Objective, info: RowInfo): Promise<number> {
  const pairs = new Float32Array(2 * info.rows);
  await objective.gradients(new Float32Array(info.rows), info, 0, pairs);
  let [gradient, hessian] = [0, 0];
  for (let row = 0; row < info.rows; row++) {
    gradient += pairs[2 * row] as number;
    hessian += pairs[2 * row + 1] as number;
  }
  const margin = Float32Array.of(-gradient / Math.max(hessian, 1e-6));
  return objective.transform(margin, 1)[0] as number;
}

/**
 * Without weights between the two nearest values, at rank `share` (n + 1); with weights the first value at which the sum of weights reaches its share.
 * NaN of nothing.
 */
export function quantile(values: Float32Array, share: number, weights?: Float32Array): number {
  const { length } = values;
  if (length === 0) return Number.NaN;
  if (weights !== undefined) return weightedQuantile(values, share, weights);
  const sorted = values.slice().sort();
  if (share <= 1 / (length + 1)) return sorted[0] as number;
  if (share >= length / (length + 1)) return sorted[length - 1] as number;
  const rank = share * (length + 1);
  const below = Math.floor(rank) - 1;
  const [low, high] = [sorted[below] as number, sorted[below + 1] as number];
  return float(low + (rank - 1 - below) * float(high - low));
}

function weightedQuantile(values: Float32Array, share: number, weights: Float32Array): number {
  const order = Uint32Array.from({ length: values.length }, (_, at) => at);
  order.sort((a, b) => (values[a] as number) - (values[b] as number) || a - b);
  const sums = new Float32Array(values.length);
  for (let at = 0; at < order.length; at++) sums[at] = (sums[at - 1] ?? 0) + (weights[order[at] as number] as number);
  const wanted = float((sums[sums.length - 1] as number) * share);
  const found = sums.findIndex((sum) => sum >= wanted);
  return values[order[found < 0 ? order.length - 1 : found] as number] as number;
}
