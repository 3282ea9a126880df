import type { Dense } from '../../data/dense.js';
import type { Step } from '../algorithm.js';

/** What there is to see while a factorization machine trains, in this order; told apart by `phase`. */
export type FactorizationMachinesStep = InitializeStep | UpdateStep | EpochStep | TestStep;

/** Which of the two networks SageMaker builds: the layout of the training data decides. */
export type Network = 'sparse' | 'dense';

/** The first rows are seen, the parameters are drawn. Once. */
export interface InitializeStep extends Step {
  readonly phase: 'initialize';
  readonly network: Network;
}

/** A mini-batch has moved the parameters. Its metrics are those of the scores before the move. */
export interface UpdateStep extends Step {
  readonly phase: 'update';
  readonly batch: number;
  /** 1-based, over all epochs: what Adam counts */
  readonly iteration: number;
  /** The log tells the metrics of this mini-batch: see `batch_metrics_publish_interval`. */
  readonly published?: true;
}

/** The end of a pass over the data; its metrics are the means over all its rows. */
export interface EpochStep extends Step {
  readonly phase: 'epoch';
  readonly bias: number;
  /** `[feature_dim, 1]`; absent, as the factors are, in models too large to be copied every time */
  readonly weights?: Dense;
  /** `[feature_dim, num_factors]` */
  readonly factors?: Dense;
}

/** Scores of the test channel: the last step, where there is such a channel. */
export interface TestStep extends Step {
  readonly phase: 'test';
}
