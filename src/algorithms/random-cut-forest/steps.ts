import type { Step } from '../algorithm.js';
import type { Tree } from './forest.js';
import type { ForestInfo } from './forest-info.js';

/** What there is to see while a forest is made, in this order; told apart by `phase`. */
export type RandomCutForestStep =
  | InitializeStep
  | SampleStep
  | EpochStep
  | GatherStep
  | TreeStep
  | FinalizeStep
  | TestStep;

/** The width of the rows is known. Once. */
export interface InitializeStep extends Step {
  readonly phase: 'initialize';
  readonly featureDim: number;
  /** Bytes of the sample, where there are as many rows as were asked for. */
  readonly sampleBytes: number;
  /** Bytes of the forest with all that scoring needs. */
  readonly forestBytes: number;
  /** Bytes that a sample and its forest may take here. */
  readonly availableBytes: number;
}

/** A mini-batch was read. */
export interface SampleStep extends Step {
  readonly phase: 'sample';
  readonly batch: number;
  /** Rows in the sample. */
  readonly sampled: number;
}

/** The end of the only pass over the data. */
export interface EpochStep extends Step {
  readonly phase: 'epoch';
}

/** The sample is cut into one piece for each tree. Once. */
export interface GatherStep extends Step {
  readonly phase: 'gather';
  readonly sampled: number;
  readonly trees: number;
  readonly samplesPerTree: number;
}

/** A tree has been grown. */
export interface TreeStep extends Step {
  readonly phase: 'tree';
  readonly index: number;
  readonly tree: Tree;
}

/** The forest stands. Last where there is no test channel. */
export interface FinalizeStep extends Step {
  readonly phase: 'finalize';
  readonly info: ForestInfo;
}

/** Scores of the test channel: the last step, where there is such a channel. */
export interface TestStep extends Step {
  readonly phase: 'test';
  /** Scores above this count as anomalies. */
  readonly cutoff: number;
  readonly anomalies: number;
}
