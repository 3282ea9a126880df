import type { SparseRows } from './sparse-rows.js';

/**
 * Decision trees one after the other in flat arrays. The nodes of a tree begin with its root, and the two children of a node lie side by side, after
 * it: one number says where both are, and no walk is endless.
 */
export interface TreeTable {
  /** Features of the model */
  readonly cols: number;
  /** Sums that the trees of the table add to: the classes of a multiclass model, else 1 */
  readonly groups: number;
  /** `[slots]`, rising and each below `cols`: the features that any node looks at */
  readonly usedColumns: Uint32Array;
  /** `[trees + 1]`, the first node of each */
  readonly treeStarts: Uint32Array;
  /** `[trees]`, each below `groups` */
  readonly treeGroups: Int32Array;
  /** `[nodes]`, of the left child, counted from the node itself; the right one follows. 0 at a leaf */
  readonly leftOffsets: Uint32Array;
  /** `[nodes]`, the place in `usedColumns` of the feature that is looked at */
  readonly slots: Uint32Array;
  /** `[nodes]`, 1 where a row without the feature goes left */
  readonly defaultLeft: Uint8Array;
  /** `[nodes]`; a row goes left where its value is below this; at a leaf, the answer */
  readonly values: Float32Array;
  /** `[nodes + 1]` into `categories`, or empty where no node asks for one. Where a node has some, a row of one of them goes right. */
  readonly categoryStarts: Uint32Array;
  /** Rising at each node */
  readonly categories: Int32Array;
}

/**
 * Rows whose missing values are NaN, or absent; so are the columns of the model that narrow rows do not have. Where a sparse row has a column twice,
 * the last one counts, as in XGBoost.
 */
export type RowsOfTrees =
  | {
      /** `[rows, cols]` */
      readonly values: Float32Array;
      readonly rows: number;
      readonly cols: number;
    }
  | SparseRows;

/** What explains answers. */
export interface ExplainInput {
  readonly table: TreeTable;
  /** `[nodes]`, the second derivatives of the training's rows that came to each node (`sum_hessian`) */
  readonly covers: Float32Array;
  readonly rows: RowsOfTrees;
}

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

  /** The leaf of each tree that a row ends in. */
  findLeaves(
    input: {
      readonly table: TreeTable;
      readonly rows: RowsOfTrees;
    },
    /** `[rows, trees]`, nodes of the table */
    leaves: Uint32Array,
  ): Promise<void>;

  /**
   * **Adds** what each feature adds to the margin of a row (Shapley values by TreeSHAP), and in the last column what the trees answer on average. With
   * `approximate`, what the average answer changes by along the path of the row. Trees of more than 500 levels are refused with a `RangeError`.
   * Tolerance between backends: 1e-5 of the largest.
   */
  addContributions(
    input: ExplainInput & { readonly approximate: boolean },
    /** `[rows, groups, cols + 1]` */
    contributions: Float32Array,
  ): Promise<void>;

  /**
   * **Adds** what pairs of features add together: beside the diagonal half of what a feature adds more where the other one is known than where it is not, on
   * it what is left of the feature's own contribution, in the last place what the trees answer on average. Tolerance between backends: 1e-5 of the largest.
   */
  addInteractions(
    input: ExplainInput,
    /** `[rows, groups, cols + 1, cols + 1]` */
    interactions: Float32Array,
  ): Promise<void>;
}
