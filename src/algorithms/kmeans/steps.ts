import type { Dense } from '../../data/dense.js';
import type { Step } from '../algorithm.js';

/** What there is to see while k-means trains, in this order; told apart by `phase`. */
export type KMeansStep = InitializeStep | UpdateStep | EpochStep | AttemptStep | FinalizeStep | TestStep;

/** The first mini-batch is read, the centres are chosen. Once. */
export interface InitializeStep extends Step {
  readonly phase: 'initialize';
  /** `[K, feature_dim]` */
  readonly centroids: Dense;
  readonly extraCenterFactor: number;
  /** `extra_center_factor` was left to us. */
  readonly factorIsAuto: boolean;
  /** Rows the first mini-batch was asked to have; `rows` says how many it has. */
  readonly miniBatchSize: number;
}

/** A mini-batch has moved the centres. */
export interface UpdateStep extends Step {
  readonly phase: 'update';
  readonly batch: number;
  /** 1-based, over all epochs */
  readonly iteration: number;
  /** `[K, feature_dim]`, after the update */
  readonly centroids: Dense;
  /** `[K]`, rows each centre stands for, faded by half_life_time_size */
  readonly weights: Float64Array;
  /** Mean squared distance of the rows of this batch to the centres before the update. */
  readonly shortTermMsd: number;
  /** The same over everything read so far, faded as the weights are. */
  readonly longTermMsd: number;
}

/** The end of a pass over the data. */
export interface EpochStep extends Step {
  readonly phase: 'epoch';
  /** Rows read in all passes so far. */
  readonly totalRows: number;
}

/** One attempt at shrinking K centres to k. */
export interface AttemptStep extends Step {
  readonly phase: 'shrink';
  readonly attempt: number;
  readonly from: number;
  readonly to: number;
  /** `[k, feature_dim]` */
  readonly centroids: Dense;
  /** Weighted mean squared distance between the K centres and these k. */
  readonly msd: number;
  /** Lloyd iterations it took. */
  readonly iterations: number;
}

/** The k centres of the model. Once, and last where there is no test channel. */
export interface FinalizeStep extends Step {
  readonly phase: 'finalize';
  /** `[k, feature_dim]` */
  readonly centroids: Dense;
  /** What SageMaker calls `train msd`; absent where there was nothing to shrink. */
  readonly msd?: number;
}

/** Scores of the test channel: the last step, where there is such a channel. */
export interface TestStep extends Step {
  readonly phase: 'test';
}
