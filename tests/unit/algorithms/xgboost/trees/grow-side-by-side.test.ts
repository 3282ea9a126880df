import { expect, test } from 'vitest';
import { MersenneTwister } from '../../../../../src/algorithms/xgboost/random-stream.js';
import { growSideBySide } from '../../../../../src/algorithms/xgboost/trees/grow-side-by-side.js';
import { histGrower } from '../../../../../src/algorithms/xgboost/trees/hist-grower.js';
import type { GrownTree, TreeGrower } from '../../../../../src/algorithms/xgboost/trees/tree-grower.js';
import { dense } from '../../../../../src/data/dense.js';
import { loadKernels } from '../../../../../src/kernels/choose.js';
import { noise } from '../../../../conformance/support/kernels.js';
import { treeParameters } from '../../../../support/boosting.js';
import { collect } from '../../../../support/collect.js';

const ROWS = 400;
const TREES = 11;
const kernels = await loadKernels();
const gradients = Array.from({ length: TREES }, (_, tree) =>
  Float32Array.from(noise(2 * ROWS, tree), (value, at) => (at % 2 === 0 ? value : value + 2)),
);

function growerOf(given: Parameters<typeof treeParameters>[0]): Promise<TreeGrower> {
  const features = dense(Float32Array.from(noise(ROWS * 3, 99)), ROWS, 3);
  return histGrower(kernels, { features, parameters: treeParameters(given), stream: new MersenneTwister(0) });
}

async function oneAfterAnother(grower: TreeGrower): Promise<GrownTree[]> {
  const trees: GrownTree[] = [];
  for (const own of gradients) trees.push(await grower.grow(own));
  return trees;
}

test('trees that are grown at once are those that are grown one after another', async () => {
  const grower = await growerOf({});
  expect(grower.atOnce).toBeGreaterThan(1);
  expect(await collect(growSideBySide(grower, gradients))).toEqual(await oneAfterAnother(await growerOf({})));
});

test('a tree that draws waits for the one before', async () => {
  const given = { subsample: 0.5, colsample_bynode: 0.5 };
  const grower = await growerOf(given);
  expect(grower.atOnce).toBe(1);
  const trees = (grown: GrownTree[]) => grown.map(({ tree }) => tree);
  const expected = trees(await oneAfterAnother(await growerOf(given)));
  expect(trees(await collect(growSideBySide(grower, gradients)))).toEqual(expected);
});

test('a failure of one is a failure of all', async () => {
  const grow = async (own: Float32Array) => {
    if (own === gradients[1]) throw new Error('enough');
    return {} as GrownTree;
  };
  await expect(collect(growSideBySide({ atOnce: 4, grow }, gradients))).rejects.toThrow('enough');
});
