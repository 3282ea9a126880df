/** What the exact grower goes by; names are SageMaker's. */
export interface ExactParameters {
  /** Learning rate: what part of a new leaf's answer counts. Of a boosted forest, divided by its trees: see {@link etaOfTree}. */
  readonly eta: number;
  /** Least gain of a split. */
  readonly gamma: number;
  readonly max_depth: number;
  readonly min_child_weight: number;
  /** Largest answer of a leaf before `eta`; 0 sets no limit. */
  readonly max_delta_step: number;
  readonly lambda: number;
  readonly alpha: number;
  /** Share of the rows that each tree sees. */
  readonly subsample: number;
  readonly colsample_bytree: number;
  readonly colsample_bylevel: number;
  readonly colsample_bynode: number;
  /** By column, 1 rising, -1 falling, 0 free. */
  readonly monotone_constraints?: readonly number[] | undefined;
  /** Groups of columns that may meet on a path. */
  readonly interaction_constraints?: readonly (readonly number[])[] | undefined;
}

/** The `eta` of each of the trees that a round grows side by side: together they count as one. */
export function etaOfTree(eta: number, numParallelTree: number): number {
  return Math.fround(Math.fround(eta) / numParallelTree);
}
