import type { AppliedSplits, FoundSplits, NodesToSplit, SplitRules } from './node-splits.js';

/** Bins of sparse columns, in the order of the bins. */
export interface SortedColumns {
  readonly cols: number;
  readonly columnStarts: Uint32Array;
  readonly entryRows: Uint32Array;
  readonly entryBins: Uint16Array;
}

/** Boosted trees over sparse rows, whose nodes are searched without histograms. */
export interface SweepKernels {
  /** The best split of each node, as `findSplits`, in one sweep over sorted columns. The same bits on every backend. */
  sweepColumns(
    input: {
      readonly columns: SortedColumns;
      readonly rules: SplitRules;
      readonly nodes: NodesToSplit;
      /** `[rows, 2]` */
      readonly gradients: Float32Array;
      /** `[nodes]`, their numbers, all different */
      readonly nodeNumbers: Int32Array;
      /** `[rows]`, the number of each row's node; rows of other nodes have no part */
      readonly nodeOfRow: Int32Array;
    },
    output: FoundSplits,
  ): Promise<void>;

  /** Where rows go by the splits of their nodes. */
  moveRows(
    input: {
      readonly columns: SortedColumns;
      readonly splits: AppliedSplits;
      /** `[nodes]`, the number that rows of each node bear now */
      readonly parents: Int32Array;
      /** `[nodes, 2]`, the numbers of its children */
      readonly children: Int32Array;
    },
    /** `[rows]`, changed in place; rows that bear another number stay */
    nodeOfRow: Int32Array,
  ): Promise<void>;
}
