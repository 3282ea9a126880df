import type { SparseRows } from './sparse-rows.js';

/**
 * Decision trees one after the other in flat arrays. The nodes of a tree begin with its root, and the two children of a node lie side by side, after
 * it: one number says where both are, and no walk is endless.
 */
export interface TreeTable {
  /** Features of a row */
  readonly cols: number;
  /** Sums that the trees of the table add to: the classes of a multiclass model, else 1 */
  readonly groups: number;
  /** `[trees + 1]`, the first node of each */
  readonly treeStarts: Uint32Array;
  /** `[trees]`, each below `groups` */
  readonly treeGroups: Int32Array;
  /** `[nodes]`, of the left child, counted from the node itself; the right one follows. 0 at a leaf */
  readonly leftOffsets: Uint32Array;
  /** `[nodes]`, the feature that is looked at, below `cols` */
  readonly columns: Uint32Array;
  /** `[nodes]`, 1 where a row without the feature goes left */
  readonly defaultLeft: Uint8Array;
  /** `[nodes]`; a row goes left where its value is below this; at a leaf, the answer */
  readonly values: Float32Array;
  /** `[nodes + 1]` into `categories`, or empty where no node asks for one. Where a node has some, a row of one of them goes right. */
  readonly categoryStarts: Uint32Array;
  /** Rising at each node */
  readonly categories: Int32Array;
}

/** Rows whose missing values are NaN, or absent. Where a sparse row has a column twice, the last one counts, as in XGBoost. */
export type RowsOfTrees =
  | {
      /** `[rows, cols]` */
      readonly values: Float32Array;
      readonly rows: number;
      readonly cols: number;
    }
  | SparseRows;

export interface TreeKernels {
  /**
   * **Adds** the answers of the trees to the margins, one after the other and in float32, as XGBoost does. The same bits on every backend.
   */
  addMargins(
    input: {
      readonly table: TreeTable;
      readonly rows: RowsOfTrees;
    },
    /** `[rows, groups]` */
    margins: Float32Array,
  ): Promise<void>;
}
