import type { Batch } from '../../data/batches.js';
import { type Csr, isCsr } from '../../data/csr.js';
import { colsOf, type Dense, rowMajor } from '../../data/dense.js';
import type { FactorizationMachinesHyperparameters } from './hyperparameters.js';

/** How often larger than the labels' own spread a first step may be before it is worth a warning. */
const WILD = 10;

/**
 * What to tell a user whose features are so large that training will go wild, or nothing. Adam's first steps move every parameter by its learning
 * rate, whatever the gradient; so the score of a row moves by about `linear_lr S + num_factors (factors_lr S)^2 / 2`, where S is the sum of
 * the row's absolute values.
 */
export function scaleWarning(batch: Batch, hyperparameters: FactorizationMachinesHyperparameters): string | undefined {
  const { linear_lr, factors_lr, num_factors, predictor_type, _learning_rate } = hyperparameters;
  const values = isCsr(batch.features) ? batch.features.values : rowMajor(batch.features);
  const sum = values.reduce((total, value) => total + Math.abs(value), 0) / batch.rows;
  const alongFactors = _learning_rate * factors_lr * sum;
  const jump = _learning_rate * linear_lr * sum + (num_factors * alongFactors ** 2) / 2;
  // In a classifier 1 is the unit of the log odds.
  const spread = predictor_type === 'regressor' ? spreadOf(batch.labels ?? []) : 1;
  if (jump <= WILD * spread) return undefined;
  const { column, value } = largest(batch.features, values);
  return (
    `The absolute values of a row sum up to ${show(sum)} on average; feature ${column} reaches ${show(value)}. ` +
    `One step of training moves the score of such a row by about ${show(jump)}, ` +
    `where ${predictor_type === 'regressor' ? `labels spread by ${show(spread)}` : 'scores of a few units are certainty'}. ` +
    'Factorization machines use features as they are: scale them to about 1 (one-hot features are), or lower factors_lr and linear_lr.'
  );
}

/** Standard deviation, and at least 1e-6 of the labels' size. */
function spreadOf(labels: ArrayLike<number>): number {
  const values = Array.from(labels);
  const mean = values.reduce((sum, label) => sum + label, 0) / values.length;
  const variance = values.reduce((sum, label) => sum + (label - mean) ** 2, 0) / values.length;
  return Math.max(Math.sqrt(variance), Math.abs(mean) * 1e-6, Number.MIN_VALUE);
}

function largest(features: Dense | Csr, values: Float32Array): { column: number; value: number } {
  let at = 0;
  for (let other = 1; other < values.length; other++) {
    if (Math.abs(values[other] as number) > Math.abs(values[at] as number)) at = other;
  }
  const column = isCsr(features) ? (features.columns[at] as number) : at % colsOf(features);
  return { column, value: values[at] as number };
}

function show(value: number): string {
  return Number(value.toPrecision(3)).toString();
}
