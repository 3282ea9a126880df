import { describe, expect, test } from 'vitest';
import { loadPCA, PCAModel } from '../../../../src/algorithms/pca/model.js';
import { decodeNdarrays, encodeNdarrays } from '../../../../src/artifacts/mxnet-params.js';
import { densify } from '../../../../src/data/csr.js';
import { dense, sliceRows } from '../../../../src/data/dense.js';
import { kernels, rowsOf, sparseRows, trained } from './helpers.js';

/** Two directions of three: along (0.6, 0.8, 0), and along the last axis. */
const model = new PCAModel({
  kernels,
  components: dense(Float32Array.of(0.6, 0.8, 0, 0, 0, 1), 2, 3),
  singularValues: Float32Array.of(2, 6),
  mean: Float32Array.of(1, 2, 3),
  modelName: 'model_algo-1',
});

describe('a model', () => {
  test('projects rows less the mean, the least important component first', async () => {
    const { projection } = await model.predict(dense(Float32Array.of(1, 2, 3, 6, 2, 4), 2, 3));
    expect(projection.shape).toEqual([2, 2]);
    for (const [at, value] of [0, 0, 3, 1].entries()) expect(projection.data[at]).toBeCloseTo(value, 6);
  });

  test('gives back what lies within its components', async () => {
    const rows = dense(Float32Array.of(4, 6, 9), 1, 3);
    const { projection } = await model.predict(rows);
    const close = async (expected: number[], options = {}) => {
      const found = await model.inverse(projection, options);
      for (const [at, value] of expected.entries()) expect(found.data[at]).toBeCloseTo(value, 5);
    };
    await close([4, 6, 9]);
    await close([1, 2, 9], { components: 1 });
    await close([1, 2, 3], { components: 0 });
    await close([4, 6, 9], { components: 99 });
    await expect(model.inverse(rows)).rejects.toMatchObject({ code: 'E_PROJECTION_DIM' });
  });

  test('whitens: training rows get variance 1 along every component', async () => {
    const rows = rowsOf(300, 4, { offset: 5 });
    const { result } = await trained(rows, { num_components: 3 });
    const { projection } = await result.predict(rows);
    const white = result.whiten(projection, 300);
    for (let component = 0; component < 3; component++) {
      let squares = 0;
      for (let row = 0; row < 300; row++) squares += white.get(row, component) ** 2;
      expect(squares / 299).toBeCloseTo(1, 4);
    }
    expect(() => result.whiten(rows, 300)).toThrow(expect.objectContaining({ code: 'E_PROJECTION_DIM' }));
  });

  test('tells how much its components explain', () => {
    expect([...model.explainedVarianceRatio()]).toEqual([0.1, 0.9]);
    expect(model.explainedVarianceRatio({ totalVariance: 8, rows: 10 })[1]).toBeCloseTo(0.45, 12);
  });

  test('is described', () => {
    expect(model.describe()).toEqual({ algorithm: 'pca', num_components: 2, feature_dim: 3, subtract_mean: true });
  });

  test('projects sparse rows as dense ones, and a row alone as among others', async () => {
    const { result } = await trained(rowsOf(100, 40, { offset: 1 }), { num_components: 3 });
    const rows = sparseRows(20, 40, 2);
    const [sparse, written] = [
      (await result.predict(rows)).projection,
      (await result.predict(densify(rows))).projection,
    ];
    for (const [at, value] of written.data.entries()) expect(sparse.data[at]).toBeCloseTo(value, 5);
    const alone = {
      ...rows,
      rows: 1,
      rowStarts: Uint32Array.of(0, 2),
      columns: rows.columns.slice(0, 2),
      values: rows.values.slice(0, 2),
    };
    expect([...(await result.predict(alone)).projection.data]).toEqual([...sparse.data.slice(0, 3)]);
  });
});

describe('the artifact', () => {
  const [file] = [...model.save().values()];
  const arrays = file?.format === 'mxnet-ndarrays' ? file.arrays : [];

  test('holds s, v and mean as SageMaker’s does', () => {
    expect([...model.save().keys()]).toEqual(['model_algo-1']);
    expect(arrays.map(({ name, shape }) => [name, shape])).toEqual([
      ['s', [2]],
      ['v', [3, 2]],
      ['mean', [1, 3]],
    ]);
    expect(arrays[1]?.values).toEqual(Float32Array.of(0.6, 0, 0.8, 0, 0, 1));
  });

  test('has no mean where none is subtracted', async () => {
    const { result } = await trained(rowsOf(20, 3), { num_components: 2, subtract_mean: false });
    const [saved] = [...result.save().values()];
    expect(saved?.format === 'mxnet-ndarrays' && saved.arrays.map(({ name }) => name)).toEqual(['s', 'v']);
    expect(result.describe().subtract_mean).toBe(false);
  });

  test('of SageMaker, with NaN among the singular values, loads, and is saved as it was', async () => {
    const values = Float32Array.of(Number.NaN, 6);
    const bytes = encodeNdarrays(arrays.map((array) => (array.name === 's' ? { ...array, values } : array)));
    const files = new Map([['model_algo-1', { format: 'mxnet-ndarrays' as const, arrays: decodeNdarrays(bytes) }]]);
    const loaded = loadPCA(files, kernels);
    expect([...(loaded?.singularValues ?? [])]).toEqual([0, 6]);
    expect([...(loaded?.explainedVarianceRatio() ?? [])]).toEqual([0, 1]);
    const whitened = loaded?.whiten(sliceRows(dense(Float32Array.of(1, 6), 1, 2), 0, 1), 2);
    expect([...(whitened?.data ?? [])]).toEqual([0, 1]);
    const [again] = [...(loaded?.save().values() ?? [])];
    expect(encodeNdarrays(again?.format === 'mxnet-ndarrays' ? again.arrays : [])).toEqual(bytes);
  });

  test("of another algorithm is not this one's", () => {
    const unnamed = [{ shape: [2, 3], values: new Float32Array(6) }];
    expect(
      loadPCA(new Map([['model_algo-1', { format: 'mxnet-ndarrays', arrays: unnamed }]]), kernels),
    ).toBeUndefined();
    expect(loadPCA(new Map([['state_x', { format: 'mxnet-ndarrays', arrays }]]), kernels)).toBeUndefined();
  });
});
