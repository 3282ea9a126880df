import type { RegressionTree } from '../../xgboost-model.js';
import type { Objective } from '../objectives/objective.js';
import { refreshLeaves } from '../objectives/refresh-leaves.js';
import type { RowSet } from '../rows.js';
import type { TreeMethod } from '../settings.js';
import { etaOfTree } from '../trees/exact-parameters.js';
import type { GrownTree } from '../trees/tree-grower.js';

/** What an objective makes of a tree that was just grown. @param margins `[rows, groups]`, before the tree */
export type Mend = (grown: GrownTree, margins: Float32Array) => RegressionTree;

interface Mending {
  readonly objective: Objective;
  readonly train: RowSet;
  readonly eta: number;
  readonly numParallelTree: number;
  readonly method: TreeMethod;
}

/** Leaves answer anew where the objective asks for a quantile. As in XGBoost, those of exact trees keep the step they were grown with. */
export function mending({ objective, train, eta, numParallelTree, method }: Mending): Mend {
  const { leafQuantile: share } = objective;
  if (share === undefined || method === 'exact') return ({ tree }) => tree;
  const own = etaOfTree(eta, numParallelTree);
  return (grown, margins) => refreshLeaves(grown, { margins, info: train.info, share, eta: own });
}
