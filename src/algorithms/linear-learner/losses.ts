import type { LinearLoss } from '../../kernels/kernels.js';

export const PREDICTOR_TYPES = ['binary_classifier', 'multiclass_classifier', 'regressor'] as const;
export type PredictorType = (typeof PREDICTOR_TYPES)[number];

/** The losses each type may have; `auto` is the first. */
export const LOSSES_OF = {
  binary_classifier: ['logistic', 'hinge_loss'],
  multiclass_classifier: ['softmax_loss'],
  regressor: [
    'squared_loss',
    'absolute_loss',
    'eps_insensitive_squared_loss',
    'eps_insensitive_absolute_loss',
    'quantile_loss',
    'huber_loss',
  ],
} as const satisfies Readonly<Record<PredictorType, readonly LinearLoss[]>>;

const CAPTURED_NAMES: Partial<Record<LinearLoss, string>> = {
  logistic: 'binary_classification_cross_entropy',
  softmax_loss: 'multiclass_cross_entropy',
  squared_loss: 'mse',
};

/** What the log calls the objective: `mse_objective`. Names of losses no captured log shows are those of the hyperparameter. */
export function objectiveName(loss: LinearLoss): string {
  return `${CAPTURED_NAMES[loss] ?? loss}_objective`;
}
