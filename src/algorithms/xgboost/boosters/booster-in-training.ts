import type { LinearBooster, RegressionTree, TreeBooster } from '../../xgboost-model.js';
import type { RowSet } from '../rows.js';

/** A tree that a round has just added, or changed. */
export interface NewTree {
  readonly tree: RegressionTree;
  /** The class that it adds to; 0 where there are none. */
  readonly group: number;
}

/** What is boosted: trees, trees some of which are dropped, or a linear model. The loop knows nothing more of it. */
export interface BoosterInTraining {
  /** `[rows, groups]` of the training rows: where the round takes its gradients. Called once, at the beginning of a round. */
  marginsToImprove(round: number): Promise<Float32Array>;
  /** One round. @param gradients `[groups, rows, 2]` */
  improve(gradients: Float32Array, round: number): AsyncGenerator<NewTree, void, void>;
  /** `[rows, groups]` after the latest round, of the training rows or of others that it was told of when it was made. */
  margins(rows: RowSet): Promise<Float32Array>;
  /** What there is so far. @param rounds how many of its rounds; all where absent */
  booster(rounds?: number): TreeBooster | LinearBooster;
}
