import type { Checked } from '../hyperparameter-schema.js';
import type { LinearLearnerHyperparameters } from './hyperparameters.js';

export interface ClassWeights {
  /** `[classes]`, what a row of each class counts, in what is learnt and in the losses that are reported; absent where each counts 1 */
  readonly ofRows?: Float64Array;
  /** `[models]`, what a row of class 1 counts beyond that in what each model learns */
  readonly ofModels?: Float32Array;
}

/** What SageMaker's log shows for a class that the sample lacks. */
const UNSEEN = 1_000_000;

/**
 * What rows count by their class. Frequencies are those of the rows the scaler saw.
 * @param counts `[classes]`, rows of each class
 */
export function classWeights(
  values: Checked<LinearLearnerHyperparameters>,
  counts: Float64Array,
  models: number,
): ClassWeights {
  const { predictor_type: type, positive_example_weight_mult: positive, balance_multiclass_weights: balance } = values;
  if (type === 'multiclass_classifier') {
    const rows = counts.reduce((sum, count) => sum + count, 0);
    return balance ? { ofRows: counts.map((count) => (count === 0 ? UNSEEN : rows / count)) } : {};
  }
  if (type === 'regressor') return {};
  if (positive === 'auto') return { ofModels: automatic(balanced(counts), models) };
  const weight = positive === 'balanced' ? balanced(counts) : positive;
  return weight === 1 ? {} : { ofRows: Float64Array.of(1, weight) };
}

/** As much as makes all rows of class 1 count as much as all rows of class 0. */
function balanced([negatives, positives]: Float64Array): number {
  if (negatives === 0) return 1;
  return positives === 0 ? UNSEEN : (negatives as number) / (positives as number);
}

/**
 * SageMaker documents that `auto` chooses the weight that does best, and not how. Here the parallel models divide the candidates among themselves: 1, balanced,
 * and half way between. Losses are reported without them, so that models can be compared. If evidence turns up, this is the place to correct.
 */
function automatic(balance: number, models: number): Float32Array {
  const tried = [1, Math.sqrt(balance), balance];
  return Float32Array.from({ length: models }, (_, model) => tried[model % tried.length] as number);
}

/** `[rows]`, what each row counts; `undefined` where each counts 1. */
export function rowWeights(labels: Float32Array, { ofRows }: ClassWeights): Float32Array | undefined {
  return ofRows && labels.map((label) => ofRows[label] as number);
}
