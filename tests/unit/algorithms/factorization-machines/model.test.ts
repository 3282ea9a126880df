import { describe, expect, test } from 'vitest';
import type { ArtifactFile, ArtifactFiles } from '../../../../src/algorithms/algorithm.js';
import { fromArtifact } from '../../../../src/algorithms/factorization-machines/artifact.js';
import { factorizationMachines } from '../../../../src/algorithms/factorization-machines/index.js';
import { kernels, likes, matrix, QUICK, ratings, run } from './helpers.js';

const { model } = await run({ train: ratings(200), given: QUICK });

describe('predictions', () => {
  test('are the formula', async () => {
    const x = [0, 0.5, 0, -2, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 3];
    let expected = model.bias;
    for (let i = 0; i < x.length; i++) {
      expected += model.weights.get(i, 0) * (x[i] as number);
      for (let j = 0; j < i; j++) {
        const product = [0, 1].reduce((sum, f) => sum + model.factors.get(i, f) * model.factors.get(j, f), 0);
        expected += product * (x[i] as number) * (x[j] as number);
      }
    }
    expect((await model.predict(matrix([x]))).score[0]).toBeCloseTo(expected, 4);
  });

  test('of many rows come in several calls, and an abort falls between two', async () => {
    const { features } = ratings(20_000, 5);
    const controller = new AbortController();
    const counted = { ...kernels, calls: 0 };
    counted.factorizationScores = async (...given) => {
      if (++counted.calls === 2) controller.abort(new Error('enough'));
      await kernels.factorizationScores(...given);
    };
    const same = factorizationMachines.load(model.save(), counted) ?? expect.fail('not loaded');
    await expect(same.predict(features, { signal: controller.signal })).rejects.toThrow('enough');
    expect(counted.calls).toBe(2);
  });

  test('of a regressor are scores alone', async () => {
    expect(Object.keys(await model.predict(ratings(3).features))).toEqual(['score']);
  });
});

describe('the artifact', () => {
  const zipOf = (files: ArtifactFiles): ReadonlyMap<string, ArtifactFile> => {
    const zip = files.get('model_algo-1');
    return zip?.format === 'zip' ? zip.files : expect.fail('no zip');
  };

  test('is a ZIP of symbol, params and meta', async () => {
    const files = zipOf(model.save());
    expect([...files.keys()]).toEqual(['symbol.json', 'params', 'meta.json']);
    const arrays = files.get('params');
    expect(arrays?.format === 'mxnet-ndarrays' && arrays.arrays.map(({ name, shape }) => [name, shape])).toEqual([
      ['arg:w0_weight', [1]],
      ['arg:w1_weight', [21, 1]],
      ['arg:v', [21, 2]],
    ]);
    expect(files.get('meta.json')).toEqual({
      format: 'json',
      value: { training_parameters: { feature_dim: 21, num_factors: 2, predictor_type: 'regressor' } },
    });
  });

  test('is read back, whatever was learned on', async () => {
    const dense = matrix([
      [1, 0],
      [0, 1],
      [1, 1],
    ]);
    const trained = [
      model,
      (await run({ train: likes(60), given: { predictor_type: 'binary_classifier' } })).model,
      (await run({ train: { features: dense, labels: Float32Array.of(1, 2, 3) } })).model,
    ];
    for (const each of trained) {
      const loaded = factorizationMachines.load(each.save(), kernels);
      expect(loaded?.describe()).toEqual(each.describe());
      expect(loaded?.parameters).toEqual(each.parameters);
    }
  });

  test('needs neither its prefix nor its bias nor its meta.json', () => {
    const files = new Map(zipOf(model.save()));
    const params = files.get('params');
    if (params?.format !== 'mxnet-ndarrays') expect.fail('no params');
    const arrays = params.arrays.slice(1).map((array) => ({ ...array, name: array.name?.slice(4) ?? '' }));
    files.set('params', { format: 'mxnet-ndarrays', arrays });
    files.delete('meta.json');
    expect(fromArtifact(new Map([['model_algo-1', { format: 'zip', files }]]))).toMatchObject({
      parameters: { bias: 0, linear: model.parameters.linear },
      predictorType: 'regressor',
    });
  });

  test.each<[string, (files: Map<string, ArtifactFile>) => void]>([
    [
      'neither symbol.json nor meta.json',
      (files) => {
        for (const name of ['symbol.json', 'meta.json']) files.delete(name);
      },
    ],
    ['its factors are', (files) => mutate(files, 2, { shape: [2, 21] })],
    ['not of floats', (files) => mutate(files, 1, { values: new Int32Array(21) })],
    ['not finite', (files) => mutate(files, 2, { values: new Float32Array(42).fill(Number.NaN) })],
  ])('is refused where %s', (what, damage) => {
    const files = new Map(zipOf(model.save()));
    damage(files);
    expect(() => fromArtifact(new Map([['model_algo-1', { format: 'zip', files }]]))).toThrow(
      expect.objectContaining({ code: 'E_MODEL_DAMAGED', message: expect.stringContaining(what) }),
    );
  });

  test("is not taken for another's", () => {
    const files = new Map(zipOf(model.save()));
    files.delete('params');
    expect(fromArtifact(new Map([['model_algo-1', { format: 'zip', files }]]))).toBeUndefined();
    const params: ArtifactFile = {
      format: 'mxnet-ndarrays',
      arrays: [{ name: 'arg:fc0_weight', shape: [1], values: Float32Array.of(1) }],
    };
    expect(
      fromArtifact(new Map([['model_algo-1', { format: 'zip', files: new Map([['params', params]]) }]])),
    ).toBeUndefined();
  });
});

function mutate(files: Map<string, ArtifactFile>, index: number, change: object): void {
  const params = files.get('params');
  if (params?.format !== 'mxnet-ndarrays') expect.fail('no params');
  const arrays = params.arrays.map((array, at) => (at === index ? { ...array, ...change } : array));
  files.set('params', { format: 'mxnet-ndarrays', arrays });
}
