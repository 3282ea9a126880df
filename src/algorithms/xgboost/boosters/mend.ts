import type { RegressionTree } from '../../xgboost-model.js';
import type { Objective } from '../objectives/objective.js';
import { refreshLeaves } from '../objectives/refresh-leaves.js';
import type { RowSet } from '../rows.js';
import type { TreeMethod } from '../settings.js';
import type { GrownTree } from '../trees/tree-grower.js';

/** What an objective makes of a tree that was just grown. @param margins `[rows, groups]`, before the tree */
export type Mend = (grown: GrownTree, margins: Float32Array) => RegressionTree;

interface Mending {
  readonly objective: Objective;
  readonly train: RowSet;
  /** What part of the quantile a leaf answers. */
  readonly eta: number;
  readonly method: TreeMethod;
}

/** Leaves answer anew where the objective asks for a quantile. As in XGBoost, those of exact trees keep the step they were grown with. */
export function mending({ objective, train, eta, method }: Mending): Mend {
  const { leafQuantile: share } = objective;
  if (share === undefined || method === 'exact') return ({ tree }) => tree;
  return (grown, margins) => refreshLeaves(grown, { margins, info: train.info, share, eta });
}
