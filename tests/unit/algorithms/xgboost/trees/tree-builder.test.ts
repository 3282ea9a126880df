import { expect, test } from 'vitest';
import { TreeBuilder } from '../../../../../src/algorithms/xgboost/trees/tree-builder.js';

test('nodes in the order they come to be, as XGBoost records them', () => {
  const tree = new TreeBuilder({ answer: 0.3, hessian: 10 }, 1);
  const split = { column: 4, value: 2.5, defaultLeft: true, gain: 8, weight: 1, hessian: 10 };
  const left = { answer: -1, hessian: 4 };
  expect(tree.split({ ...split, node: 0, left, right: { answer: 2, hessian: 6 } })).toBe(1);
  const grown = tree.finish();
  expect(Array.from(grown.leftChildren)).toEqual([1, -1, -1]);
  expect(Array.from(grown.rightChildren)).toEqual([2, -1, -1]);
  expect(Array.from(grown.parents)).toEqual([-1, 0, 0]);
  expect(Array.from(grown.splitIndices)).toEqual([4, 0, 0]);
  expect(Array.from(grown.splitConditions)).toEqual([2.5, -1, 2]);
  expect(Array.from(grown.defaultLeft)).toEqual([1, 0, 0]);
  expect(Array.from(grown.sumHessian)).toEqual([10, 4, 6]);
  expect(Array.from(grown.baseWeights)).toEqual([1, -1, 2]);
  expect(Array.from(grown.lossChanges)).toEqual([8, 0, 0]);
});
