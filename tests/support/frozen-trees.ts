import { expect } from 'vitest';
import type { RegressionTree } from '../../src/algorithms/xgboost-model.js';

/** A tree as XGBoost's model file has it. */
export interface FrozenTree {
  readonly left_children: readonly number[];
  readonly right_children: readonly number[];
  readonly split_indices: readonly number[];
  readonly split_conditions: readonly number[];
  readonly default_left: readonly number[];
  readonly loss_changes: readonly number[];
  readonly sum_hessian: readonly number[];
  readonly base_weights: readonly number[];
}

/** The same nodes, columns, conditions and directions; answers and gains within 1e-5 of what they are, or of the largest of the tree. */
export function expectSameTree(actual: RegressionTree, expected: FrozenTree, name: string): void {
  expect(Array.from(actual.leftChildren), name).toEqual(expected.left_children);
  expect(Array.from(actual.rightChildren), name).toEqual(expected.right_children);
  expect(Array.from(actual.splitIndices), name).toEqual(expected.split_indices);
  expect(Array.from(actual.defaultLeft), name).toEqual(expected.default_left);
  expected.split_conditions.forEach((condition, node) => {
    const found = actual.splitConditions[node] as number;
    if ((expected.left_children[node] as number) >= 0)
      expect(found === Math.fround(condition), `${name}, node ${node}: ${found} for ${condition}`).toBe(true);
  });
  const leaves = Float32Array.from(expected.split_conditions).filter(
    (_, node) => (expected.left_children[node] as number) < 0,
  );
  expectClose(
    actual.splitConditions.filter((_, node) => (expected.left_children[node] as number) < 0),
    leaves,
    name,
  );
  expectClose(actual.lossChanges, expected.loss_changes, `${name}, gains`);
  expectClose(actual.sumHessian, expected.sum_hessian, `${name}, covers`);
  expectClose(actual.baseWeights, expected.base_weights, `${name}, weights`);
}

function expectClose(actual: ArrayLike<number>, expected: ArrayLike<number>, name: string): void {
  const most = Array.from(expected).reduce((a, b) => Math.max(a, Math.abs(b)), 0);
  for (let at = 0; at < expected.length; at++) {
    const difference = Math.abs((actual[at] as number) - (expected[at] as number));
    expect(difference, `${name}, ${at}: ${actual[at]} for ${expected[at]}`).toBeLessThanOrEqual(1e-5 * most);
  }
}
