import type { RegressionTree } from '../../xgboost-model.js';
import { GrowingTree } from './growing-tree.js';

export interface PruneLimits {
  /** Least gain of a split. */
  readonly gamma: number;
  /** Learning rate: what part of a new leaf's answer counts. */
  readonly eta: number;
  /** 0: no limit */
  readonly max_depth: number;
}

/**
 * Takes back splits that gain less than `gamma`, from the leaves up: a split goes only where both its children are leaves, so that a poor split stays
 * if a good one stands below it.
 */
export function pruneTree(tree: RegressionTree, limits: PruneLimits): RegressionTree {
  const pruned = GrowingTree.of(tree);
  for (let node = 0; node < pruned.size; node++) {
    if (pruned.isLeaf(node) && !pruned.node(node).deleted) pruneAbove(pruned, node, depthOf(pruned, node), limits);
  }
  return pruned.finish();
}

function pruneAbove(tree: GrowingTree, leaf: number, leafDepth: number, limits: PruneLimits): void {
  const gamma = Math.fround(limits.gamma);
  const eta = Math.fround(limits.eta);
  let [node, depth] = [leaf, leafDepth];
  for (; depth > 0; depth--) {
    node = tree.node(node).parent;
    const { left, right, lossChange, baseWeight } = tree.node(node);
    if (!tree.isLeaf(left) || !tree.isLeaf(right)) return;
    if (!(lossChange < gamma) && (limits.max_depth === 0 || depth <= limits.max_depth)) return;
    tree.collapse(node, Math.fround(eta * baseWeight));
  }
}

function depthOf(tree: GrowingTree, node: number): number {
  let depth = 0;
  for (let at = node; tree.node(at).parent >= 0; at = tree.node(at).parent) depth++;
  return depth;
}
