import { describe, expect, test } from 'vitest';
import type { GatherStep } from '../../../../src/algorithms/knn/steps.js';
import { train } from '../../../../src/algorithms/knn/train.js';
import { dense, rowMajor, sliceRows } from '../../../../src/data/dense.js';
import { matrix, noise, run, SHIRTS } from './helpers.js';

test('T-shirts: the five nearest of 161 cm and 61 kg', async () => {
  const { model } = await run({ train: SHIRTS.features, labels: SHIRTS.labels });
  const query = matrix([[161, 61]]);
  const { predicted_label, distances, labels } = await model.predict(query, { verbose: true });
  const roots = Array.from(rowMajor(distances as never), (distance) => Math.sqrt(distance).toFixed(3));
  expect(roots).toEqual(['1.414', '2.000', '2.236', '2.236', '3.162']);
  expect([...rowMajor(labels as never)]).toEqual([0, 0, 0, 0, 1]);
  expect([...predicted_label]).toEqual([0]);
});

test('the steps follow the reservoir, then the index', async () => {
  const given = { sample_size: 40, mini_batch_size: 30, index_type: 'faiss.IVFFlat', faiss_index_ivf_nlists: 4 };
  const { steps, model } = await run({ train: noise(100, 3), test: noise(10, 3, 2), given });
  expect(steps.map(({ phase }) => phase)).toEqual([
    ...['sample', 'sample', 'sample', 'sample', 'epoch', 'gather'],
    ...Array(10).fill('cells'),
    ...['trained', 'index', 'test'],
  ]);
  const samples = steps.filter((step) => step.phase === 'sample');
  expect(samples.map(({ sampled }) => sampled)).toEqual([30, 40, 40, 40]);
  expect(samples[0]?.taken).toBe(30);
  const gathered = steps.find((step): step is GatherStep => step.phase === 'gather');
  expect(gathered?.features.shape).toEqual([40, 3]);
  const index = steps.find((step) => step.phase === 'index');
  expect(index?.cellSizes?.reduce((sum, size) => sum + size)).toBe(40);
  expect(model.cellSizes).toEqual(index?.cellSizes);
  const scored = steps.find((step) => step.phase === 'test');
  expect(scored?.metrics).toMatchObject({ 'test:accuracy': expect.any(Number) });
  expect(scored?.cellsOfFirst).toEqual(await model.cellsOf(sliceRows(noise(10, 3, 2), 0, 1)));
});

test('auto is the square root of the rows there are', async () => {
  const given = { index_type: 'faiss.IVFFlat', sample_size: 1_000_000 };
  expect((await run({ train: noise(90, 3), given })).model.describe()).toMatchObject({ cells: 9, nprobe: 5 });
});

test('IVFPQ fills features up to a multiple of m, or leaves more of them in a reduction', async () => {
  const given = { index_type: 'faiss.IVFPQ', faiss_index_pq_m: 4 };
  const filled = await run({ train: noise(300, 6), given });
  expect(filled.model.featureDim).toBe(6);
  expect([...filled.model.save().values()][0]).toMatchObject({ index: { cols: 8, m: 4 } });
  const reduced = { ...given, dimension_reduction_type: 'sign', dimension_reduction_target: 5 };
  const raised = await run({ train: noise(300, 12), given: reduced });
  expect(raised.model.describe()).toMatchObject({ dimension_reduction_target: 8, feature_dim: 12 });
});

test('a regressor is scored by its squared error', async () => {
  const { steps } = await run({ train: noise(50, 2), test: noise(20, 2, 2), given: { predictor_type: 'regressor' } });
  expect(Object.keys(steps.at(-1)?.metrics ?? {})).toEqual(['test:mse']);
});

test('epochs are read once, and said to be', async () => {
  const { steps, warnings } = await run({ train: noise(50, 2), given: { epochs: 3 } });
  expect(steps.filter(({ phase }) => phase === 'epoch')).toHaveLength(1);
  expect(warnings).toEqual(['epochs is 3: the data is read once.']);
});

test('what was asked for to no effect is said', async () => {
  const asked = {
    dimension_reduction_target: 1,
    faiss_index_ivf_nlists: 4,
    faiss_index_pq_m: 2,
    _faiss_index_nprobe: 3,
  };
  const { warnings } = await run({ train: noise(50, 2), given: asked });
  expect(warnings.map((warning) => warning.split(' ')[0]).sort()).toEqual(Object.keys(asked).sort());
  const used = { index_type: 'faiss.IVFFlat', faiss_index_ivf_nlists: 4, _faiss_index_nprobe: 3 };
  expect((await run({ train: noise(50, 2), given: used })).warnings).toEqual([]);
});

describe('what is refused', () => {
  test('fewer rows than neighbours', async () => {
    await expect(run({ train: noise(4, 2) })).rejects.toMatchObject({ code: 'E_TOO_FEW_ROWS' });
  });

  test('a reduction to as many features as there are', async () => {
    const given = { dimension_reduction_type: 'fjlt', dimension_reduction_target: 3 };
    await expect(run({ train: noise(50, 3), given })).rejects.toMatchObject({ code: 'E_HYPERPARAMETERS' });
  });

  test('rows that are beyond float32 once they are shortened', async () => {
    const given = { dimension_reduction_type: 'sign', dimension_reduction_target: 2, index_metric: 'INNER_PRODUCT' };
    const train = dense(new Float32Array(150).fill(3e38), 50, 3);
    await expect(run({ train, given })).rejects.toMatchObject({ code: 'E_NOT_FINITE', hint: expect.any(String) });
  });

  test('an earlier model', async () => {
    const { model } = await run({ train: noise(50, 3) });
    await expect(run({ train: noise(50, 3), startFrom: model })).rejects.toMatchObject({ code: 'E_START_FROM' });
    expect(train).toBeTypeOf('function');
  });
});
