import type { LeafPenalty } from '../../../kernels/kernels.js';
import { leafWeight, shrunk, singlePrecision } from '../../../kernels/leaf-weight.js';
import type { RegressionTree } from '../../xgboost-model.js';

export interface RefreshParameters {
  /** Learning rate: what part of a new answer counts. */
  readonly eta: number;
  readonly lambda: number;
  readonly alpha: number;
  readonly max_delta_step: number;
  readonly min_child_weight: number;
  /** 1: the answers of the leaves too, not the statistics alone. */
  readonly refresh_leaf: number;
}

/**
 * The same splits, with the statistics and the answers of other rows, or of other trees before it.
 * @param leafOfRow `[rows]`, the leaf that each row ends in
 * @param gradients `[rows, 2]`
 */
export function refreshTree(
  tree: RegressionTree,
  leafOfRow: Int32Array,
  gradients: Float32Array,
  parameters: RefreshParameters,
): RegressionTree {
  const { lambda, alpha, max_delta_step, min_child_weight } = parameters;
  const penalty = singlePrecision({ lambda, alpha, maxDeltaStep: max_delta_step, minChildWeight: min_child_weight });
  const eta = Math.fround(parameters.eta);
  const sums = sumsOfNodes(tree, leafOfRow, gradients);
  const baseWeights = tree.baseWeights.map((_, node) => leafWeight(...at(sums, node), penalty));
  const gainOf = (node: number) => bestGain(...at(sums, node), penalty);
  const isLeaf = (node: number) => tree.leftChildren[node] === -1;
  const gone = (node: number) => tree.deleted?.[node] === 1;
  return {
    ...tree,
    baseWeights: baseWeights.map((weight, node) => (gone(node) ? (tree.baseWeights[node] as number) : weight)),
    sumHessian: tree.sumHessian.map((before, node) => (gone(node) ? before : (sums[2 * node + 1] as number))),
    lossChanges: tree.lossChanges.map((before, node) => {
      if (isLeaf(node)) return before;
      return gainOf(tree.leftChildren[node] as number) + gainOf(tree.rightChildren[node] as number) - gainOf(node);
    }),
    splitConditions: tree.splitConditions.map((before, node) => {
      return isLeaf(node) && !gone(node) && parameters.refresh_leaf ? (baseWeights[node] as number) * eta : before;
    }),
  };
}

/** `[nodes, 2]` */
function sumsOfNodes({ parents }: RegressionTree, leafOfRow: Int32Array, gradients: Float32Array): Float64Array {
  const sums = new Float64Array(2 * parents.length);
  for (const [row, leaf] of leafOfRow.entries()) {
    for (let node = leaf; node >= 0; node = parents[node] as number) {
      sums[2 * node] = (sums[2 * node] as number) + (gradients[2 * row] as number);
      sums[2 * node + 1] = (sums[2 * node + 1] as number) + (gradients[2 * row + 1] as number);
    }
  }
  return sums;
}

function at(sums: Float64Array, node: number): [grad: number, hess: number] {
  return [sums[2 * node] as number, sums[2 * node + 1] as number];
}

/** What the best answer takes off twice the loss; unlike the growers', in double precision, and 0 where the node is too light to answer. */
function bestGain(grad: number, hess: number, penalty: LeafPenalty): number {
  if (hess < penalty.minChildWeight || hess <= 0) return 0;
  if (penalty.maxDeltaStep === 0) return shrunk(grad, penalty.alpha) ** 2 / (hess + penalty.lambda);
  const weight = leafWeight(grad, hess, penalty);
  return -(2 * grad * weight + (hess + penalty.lambda) * weight ** 2) + penalty.alpha * Math.abs(weight);
}
