/** Where the bins of a column lie in a histogram. */
export interface HistogramLayout {
  readonly cols: number;
  /** Slots of a histogram: each is a sum of first and one of second derivatives. */
  readonly slots: number;
  /** `[cols]`, the first slot of each column */
  readonly columnSlots: Uint32Array;
  /** `[cols]` */
  readonly binCounts: Uint32Array;
  /** `[cols]`, 1 where some row has no value: a slot for such rows follows those of the bins */
  readonly incomplete: Uint8Array;
  /** `[cols]`, the bin that has no slot because it is what the others leave of the node's sum; -1 for none */
  readonly hiddenBins: Int32Array;
}

/** What makes a split worth while. Numbers of single precision, as XGBoost's parameters are. */
export interface SplitRules {
  readonly lambda: number;
  readonly alpha: number;
  readonly minChildWeight: number;
  /** 0 for no bound */
  readonly maxDeltaStep: number;
  /** `[cols]`, 1 or -1 where predictions must rise or fall with the column */
  readonly monotone?: Int8Array;
}

/** Nodes whose best split is wanted. */
export interface NodesToSplit {
  /** `[nodes, 2]`, first and second derivatives added up */
  readonly sums: Float64Array;
  /** `[nodes]`, what the node is worth without a split */
  readonly gains: Float32Array;
  /** `[nodes, 2]`, between which its answers must lie; with `monotone` alone */
  readonly bounds?: Float32Array;
  /** `[nodes, cols]`, 1 where the node may split on the column; all of them where absent */
  readonly allowed?: Uint8Array;
}

/** The best split of each node. */
export interface FoundSplits {
  /** `[nodes]`, -1 where none is worth anything */
  readonly columns: Int32Array;
  /** `[nodes]`, the last bin that goes left; -1 where only rows without a value do */
  readonly bins: Int32Array;
  /** `[nodes]`, 1 where rows without a value go left */
  readonly defaultLeft: Uint8Array;
  /** `[nodes]`, gained by the split */
  readonly gains: Float32Array;
  /** `[nodes, 2]` */
  readonly leftSums: Float64Array;
  /** `[nodes, 2]` */
  readonly rightSums: Float64Array;
}

/** Splits that rows follow. */
export interface AppliedSplits {
  /** `[nodes]` */
  readonly columns: Int32Array;
  /** `[nodes]` */
  readonly bins: Int32Array;
  /** `[nodes]` */
  readonly defaultLeft: Uint8Array;
}
