import type { Step } from '../algorithm.js';
import type { Candidate, OptimizerSettings } from './grid.js';
import type { Objective } from './objective.js';
import type { Scaling } from './scaler.js';

/** What there is to see while Linear Learner trains, in this order; told apart by `phase`. */
export type LinearLearnerStep = ScaleStep | UpdateStep | EpochStep | FinalizeStep | TestStep;

/** Means and standard deviations are known, and so are the models that will be trained. Once. */
export interface ScaleStep extends Step {
  readonly phase: 'scale';
  /** Rows the means were taken over; `rows` counts what was read, one batch more where there is one. */
  readonly scaledRows: number;
  readonly features: Scaling;
  /** Of a regressor. */
  readonly label?: Scaling;
  /** `[classes]`, what a row of each class counts, where that is not 1 */
  readonly classWeights?: Float64Array;
  /** `[models]` */
  readonly candidates: readonly Candidate[];
  readonly optimizer: OptimizerSettings;
  readonly objective: Objective;
}

/** A mini-batch has moved the weights of all models. */
export interface UpdateStep extends Step {
  readonly phase: 'update';
  readonly batch: number;
  /** 1-based, over all epochs */
  readonly iteration: number;
  /** `[models]`, mean loss of this batch before the weights moved */
  readonly losses: Float64Array;
}

/** The end of a pass over the data. */
export interface EpochStep extends Step {
  readonly phase: 'epoch';
  /** `[models]`, mean loss over the batches of this epoch, each before its weights moved; of numbers, in units of the scaled label */
  readonly losses: Float64Array;
  /** `[models]`, mean loss of the validation rows at the end of this epoch, in the unit of the label */
  readonly validationLosses?: Float64Array;
  /** What models are compared by: `multiclass_cross_entropy_objective`, `sampled_accuracy`. */
  readonly criterion: string;
  /** `[models]` */
  readonly criterionValues: Float64Array;
  /** The best model of this epoch, and its value. */
  readonly bestModel: number;
  readonly bestValue: number;
  /** Better than all epochs before by more than the tolerance. */
  readonly improved: boolean;
  /** Training ends here, before its last epoch. */
  readonly stopped: boolean;
}

/** The best model of all epochs, and its scores on the validation channel or, where there is none, on the training data. */
export interface FinalizeStep extends Step {
  readonly phase: 'finalize';
  readonly channel: 'train' | 'validation';
  readonly bestModel: number;
  readonly bestEpoch: number;
  readonly candidate: Candidate;
  readonly optimizer: OptimizerSettings;
  /** Of a binary classifier: a score of at least this is class 1. */
  readonly threshold?: number;
}

/** Scores of the test channel: the last step, where there is such a channel. */
export interface TestStep extends Step {
  readonly phase: 'test';
}
