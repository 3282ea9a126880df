import { expect, test } from 'vitest';
import { MersenneTwister } from '../../../../../src/algorithms/xgboost/random-stream.js';
import { ExactGrower } from '../../../../../src/algorithms/xgboost/trees/exact-grower.js';
import type { ExactParameters } from '../../../../../src/algorithms/xgboost/trees/exact-parameters.js';
import { dense } from '../../../../../src/data/dense.js';
import { loadKernels } from '../../../../../src/kernels/choose.js';

const parameters: ExactParameters = {
  ...{ eta: 0.5, gamma: 0, max_depth: 3, min_child_weight: 1, max_delta_step: 0, lambda: 1, alpha: 0 },
  ...{ subsample: 1, sampling_method: 'uniform', colsample_bytree: 1, colsample_bylevel: 1, colsample_bynode: 1 },
};
const kernels = await loadKernels();
/** Column 0 tells the two halves apart; column 1 is all the same, and missing once. */
const points = dense(Float32Array.of(1, 5, 2, 5, 3, NaN, 4, 5), 4, 2);
const gradients = Float32Array.of(1, 1, 1, 1, -1, 1, -1, 1);

function grower(changed: Partial<ExactParameters>, columnSeedFirst = false, seed = 0): Promise<ExactGrower> {
  return ExactGrower.create(
    points,
    { ...parameters, ...changed },
    { kernels, stream: new MersenneTwister(seed), columnSeedFirst },
  );
}

test('grows the tree that can be worked out by hand', async () => {
  const { tree, leafOfRow } = await (await grower({ max_depth: 1 })).grow(gradients);
  expect([...tree.splitIndices]).toEqual([0, 0, 0]);
  expect([...tree.splitConditions]).toEqual([2.5, Math.fround(-1 / 3), Math.fround(1 / 3)]);
  expect([...tree.lossChanges]).toEqual([Math.fround(8 / 3), 0, 0]);
  expect([...tree.sumHessian]).toEqual([4, 2, 2]);
  expect([...tree.baseWeights]).toEqual([-0, Math.fround(-2 / 3), Math.fround(2 / 3)]);
  expect([...leafOfRow]).toEqual([1, 1, 2, 2]);
});

test('a root where nothing is gained', async () => {
  const { tree, leafOfRow } = await (await grower({ min_child_weight: 3 })).grow(gradients);
  expect([...tree.leftChildren]).toEqual([-1]);
  expect([...leafOfRow]).toEqual([0, 0, 0, 0]);
});

test('rows of pruned leaves end in what has become of them', async () => {
  const { tree, leafOfRow } = await (await grower({ gamma: 100 })).grow(gradients);
  expect([...(tree.deleted ?? [])]).toEqual([0, 1, 1]);
  expect([...leafOfRow]).toEqual([0, 0, 0, 0]);
});

test('rows with a negative second derivative are not seen, and still end in a leaf', async () => {
  const { tree, leafOfRow } = await (await grower({})).grow(Float32Array.of(1, 1, 1, 1, -1, 1, -100, -1));
  expect(tree.sumHessian[0]).toBe(3);
  expect(leafOfRow[3]).toBe(leafOfRow[2]);
});

test('every tree draws its own rows', async () => {
  const drawing = await grower({ subsample: 0.5, min_child_weight: 0 }, false, 3);
  const weights = [];
  for (let tree = 0; tree < 6; tree++) weights.push((await drawing.grow(gradients)).tree.sumHessian[0]);
  expect(new Set(weights).size).toBeGreaterThan(1);
});

test.each([
  [{ max_depth: 0 }, 'E_XGBOOST_MAX_DEPTH', "exact tree method doesn't support unlimited depth."],
  [
    { monotone_constraints: [1, 0, 0] },
    'E_XGBOOST_MONOTONE_CONSTRAINTS',
    'The size of monotone constraint should be less or equal to the number of features.',
  ],
  [
    { subsample: 0.5, sampling_method: 'gradient_based' },
    'E_XGBOOST_SAMPLING',
    'Only uniform sampling is supported, gradient-based sampling is only support by GPU Hist.',
  ],
  [
    { colsample_bynode: 0.5 },
    'E_XGBOOST_COLSAMPLE_BYNODE',
    'column sample by node is not yet supported by the exact tree method',
  ],
] as const)('%j is refused in the words of XGBoost', async (changed, code, message) => {
  await expect(grower(changed)).rejects.toThrow(expect.objectContaining({ code, message }));
});

test('old images take colsample_bynode', async () => {
  await expect((await grower({ colsample_bynode: 0.5 }, true)).grow(gradients)).resolves.toBeDefined();
});

test('an abort ends a tree between two kernel calls', async () => {
  const abort = new AbortController();
  const surroundings = { kernels, stream: new MersenneTwister(0), columnSeedFirst: false, signal: abort.signal };
  const growing = await ExactGrower.create(points, parameters, surroundings);
  abort.abort(new Error('enough'));
  await expect(growing.grow(gradients)).rejects.toThrow('enough');
});
