import type { BinCodes } from './boosting.js';
import type { FoundSplits, HistogramLayout, SplitRules } from './node-splits.js';

/** Trees that are grown in one call have at most so many splits one below the other. */
export const MOST_DEPTH_AT_ONCE = 8;

/** The bins of all rows: by column, for rows that follow a split, and by row in groups of columns, for histograms. */
export interface RowBins {
  readonly rows: number;
  /** `[cols, rows]` */
  readonly byColumn: BinCodes;
  /** `[rows, stride]`, of which the first `groups` count */
  readonly codes: BinCodes;
  readonly stride: number;
  readonly groups: number;
  /** Slots of each group in a histogram. */
  readonly width: number;
  readonly layout: HistogramLayout;
}

/** A tree by its splits, in the order in which they are made: each adds two nodes, and the first of all is node 0. */
export interface TreeOfSplits {
  /** `[2]`, the derivatives of all rows added up */
  readonly sum: Float64Array;
  /** `[2^maxDepth - 1]`, the node that is split */
  readonly nodes: Int32Array;
  /** `[2^maxDepth - 1]` */
  readonly splits: FoundSplits;
  /** `[rows]`, the node that each row ends at */
  readonly leafOfRow: Int32Array;
}

/** Native only: the other backends run in the caller's own thread, where calls cost next to nothing. */
export interface WholeTreeKernels {
  /**
   * Grows a tree depth by depth, to the bit as `addHistograms`, `findSplits`, `partitionRows` and `labelRows` grow it call by call: for trees whose steps take
   * less time than it takes to call them. Splits must gain more than 1e-6, and `gamma` at least.
   * @returns the number of splits
   */
  growTree?(
    input: {
      readonly bins: RowBins;
      /** `[rows, 2]` */
      readonly gradients: Float32Array;
      /** Without directions of columns. */
      readonly rules: SplitRules;
      /** 1 to {@link MOST_DEPTH_AT_ONCE} */
      readonly maxDepth: number;
      readonly gamma: number;
    },
    output: TreeOfSplits & {
      /** `[rows]`, room for work, as `scratch` and `pool` are */
      readonly order: Uint32Array;
      readonly scratch: Uint32Array;
      /** `[2^(maxDepth - 1), groups, width, 2]` */
      readonly pool: Float64Array;
    },
  ): Promise<number>;
}
