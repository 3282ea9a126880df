import { expect, test } from 'vitest';
import {
  growTrees,
  leafPoints,
  partition,
  plant,
  treeOf,
  treesBetween,
} from '../../../../src/algorithms/random-cut-forest/forest.js';
import { Random } from '../../../../src/data/random.js';
import { collect } from '../../../support/collect.js';
import { cloud, kernels } from './helpers.js';

test('the sample is cut evenly, and what is left over is dropped', () => {
  // The logged job: 50 trees of 512 rows were asked for, 4,032 rows were there.
  expect(partition(4032, 50, 512)).toEqual({ trees: 50, size: 80 });
  expect(partition(25_600, 100, 256)).toEqual({ trees: 100, size: 256 });
  expect(partition(49, 50, 512).size).toBe(0);
});

async function grow(size: number, trees: number) {
  const samples = cloud(size * trees, [1, 5]).data;
  const options = { random: new Random(5), kernels };
  return { samples, trees: await collect(growTrees(samples, { trees, size }, options)) };
}

test('tree i is grown over stretch i of the sample', async () => {
  const { samples, trees } = await grow(16, 3);
  trees.forEach((tree, index) => {
    const stretch = Array.from(samples.subarray(index * 32, (index + 1) * 32));
    expect(Array.from(tree.points).toSorted()).toEqual(stretch.toSorted());
    expect(tree.masses).toEqual(new Int32Array(16).fill(1));
  });
});

test('planted together, each tree is found again', async () => {
  const { trees } = await grow(16, 3);
  const forest = plant(trees);
  expect(Array.from(forest.leafCounts)).toEqual([16, 16, 16]);
  trees.forEach((tree, index) => {
    expect(treeOf(forest, index)).toEqual(tree);
  });
  expect(treesBetween(forest, 1, 3)).toEqual(plant(trees.slice(1)));
  expect(leafPoints(forest).shape).toEqual([48, 2]);
});
