import { expect, test } from 'vitest';
import { GrowingTree } from '../../../../../src/algorithms/xgboost/trees/growing-tree.js';

test('nodes are numbered in the order of their splits', () => {
  const tree = GrowingTree.root();
  expect(tree.split(0, 3, 1.5, 1)).toBe(1);
  expect(tree.split(2, 0, -1, 0)).toBe(3);
  tree.setLeaf(3, 0.25);
  const finished = tree.finish();
  expect([...finished.leftChildren]).toEqual([1, -1, 3, -1, -1]);
  expect([...finished.rightChildren]).toEqual([2, -1, 4, -1, -1]);
  expect([...finished.parents]).toEqual([-1, 0, 0, 2, 2]);
  expect([...finished.splitConditions]).toEqual([1.5, 0, -1, 0.25, 0]);
  expect(finished.deleted).toBeUndefined();
  expect(GrowingTree.of(finished).finish()).toEqual(finished);
});

test('what is deleted stays so', () => {
  const tree = GrowingTree.root();
  tree.split(0, 3, 1.5, 1);
  tree.collapse(0, 2);
  const finished = tree.finish();
  expect([...(finished.deleted ?? [])]).toEqual([0, 1, 1]);
  expect(GrowingTree.of(finished).finish()).toEqual(finished);
});
