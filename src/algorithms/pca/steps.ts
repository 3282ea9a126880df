import type { Dense } from '../../data/dense.js';
import type { Step } from '../algorithm.js';

/** What there is to see while PCA trains, in this order; told apart by `phase`. */
export type PCAStep = InitializeStep | UpdateStep | EpochStep | FinalizeStep | TestStep;

/** The first rows are there, and with them the number of features. Once. */
export interface InitializeStep extends Step {
  readonly phase: 'initialize';
  readonly featureDim: number;
  readonly miniBatchSize: number;
}

/** More rows were read: one mini-batch, or several where many were read before. */
export interface UpdateStep extends Step {
  readonly phase: 'update';
  /** The last mini-batch read. */
  readonly batch: number;
  /** `[feature_dim]`, of all rows so far */
  readonly mean: Float64Array;
  /** Mean squared distance of all rows so far to their mean: the variances of all features together. */
  readonly totalVariance: number;
  /** Of the sketch as it is now, ascending; in mode randomized, once it was first compressed. */
  readonly singularValues?: Float64Array;
}

/** The end of the pass over the data. */
export interface EpochStep extends Step {
  readonly phase: 'epoch';
}

/** The components of the model. Once, and last where there is no test channel. */
export interface FinalizeStep extends Step {
  readonly phase: 'finalize';
  /** `[num_components, feature_dim]`, unit vectors, the least important first, as everywhere */
  readonly components: Dense;
  /** `[num_components]`, ascending: the square root of the sum of squares of the training rows along each component */
  readonly singularValues: Float32Array;
  /** `[num_components]`, the share of the variance that each component captures */
  readonly explainedVarianceRatio: Float64Array;
  /** Mean squared distance of the rows to their mean, or to the origin without `subtract_mean`. */
  readonly totalVariance: number;
}

/** How well the components do on the test channel: the last step, where there is such a channel. */
export interface TestStep extends Step {
  readonly phase: 'test';
  /** Mean squared distance between the test rows and what their projections give back. */
  readonly reconstructionMsd: number;
  /** Share of the variance of the test rows about the mean of the model that the components capture. */
  readonly explainedVarianceRatio: number;
  /** `[feature_dim]`, the first test row */
  readonly first: Float32Array;
  /** What the 1, 5 and 20 leading components say of that row, and all of them do, as far as there are so many. */
  readonly reconstructions: readonly Reconstruction[];
}

/** A row, less what lies outside of the leading components. */
export interface Reconstruction {
  readonly components: number;
  /** `[feature_dim]` */
  readonly row: Float32Array;
}
