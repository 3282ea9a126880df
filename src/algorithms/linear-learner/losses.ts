import type { LinearLoss } from '../../kernels/kernels.js';
import type { Checked } from '../hyperparameter-schema.js';
import type { LinearLearnerHyperparameters } from './hyperparameters.js';

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

/** What is minimised. */
export interface Objective {
  readonly predictorType: PredictorType;
  readonly loss: LinearLoss;
  /** Margin, quantile, insensitivity or delta, where the loss has one. */
  readonly parameter: number;
  /** 1, unless there are several classes */
  readonly classes: number;
}

export function objectiveOf(hyperparameters: Checked<LinearLearnerHyperparameters>): Objective {
  const { predictor_type: predictorType, loss: given, num_classes } = hyperparameters;
  const loss = given === 'auto' ? LOSSES_OF[predictorType][0] : given;
  const classes = predictorType === 'multiclass_classifier' ? num_classes : 1;
  return { predictorType, loss, parameter: parameterOf(loss, hyperparameters), classes };
}

function parameterOf(loss: LinearLoss, values: Checked<LinearLearnerHyperparameters>): number {
  switch (loss) {
    case 'hinge_loss':
      return values.margin;
    case 'quantile_loss':
      return values.quantile;
    case 'huber_loss':
      return values.huber_delta;
    case 'eps_insensitive_squared_loss':
    case 'eps_insensitive_absolute_loss':
      return values.loss_insensitivity;
    default:
      return 0;
  }
}

const CAPTURED_NAMES: Partial<Record<LinearLoss, string>> = {
  logistic: 'binary_classification_cross_entropy',
  softmax_loss: 'multiclass_cross_entropy',
  squared_loss: 'mse',
};

/** What the log calls the objective: `mse_objective`. Names of losses no captured log shows are those of the hyperparameter. */
export function objectiveName(loss: LinearLoss): string {
  return `${CAPTURED_NAMES[loss] ?? loss}_objective`;
}
