import type { RegressionTree } from '../../xgboost-model.js';
import type { GrownTree } from '../trees/tree-grower.js';
import { float } from './float32.js';
import type { RowInfo } from './objective.js';
import { quantile } from './starting-point.js';

interface Refresh {
  /** `[rows]`, before this tree */
  readonly margins: Float32Array;
  readonly info: RowInfo;
  /** 0.5: the median */
  readonly share: number;
  readonly eta: number;
}

/**
 * Where the second derivative says nothing, a leaf's Newton step is no answer. Each leaf then answers with a quantile of what is left over of its rows'
 * labels; a leaf without rows keeps its answer.
 */
export function refreshLeaves({ tree, leafOfRow, seen }: GrownTree, refresh: Refresh): RegressionTree {
  const { margins, info, share, eta } = refresh;
  const rowsOfLeaf = new Map<number, number[]>();
  for (const [row, leaf] of leafOfRow.entries()) {
    if (seen?.[row] === 0) continue;
    const rows = rowsOfLeaf.get(leaf);
    if (rows === undefined) rowsOfLeaf.set(leaf, [row]);
    else rows.push(row);
  }
  const splitConditions = tree.splitConditions.slice();
  for (const [leaf, rows] of rowsOfLeaf) {
    const left = Float32Array.from(rows, (row) => (info.labels[row] as number) - (margins[row] as number));
    const weights = info.weights && Float32Array.from(rows, (row) => info.weights?.[row] as number);
    splitConditions[leaf] = float(quantile(left, share, weights) * float(eta));
  }
  return { ...tree, splitConditions };
}
