/** What the kernels of boosted trees are given and what they fill: bins, cuts, layouts of histograms, nodes and their splits. */

/** Numbers of bins: one byte each where 256 do. */
export type BinCodes = Uint8Array | Uint16Array;

/** Values column by column, as they stand in the rows. */
export interface SparseColumns {
  readonly cols: number;
  /** `[cols + 1]`, where each column begins */
  readonly columnStarts: Uint32Array;
  /** `[entries]` */
  readonly entryRows: Uint32Array;
  /** `[entries]` */
  readonly values: Float32Array;
}

/** Bin b of a column holds what is below its cut b, but not below cut b - 1. */
export interface Cuts {
  readonly cols: number;
  /** `[cols + 1]`, where each column's cuts begin */
  readonly cutStarts: Uint32Array;
  /** `[bins]`, ascending within a column; the last is above all values */
  readonly cutValues: Float32Array;
}

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

/** Losses of one margin a row whose derivatives are a kernel. `parameter` is `max_delta_step` of Poisson and the variance power of Tweedie. */
export type RowLoss = 'squarederror' | 'logistic' | 'poisson' | 'gamma' | 'tweedie';

export const ROW_LOSSES: readonly RowLoss[] = ['squarederror', 'logistic', 'poisson', 'gamma', 'tweedie'];

/** Histograms are summed over so many rows of a node at a time, and these sums are added up in their order. */
export const HISTOGRAM_CHUNK_ROWS = 1 << 16;

export interface CutOutput {
  /** `[to - from]`, bins of each column */
  readonly counts: Uint32Array;
  /** `[to - from]`, rows that have a value */
  readonly present: Uint32Array;
  /** `[to - from, room]`: the cuts of each column; no column has more than `maxBins`, or than it has values, and each has at least one */
  readonly values: Float32Array;
  /** `[to - from]`, below every value: where a split stands that sends none of them left */
  readonly lowest: Float32Array;
}

/** Bins of sparse columns, in the order of the bins. */
export interface SortedColumns {
  readonly cols: number;
  readonly columnStarts: Uint32Array;
  readonly entryRows: Uint32Array;
  readonly entryBins: Uint16Array;
}
