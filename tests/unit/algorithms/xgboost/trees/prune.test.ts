import { expect, test } from 'vitest';
import { GrowingTree } from '../../../../../src/algorithms/xgboost/trees/growing-tree.js';
import { pruneTree } from '../../../../../src/algorithms/xgboost/trees/prune.js';

/** Three splits on a line: the root gains `gains[0]`, its left child `gains[1]`, whose left child gains `gains[2]`. */
function chain(gains: readonly number[]) {
  const tree = GrowingTree.root();
  let node = 0;
  for (const [depth, lossChange] of gains.entries()) {
    tree.setStatistics(node, { lossChange, sumHessian: 10 - depth, baseWeight: depth + 1 });
    node = tree.split(node, depth, 0.5, 0);
  }
  return tree.finish();
}

const limits = { gamma: 2, eta: 0.5, max_depth: 0 };

test('splits that gain too little are taken back from below', () => {
  const { leftChildren, rightChildren, deleted, splitConditions, splitIndices, defaultLeft } = pruneTree(
    chain([5, 1, 1]),
    limits,
  );
  expect([...leftChildren]).toEqual([1, -1, -1, -1, -1, -1, -1]);
  expect([...rightChildren]).toEqual([2, -1, -1, -1, -1, -1, -1]);
  expect([...(deleted ?? [])]).toEqual([0, 0, 0, 1, 1, 1, 1]);
  expect(splitConditions[1]).toBe(1);
  expect([splitIndices[3], defaultLeft[3]]).toEqual([2 ** 31 - 1, 1]);
});

test('a poor split above a good one stays', () => {
  expect(pruneTree(chain([1, 1, 5]), limits)).toEqual(chain([1, 1, 5]));
});

test('a root may be all that is left', () => {
  const pruned = pruneTree(chain([1]), limits);
  expect([...pruned.leftChildren]).toEqual([-1, -1, -1]);
  expect(pruned.splitConditions[0]).toBe(0.5);
});

test('what is too deep goes, whatever it gains', () => {
  expect([...pruneTree(chain([5, 5, 5]), { ...limits, max_depth: 2 }).leftChildren]).toEqual([
    1, 3, -1, -1, -1, -1, -1,
  ]);
});

test('categories stay', () => {
  const categories = new Map([[0, Int32Array.of(1, 2)]]);
  expect(pruneTree({ ...chain([5]), categories }, limits).categories).toBe(categories);
});
