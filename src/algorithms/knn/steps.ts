import type { Dense } from '../../data/dense.js';
import type { Step } from '../algorithm.js';
import type { NeighborIndex } from './neighbor-index.js';

/** What there is to see while k-NN trains, in this order; told apart by `phase`. */
export type KNNStep =
  | SampleStep
  | EpochStep
  | GatherStep
  | CellsStep
  | CodewordsStep
  | TrainedStep
  | IndexedStep
  | TestStep;

/** A mini-batch went past the reservoir. */
export interface SampleStep extends Step {
  readonly phase: 'sample';
  readonly batch: number;
  /** Rows of this mini-batch that were taken. */
  readonly taken: number;
  /** Rows in the reservoir now. */
  readonly sampled: number;
}

/** The data is read. */
export interface EpochStep extends Step {
  readonly phase: 'epoch';
}

/** The sample is drawn. */
export interface GatherStep extends Step {
  readonly phase: 'gather';
  /** SageMaker's name for this machine. */
  readonly host: string;
  /** Features of a row before anything is done to it. */
  readonly featureDim: number;
  /** `[sampled, cols]`, as the rows go into the index */
  readonly features: Dense;
  /** `[sampled]` */
  readonly labels: Float32Array;
}

/** An iteration of k-means has moved the centres of the cells. Not with `faiss.Flat`. */
export interface CellsStep extends Step {
  readonly phase: 'cells';
  /** 1-based */
  readonly iteration: number;
  /** `[cells, cols]` */
  readonly centres: Dense;
  /** Mean squared distance of the rows to the centres before. */
  readonly msd: number;
}

/** An iteration of k-means has moved the codewords of one stretch of features. With `faiss.IVFPQ` only. */
export interface CodewordsStep extends Step {
  readonly phase: 'codewords';
  /** 0-based stretch of features, of m */
  readonly part: number;
  readonly iteration: number;
  /** `[256, cols / m]` */
  readonly centres: Dense;
  /** Mean squared distance of the rows to their codewords before: what the code loses in this stretch. */
  readonly msd: number;
}

/** Nothing is left to learn; the rows are added next. */
export interface TrainedStep extends Step {
  readonly phase: 'trained';
}

/** The rows are in the index. Last where there is no test channel. */
export interface IndexedStep extends Step {
  readonly phase: 'index';
  readonly indexType: NeighborIndex['type'];
  /** `[cells]`, rows in each; absent with `faiss.Flat` */
  readonly cellSizes?: Int32Array;
}

/** Scores of the test channel. */
export interface TestStep extends Step {
  readonly phase: 'test';
  /** The cells that were searched for the first test row, nearest first; absent with `faiss.Flat` */
  readonly cellsOfFirst?: Int32Array;
}
