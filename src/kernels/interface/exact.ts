/**
 * Columns of a data set, each with the rows that have a value in it. Of a part of the columns, the entries of that part alone.
 */
export interface ColumnEntries {
  /** `[columns + 1]`, where the entries of each column begin */
  readonly starts: Uint32Array;
  /** `[entries]`, no NaN */
  readonly values: Float32Array;
  /** `[entries]` */
  readonly rows: Uint32Array;
}

/** What a leaf's answer costs: see `leaf-weight.ts` of XGBoost's room. All are taken as float32. */
export interface LeafPenalty {
  readonly lambda: number;
  readonly alpha: number;
  /** 0: no limit */
  readonly maxDeltaStep: number;
  readonly minChildWeight: number;
}

export interface ExactSearch {
  readonly entries: ColumnEntries;
  /** The number that the first of the columns has in the data. */
  readonly firstColumn: number;
  /** `[columns]`, how often each is walked over: 0 leaves it out, 1 goes downwards, 2 both ways */
  readonly walks: Uint8Array;
  /** `[columns]`: the left answer may not be above (1) or below (-1) the right one. Absent: no constraint on any column of the data. */
  readonly monotone?: Int8Array | undefined;
  /** `[data rows]`, the node that each row is in; -1 of rows that do not count */
  readonly nodeOfRow: Int32Array;
  /** `[data rows, 2]` */
  readonly gradients: Float32Array;
  /** `[nodes, 2]`, the sum of the gradients of each */
  readonly nodeSums: Float64Array;
  /** `[nodes]`, what each gains as a leaf */
  readonly nodeGains: Float32Array;
  /** `[nodes, 2]`, between which the answers of each must lie; looked at with `monotone` alone */
  readonly nodeBounds: Float32Array;
  /** `[nodes, columns]`, 1 where the node may split on the column. Absent: it may on all. */
  readonly allowed?: Uint8Array | undefined;
  readonly penalty: LeafPenalty;
}

/** The best split of each node so far. */
export interface ExactSplits {
  /** `[nodes]`, what a split gains; 0 before the first is found */
  readonly gains: Float32Array;
  /** `[nodes]` */
  readonly columns: Int32Array;
  /** `[nodes]`; rows go left where their value is below */
  readonly values: Float32Array;
  /** `[nodes]`, 1 where rows without a value go left */
  readonly defaultLeft: Uint8Array;
}

export interface ExactKernels {
  /** Sorts the entries of each column by value, those of equal values by row. -0 becomes 0. The same on every backend. */
  sortColumns(entries: ColumnEntries): Promise<void>;

  /**
   * Looks at every split between two different values of every column, for all nodes of a level in one walk over the sorted entries: downwards from the
   * largest value, so that rows without one go left, and before that, of columns with two walks, upwards. Replaces `best` where a gain is strictly larger, so that columns
   * may come in pieces. Sums are double, weights and gains float32, in the order of XGBoost's own arithmetic. The same bits on every backend.
   */
  findExactSplits(search: ExactSearch, best: ExactSplits): Promise<void>;

  /**
   * Sends the rows of a level to their sides: where the node of a row splits on one of these columns, and the row has a value in it, `goesLeft` becomes
   * 1 or 0. Other rows are left as they are.
   */
  routeRows(
    input: {
      readonly entries: ColumnEntries;
      readonly firstColumn: number;
      /** `[data rows]`, the node that each row is in; -1 of rows that stay where they are */
      readonly nodeOfRow: Int32Array;
      /** `[nodes]`, the column that each splits on; -1 of those that do not */
      readonly splitColumns: Int32Array;
      /** `[nodes]` */
      readonly splitValues: Float32Array;
    },
    /** `[data rows]` */
    goesLeft: Uint8Array,
  ): Promise<void>;
}
