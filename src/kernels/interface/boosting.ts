import type { AppliedSplits, FoundSplits, HistogramLayout, NodesToSplit, SplitRules } from './node-splits.js';
import type { SweepKernels } from './sweeps.js';

/**
 * Boosted trees over bins. A column is cut at quantiles once; from then on a value is the number of its bin, and looking for a split means adding up
 * derivatives by bin and scanning the sums. Rows come in two layouts: dense ones keep a byte or two per value and histograms per node; sparse ones keep
 * their values column by column, sorted by bin, so that one sweep over the columns searches all nodes of a level and no histogram is stored.
 */

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

/**
 * Derivatives as whole numbers of a unit each, a power of two. Their sums are exact in double precision, in whatever order they are added, and both of a
 * slot fit into eight bytes.
 */
export interface GradientSteps {
  /** `[rows, 2]` */
  readonly steps: Int32Array;
  /** `[2]`, of the first and of the second derivative */
  readonly units: Float64Array;
}

/** Steps beyond are not told apart: of 8,192 rows their sum fits 32 bits. */
export const MOST_STEPS = 1 << 18;

/** Of both derivatives of all rows. */
export interface GradientExtent {
  /** `[2]` */
  readonly sums: Float64Array;
  /** `[2]`, sums of absolute values */
  readonly magnitudes: Float64Array;
  /** `[2]`, the largest absolute values; NaN is passed over, and shows in the sums */
  readonly largest: Float64Array;
}

/** Losses of one margin a row whose derivatives are a kernel. `parameter` is `max_delta_step` of Poisson and the variance power of Tweedie. */
export type RowLoss = 'squarederror' | 'logistic' | 'poisson' | 'gamma' | 'tweedie';

export const ROW_LOSSES: readonly RowLoss[] = ['squarederror', 'logistic', 'poisson', 'gamma', 'tweedie'];

/** Histograms are summed over so many rows of a node at a time, and these sums are added up in their order. */
export const HISTOGRAM_CHUNK_ROWS = 1 << 16;

/** Where codes are bytes, so many of a row are read at once. */
export const CODES_IN_A_WORD = 4;

export interface BoostingKernels extends SweepKernels {
  /** Turns sparse rows; entries keep the order of the rows. Values that are NaN are left out, so columns may have fewer entries than the rows. */
  gatherColumns(
    input: {
      readonly rows: number;
      readonly cols: number;
      /** `[rows + 1]` */
      readonly rowStarts: Uint32Array;
      /** `[entries]` */
      readonly columns: Uint32Array;
      /** `[entries]` */
      readonly values: Float32Array;
    },
    output: SparseColumns,
  ): Promise<void>;

  /**
   * Cuts columns `from` to `to` of dense rows into bins of about equal weight: XGBoost's weighted quantile sketch, the same cuts to the last bit. NaN
   * stands for no value. The same on every backend.
   */
  cutRows(
    input: {
      /** `[rows, cols]` */
      readonly values: Float32Array;
      readonly rows: number;
      readonly cols: number;
      readonly from: number;
      readonly to: number;
      /** `[rows]`, all 1 where absent */
      readonly weights?: Float32Array;
      readonly maxBins: number;
    },
    output: CutOutput,
  ): Promise<void>;

  /**
   * The same for columns of sparse rows.
   * `sorted`: from each column sorted, in one pass, as XGBoost's approx grower does with the second derivatives for weights.
   */
  cutColumns(
    input: {
      readonly columns: SparseColumns;
      readonly rows: number;
      readonly from: number;
      readonly to: number;
      /** `[rows]`, all 1 where absent */
      readonly weights?: Float32Array;
      readonly maxBins: number;
      readonly sorted: boolean;
    },
    output: CutOutput,
  ): Promise<void>;

  /** Bins of dense rows, row by row; a value that is NaN gets the number past its column's last bin. */
  binRows(
    input: {
      /** `[rows, cols]` */
      readonly values: Float32Array;
      readonly rows: number;
      readonly cuts: Cuts;
    },
    output: {
      /** `[cols, allRows]` */
      readonly byColumn: BinCodes;
      readonly allRows: number;
      /** Where among them these rows begin. */
      readonly firstRow: number;
    },
  ): Promise<void>;

