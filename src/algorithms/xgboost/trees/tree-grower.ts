import type { RegressionTree } from '../../xgboost-model.js';

/**
 * One way to grow a tree: `hist`, `approx` or `exact`. A grower is made once for a training and holds the rows in the form that suits it (bins, sorted
 * columns), so that a tree costs no more than its own splits.
 */
export interface TreeGrower {
  /** Calls of `grow` that may be under way at once, so that threads need not wait for each other at the end of every small step; 1 where a tree draws what the one before left. */
  readonly atOnce: number;
  /**
   * @param gradients `[rows, 2]`, first and second derivative of the loss at the current margins
   * @returns the tree, its leaves already scaled by `eta`, and the leaf that each row ends in, so that margins are updated without predicting
   */
  grow(gradients: Float32Array): Promise<GrownTree>;
  /** Nobody reads this `leafOfRow` any more: a later tree may write to it. */
  recycle?(leafOfRow: Int32Array): void;
}

export interface GrownTree {
  readonly tree: RegressionTree;
  /** `[rows]`, a node of the tree; of rows that were left out of the sample too */
  readonly leafOfRow: Int32Array;
  /** `[rows]`, 0 where the tree did not see the row; all were seen where absent. Holds until the next tree. */
  readonly seen?: Uint8Array | undefined;
}
