import type { LinearLoss } from '../../kernels/kernels.js';
import type { Checked } from '../hyperparameter-schema.js';
import type { LinearLearnerHyperparameters } from './hyperparameters.js';
import { LOSSES_OF, type PredictorType } from './losses.js';

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