  /** Bins of sparse columns. Entries of a column are put in the order of their bins, those of one bin in the order of the rows. */
  binColumns(
    columns: SparseColumns,
    cuts: Cuts,
    output: {
      /** `[entries]` */
      readonly entryRows: Uint32Array;
      /** `[entries]` */
      readonly entryBins: Uint16Array;
    },
  ): Promise<void>;

  /**
   * Columns that are hardly ever anything but their commonest bin, and never two of them in one row, can share one code: columns made of one category
   * often do. Each group gets the columns that fit, the first that fits first, while its codes stay below 256.
   */
  bundleColumns(
    input: {
      /** `[cols, rows]` */
      readonly byColumn: BinCodes;
      readonly rows: number;
      readonly cols: number;
      /** `[cols]`, codes of each column, that of rows without a value included */
      readonly codeCounts: Uint32Array;
    },
    output: {
      /** `[cols]`, the group of each column; columns that share none have one of their own */
      readonly groups: Int32Array;
      /** `[cols]`, of a column that shares its group the commonest bin, else -1 */
      readonly hiddenBins: Int32Array;
    },
  ): Promise<void>;

  /** Codes of the groups of columns row by row (those past the last group are 0): the bin of a column that stands alone; else 0, or the slot of the one column that differs from its hidden bin. */
  codeRows(
    input: {
      /** `[cols, rows]` */
      readonly byColumn: BinCodes;
      readonly rows: number;
      readonly cols: number;
      /** Codes from one row to the next: as many as there are groups, or more. */
      readonly stride: number;
      /** `[cols]` */
      readonly groups: Int32Array;
      /** `[cols]` */
      readonly hiddenBins: Int32Array;
      /** `[cols]`, the code that its first bin has in its group */
      readonly firstCodes: Uint32Array;
    },
    /** `[rows, stride]` */
    codes: BinCodes,
  ): Promise<void>;

  /** Derivatives of a loss, times the weight of the row. Tolerance between backends: 1e-6 relative. */
  lossGradients(
    input: {
      readonly loss: RowLoss;
      readonly parameter: number;
      /** What rows of label 1 count for. */
      readonly positiveWeight: number;
      /** `[rows]` */
      readonly margins: Float32Array;
      /** `[rows]` */
      readonly labels: Float32Array;
      /** `[rows]`, all 1 where absent */
      readonly weights?: Float32Array;
    },
    /** `[rows, 2]` */
    gradients: Float32Array,
  ): Promise<void>;

  /** Derivatives of the softmax loss, of which the second is doubled, as in XGBoost. Labels outside 0 … classes - 1 count as 0. Tolerance between backends: 1e-6 relative. */
  softmaxGradients(
    input: {
      /** `[rows, classes]` */
      readonly margins: Float32Array;
      /** `[rows]` */
      readonly labels: Float32Array;
      /** `[rows]` */
      readonly weights?: Float32Array;
      readonly rows: number;
      readonly classes: number;
    },
    /** `[classes, rows, 2]` */
    gradients: Float32Array,
  ): Promise<void>;

  /**
   * Adds both derivatives up, by chunks of {@link HISTOGRAM_CHUNK_ROWS} rows, in each of them every fourth row by itself. The same bits on every backend.
   */
  measureGradients(gradients: Float32Array, extent: GradientExtent): Promise<void>;

  /**
   * Rounds derivatives to whole numbers of their units: down, or up in as large a share of the rows as the fraction is large, so that sums are off by chance
   * alone. Row r gets floor(value / unit + t), in single precision: with the golden ratio's G = 2,654,435,769, t is the middle of that 32nd of 0 to 1 where
   * the fraction of r G / 2^32 lies. Steps run from -{@link MOST_STEPS} to MOST_STEPS - 1. The same bits on every backend.
   */
  roundGradients(
    /** `[rows, 2]` */
    gradients: Float32Array,
    output: GradientSteps & {
      /** `[2]`, the rounded derivatives added up */
      readonly sums: Float64Array;
    },
  ): Promise<void>;

