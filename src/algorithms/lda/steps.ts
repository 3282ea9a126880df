import type { Dense } from '../../data/dense.js';
import type { Step } from '../algorithm.js';
import type { DecompositionIteration } from './decomposition.js';
import type { WhitenedComponents } from './topics.js';

/** What there is to see while LDA trains, in this order; told apart by `phase`. */
export type LdaStep =
  | StartStep
  | LoadStep
  | EpochStep
  | MomentsStep
  | WhitenStep
  | TensorStep
  | DecomposeStep
  | FinalizeStep
  | TestStep;

/** Before anything is read. Once. */
export interface StartStep extends Step {
  readonly phase: 'start';
  /** Topics of the finished model. */
  readonly requested: number;
  /** Topics that are looked for. */
  readonly lookedFor: number;
  readonly alpha0: number;
}

/** Some documents have been read. */
export interface LoadStep extends Step {
  readonly phase: 'load';
  readonly batch: number;
}

/** All documents are in memory. Once. */
export interface EpochStep extends Step {
  readonly phase: 'epoch';
  readonly documents: number;
  readonly words: number;
}

/** The first moment, and how many documents are long enough for the third. Once. */
export interface MomentsStep extends Step {
  readonly phase: 'moments';
  /** `[words]`, mean share of each word */
  readonly mean: Float64Array;
  /** Documents of three words or more. */
  readonly documents: number;
}

/** The search for the leading eigenvectors of the second moment: an iteration, and at the end the whitening itself. */
export interface WhitenStep extends Step {
  readonly phase: 'whiten';
  /** 0-based; absent at the end */
  readonly iteration?: number;
  /** The largest, as far as they are known. */
  readonly eigenvalues: Float64Array;
}

/** The third moment in whitened coordinates is there. Once. */
export interface TensorStep extends Step {
  readonly phase: 'tensor';
  /** Its extents. */
  readonly rank: number;
}

/** An iteration of one start of the decomposition. `topicsOf(step, { kernels })` tells what the topics look like by then. */
export interface DecomposeStep extends Step, DecompositionIteration, WhitenedComponents {
  readonly phase: 'decompose';
  /** Starts there may be. */
  readonly restarts: number;
}

/** The topics of the model. Once, and last where there is no test channel. */
export interface FinalizeStep extends Step {
  readonly phase: 'finalize';
  /** Of the best start. */
  readonly error: number;
  /** `[num_topics]` */
  readonly alpha: Float32Array;
  /** `[num_topics, words]` */
  readonly beta: Dense;
  /** Part of the artifact's file name. */
  readonly host: string;
}

/** Likelihood of the test channel: the last step, where there is such a channel. */
export interface TestStep extends Step {
  readonly phase: 'test';
}
