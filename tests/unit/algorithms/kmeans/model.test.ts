import { describe, expect, test } from 'vitest';
import type { ArtifactFile, ArtifactFiles, NamedArray } from '../../../../src/algorithms/algorithm.js';
import { loadKMeans, responseForm } from '../../../../src/algorithms/kmeans/model.js';
import { blobs, kernels, matrix, run } from './helpers.js';

function archive(files: Record<string, readonly NamedArray[]>): ArtifactFiles {
  return new Map(
    Object.entries(files).map(([name, arrays]): [string, ArtifactFile] => [name, { format: 'mxnet-ndarrays', arrays }]),
  );
}

const centres: NamedArray = { shape: [2, 2], values: Float32Array.of(0, 0, 3, 4) };
const state = 'state_0c4a9e0e-0000-4000-8000-000000000000';
const counts: NamedArray = { name: '1', shape: [3, 1], values: Float32Array.of(10, 20, 30) };
const wide: NamedArray = { name: '0', shape: [3, 2], values: Float32Array.of(0, 0, 3, 4, 5, 6) };

describe('predict', () => {
  const model = loadKMeans(archive({ 'model_algo-1': [centres] }), kernels);

  test('the nearest centre and the plain distance to it', async () => {
    const { closest_cluster, distance_to_cluster } =
      (await model?.predict(
        matrix([
          [0, 1],
          [3, 4],
          [3, 6],
        ]),
      )) ?? {};
    expect(Array.from(closest_cluster ?? [])).toEqual([0, 1, 1]);
    expect(Array.from(distance_to_cluster ?? [])).toEqual([1, 0, 2]);
  });

  test('refuses another width, and stops on an abort', async () => {
    await expect(model?.predict(matrix([[1, 2, 3]]))).rejects.toMatchObject({
      code: 'E_FEATURE_DIM',
      hint: 'Is the label still in the first column?',
    });
    await expect(model?.predict(matrix([[1, 2]]), { signal: AbortSignal.abort() })).rejects.toThrow(/abort/i);
  });

  test('of two equally near centres it is the one with the lower index', async () => {
    const twins: NamedArray = { shape: [3, 1], values: Float32Array.of(4, 0, 4) };
    const tied = loadKMeans(archive({ 'model_algo-1': [twins] }), kernels);
    expect(Array.from((await tied?.predict(matrix([[4], [2]])))?.closest_cluster ?? [])).toEqual([0, 0]);
  });

  test('no rows, no answers', async () => {
    expect(await model?.predict(matrix([[1, 2]]).hi(0, 2))).toEqual({
      closest_cluster: new Float32Array(),
      distance_to_cluster: new Float32Array(),
    });
  });

  test('the answer has the fields its form names', async () => {
    expect(Object.keys((await model?.predict(matrix([[0, 1]]))) ?? {})).toEqual(responseForm.fields);
  });
});

describe('save', () => {
  test("writes SageMaker's two files: centres without a name, then counts '1' and centres '0'", async () => {
    const { model } = await run({ train: blobs(200), given: { extra_center_factor: 5 } });
    const [[modelName, saved], [stateName, kept]] = [...model.save()] as [
      [string, ArtifactFile],
      [string, ArtifactFile],
    ];
    expect(modelName).toBe('model_algo-1');
    expect(saved).toEqual({ format: 'mxnet-ndarrays', arrays: [{ shape: [4, 2], values: model.centroids.data }] });
    expect(stateName).toMatch(/^state_[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(kept).toMatchObject({
      arrays: [
        { name: '1', shape: [20, 1] },
        { name: '0', shape: [20, 2] },
      ],
    });
  });

  test('every centre begins with a count of one: counts add up to rows read plus K', async () => {
    const { model } = await run({ train: blobs(200), given: { extra_center_factor: 5, epochs: 3 } });
    expect(model.weightedCentres.weights.reduce((sum, count) => sum + count, 0)).toBe(20 + 3 * 200);
  });
});

describe('load', () => {
  test('a model of SageMaker without its state', () => {
    const model = loadKMeans(archive({ 'model_algo-1': [centres] }), kernels);
    expect(model?.describe()).toEqual({ algorithm: 'kmeans', k: 2, feature_dim: 2 });
    expect(Array.from(model?.weightedCentres.weights ?? [])).toEqual([1, 1]);
    expect([...(model?.save().keys() ?? [])]).toEqual(['model_algo-1']);
  });

  test('a model with its state, from any host, in any order', () => {
    const model = loadKMeans(archive({ [state]: [counts, wide], 'model_algo-7': [centres] }), kernels);
    expect(model?.describe()).toEqual({ algorithm: 'kmeans', k: 2, feature_dim: 2, state_centers: 3 });
    expect(Array.from(model?.weightedCentres.weights ?? [])).toEqual([10, 20, 30]);
    expect([...(model?.save().keys() ?? [])]).toEqual(['model_algo-7', state]);
  });

  test('float64, as a user may have saved it', () => {
    const model = loadKMeans(archive({ 'model_algo-1': [{ shape: [1, 2], values: Float64Array.of(1, 2) }] }), kernels);
    expect(Array.from(model?.centroids.data ?? [])).toEqual([1, 2]);
  });

  test.each<[string, ArtifactFiles]>([
    ['nothing', new Map()],
    ['a file of another format', new Map([['model_algo-1', { format: 'bytes', bytes: new Uint8Array(8) }]])],
    ['two arrays', archive({ 'model_algo-1': [centres, centres] })],
    ['a named array', archive({ 'model_algo-1': [{ ...centres, name: 'mean' }] })],
    ['a vector', archive({ 'model_algo-1': [{ shape: [4], values: new Float32Array(4) }] })],
    ['another name', archive({ model: [centres] })],
  ])('%s is not a k-means model', (_, files) => {
    expect(loadKMeans(files, kernels)).toBeUndefined();
  });

  test.each<[string, Record<string, readonly NamedArray[]>]>([
    ['values that do not fill the shape', { 'model_algo-1': [{ shape: [2, 3], values: new Float32Array(4) }] }],
    ['no centre', { 'model_algo-1': [{ shape: [0, 3], values: new Float32Array() }] }],
    ['integers', { 'model_algo-1': [{ shape: [1, 2], values: new Int32Array(2) }] }],
    ['a NaN', { 'model_algo-1': [{ shape: [1, 1], values: Float32Array.of(Number.NaN) }] }],
    ['a state without counts', { 'model_algo-1': [centres], [state]: [wide] }],
    [
      'a state of another width',
      {
        'model_algo-1': [centres],
        [state]: [{ ...counts }, { name: '0', shape: [3, 1], values: new Float32Array(3) }],
      },
    ],
    [
      'fewer counts than centres',
      { 'model_algo-1': [centres], [state]: [{ name: '1', shape: [2, 1], values: new Float32Array(2) }, wide] },
    ],
    [
      'a negative count',
      { 'model_algo-1': [centres], [state]: [{ ...counts, values: Float32Array.of(1, -1, 1) }, wide] },
    ],
  ])('%s is damage', (_, files) => {
    expect(() => loadKMeans(archive(files), kernels)).toThrow(expect.objectContaining({ code: 'E_MODEL_DAMAGED' }));
  });
});