  /**
   * Adds the derivatives of the rows of nodes to a histogram of each, by chunks of {@link HISTOGRAM_CHUNK_ROWS} rows. Sums are of double precision; the
   * same bits on every backend.
   */
  addHistograms(
    input: {
      /** `[rows, stride]`, all below `width` */
      readonly codes: BinCodes;
      readonly rows: number;
      /** Codes from one row to the next; a multiple of {@link CODES_IN_A_WORD} where codes are bytes */
      readonly stride: number;
      /** Of the codes of a row, so many count. */
      readonly groups: number;
      /** `[groups, rows]`, the same codes, where they are at hand: rows that follow each other are added faster from there */
      readonly byColumn?: BinCodes | undefined;
      /** Slots of a group; a power of two, and at most 256 where codes are bytes */
      readonly width: number;
      /** `[rows, 2]` */
      readonly gradients: Float32Array | GradientSteps;
      /** `[rows]`, rows in the order of their nodes; those of a node ascend */
      readonly order: Uint32Array;
      /** `[nodes]`, where the rows of each begin and end in `order`; no two nodes share rows */
      readonly begins: Uint32Array;
      readonly ends: Uint32Array;
      /** `[nodes]`, the histogram of each, all different */
      readonly histograms: Uint32Array;
      /** Histograms are set to 0 first. */
      readonly clear: boolean;
    },
    /** `[histograms, groups, width, 2]` */
    pool: Float64Array,
  ): Promise<void>;

  /**
   * The best split of each node by its histogram: every cut of every column, with rows that lack the value on either side. Of equal gains the lowest column
   * wins, then the lowest cut with those rows on the right, then the highest with them on the left. The same bits on every backend.
   */
  findSplits(
    input: {
      readonly layout: HistogramLayout;
      readonly rules: SplitRules;
      readonly nodes: NodesToSplit;
      /** `[nodes]` */
      readonly histograms: Uint32Array;
      /** `[nodes]`: the histogram that is taken off the node's own first (its own held the parent's sums, this holds the sibling's); -1 for none */
      readonly siblings: Int32Array;
      /** `[histograms, slots, 2]`, changed where there are siblings */
      readonly pool: Float64Array;
    },
    output: FoundSplits,
  ): Promise<void>;

  /** Puts the rows of each node in order: those that go left first; both sides keep their order. */
  partitionRows(
    input: {
      /** `[cols, rows]` */
      readonly byColumn: BinCodes;
      readonly rows: number;
      /** `[cols]`; this code and those above stand for no value */
      readonly binCounts: Uint32Array;
      /** `[nodes]` */
      readonly begins: Uint32Array;
      readonly ends: Uint32Array;
      readonly splits: AppliedSplits;
    },
    output: {
      /** `[rows]`, changed in place */
      readonly order: Uint32Array;
      /** `[nodes]` */
      readonly leftCounts: Uint32Array;
      /** `[rows]`, room for rows on their way */
      readonly scratch: Uint32Array;
    },
  ): Promise<void>;

  /** Writes where rows end, which ascend within a node: the number of the left or of the right child, by the split of their node; a node whose column is -1 sends all left. */
  labelRows(
    input: {
      /** `[cols, rows]` */
      readonly byColumn: BinCodes;
      readonly rows: number;
      /** `[cols]` */
      readonly binCounts: Uint32Array;
      /** `[rows]` */
      readonly order: Uint32Array;
      /** `[nodes]` */
      readonly begins: Uint32Array;
      readonly ends: Uint32Array;
      readonly splits: AppliedSplits;
      /** `[nodes, 2]` */
      readonly children: Int32Array;
    },
    /** `[rows]` */
    leafOfRow: Int32Array,
  ): Promise<void>;

  /** Adds to margin `group` of each row what its leaf answers. The same bits on every backend. */
  addLeafValues(
    input: {
      /** `[rows]` */
      readonly leafOfRow: Int32Array;
      /** `[nodes]` */
      readonly leafValues: Float32Array;
      readonly groups: number;
      readonly group: number;
    },
    /** `[rows, groups]` */
    margins: Float32Array,
  ): Promise<void>;
}

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
