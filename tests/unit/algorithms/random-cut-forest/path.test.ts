import { expect, test } from 'vitest';
import { treeOf } from '../../../../src/algorithms/random-cut-forest/forest.js';
import { pathOf, type TreeNode, unfold } from '../../../../src/algorithms/random-cut-forest/path.js';
import { cloud, matrix, run } from './helpers.js';

const { model } = await run({ train: cloud(1000, [1, 4]) });
const tree = treeOf(model.forest, 7);

test('unfolded, a tree has its cuts inside its boxes and its masses add up', () => {
  let leaves = 0;
  const look = ({ cut, mass, lows, highs, depth }: TreeNode): void => {
    if (cut === undefined) {
      leaves++;
      expect(lows).toEqual(highs);
      return;
    }
    expect(cut.value).toBeGreaterThanOrEqual(lows[cut.column] as number);
    expect(cut.value).toBeLessThan(highs[cut.column] as number);
    expect(cut.left.mass + cut.right.mass).toBe(mass);
    expect(cut.left.depth).toBe(depth + 1);
    look(cut.left);
    look(cut.right);
  };
  const root = unfold(tree);
  expect(root).toMatchObject({ depth: 0, mass: 20 });
  look(root);
  expect(leaves).toBe(20);
});

test('the way of an outlier is short, and tells its score', async () => {
  const outlier = [0, 100];
  const { crossings, arrival } = pathOf(tree, outlier);
  expect(crossings[0]).toMatchObject({ depth: 0, stillIn: 1 });
  expect(crossings[0]?.apart).toBeGreaterThan(0.8);
  expect(arrival.seen).toBe(false);
  expect(arrival.depth).toBe(crossings.length);

  const scores = Array.from({ length: model.numTrees }, (_, index) => {
    const path = pathOf(treeOf(model.forest, index), outlier);
    const apart = path.crossings.reduce((sum, at) => sum + (at.stillIn * at.apart) / (at.depth + 1), 0);
    return (apart + path.arrival.stillIn / (path.arrival.depth + 1)) * Math.log2(21);
  });
  const mean = scores.reduce((sum, score) => sum + score, 0) / scores.length;
  expect((await model.predict(matrix([outlier]))).score[0]).toBeCloseTo(mean, 6);
});

test('a row of the sample comes all the way to its own leaf', () => {
  const row = tree.points.subarray(4, 6);
  const { crossings, arrival } = pathOf(tree, row);
  expect(arrival).toMatchObject({ seen: true, stillIn: 1, mass: 1 });
  expect(arrival.point).toEqual(row);
  expect(crossings.every(({ apart }) => apart === 0)).toBe(true);
});
