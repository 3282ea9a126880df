import { expect, test } from 'vitest';
import { firstNonFinite, refuseNonFinite } from '../../../src/algorithms/non-finite.js';
import { dense } from '../../../src/data/dense.js';
import { FactorizationMachines, KMeans, KNN, LinearLearner, PCA, RandomCutForest } from '../../../src/index.js';
import { loadKernels } from '../../../src/kernels/choose.js';

const kernels = await loadKernels({ backend: 'reference' });

test('the first of several, dense and sparse, or none', async () => {
  const values = Float32Array.of(1, 2, 3, -Infinity, Number.NaN, 6);
  expect(await firstNonFinite(dense(values, 3, 2), { kernels })).toEqual({ row: 1, column: 1, value: -Infinity });
  const sparse = { rows: 3, cols: 9, rowStarts: Uint32Array.of(0, 2, 2, 4), columns: Uint32Array.of(1, 2, 3, 8) };
  const found = await firstNonFinite({ ...sparse, values: Float32Array.of(1, 1, 1, Number.NaN) }, { kernels });
  expect(found).toEqual({ row: 2, column: 8, value: Number.NaN });
  expect(await firstNonFinite(dense(Float32Array.of(0, 1), 1, 2), { kernels })).toBeUndefined();
});

test('an abort is heeded', async () => {
  const signal = AbortSignal.abort();
  await expect(firstNonFinite(dense(new Float32Array(4), 2, 2), { kernels, signal })).rejects.toThrow();
});

test('among many values, too', async () => {
  const values = new Float32Array(5000).fill(1);
  values[4321] = Number.NaN;
  const found = await firstNonFinite(dense(values, 50, 100), { kernels });
  expect(found).toEqual({ row: 43, column: 21, value: Number.NaN });
  await expect(refuseNonFinite(dense(values, 50, 100), { kernels }, 'no answer')).rejects.toMatchObject({
    code: 'E_NOT_FINITE',
    message: 'A row with a value that is NaN has no answer.',
    where: { record: 43, column: 22 },
  });
});

const features = Array.from({ length: 60 }, (_, row) => [Math.sin(row), row % 3, (row * row) % 7]);
const labels = features.map((_, row) => row % 2);
const size = { feature_dim: 3, mini_batch_size: 20 };

test.each([
  ['k-means', new KMeans({ k: 2, feature_dim: 3 })],
  ['k-NN', new KNN({ k: 1, predictor_type: 'classifier', sample_size: 40, feature_dim: 3 })],
  ['PCA', new PCA({ num_components: 2, ...size })],
  ['linear-learner', new LinearLearner({ predictor_type: 'binary_classifier', epochs: 1, ...size })],
  [
    'factorization-machines',
    new FactorizationMachines({ predictor_type: 'regressor', num_factors: 1, epochs: 1, ...size }),
  ],
  ['random cut forest', new RandomCutForest({ feature_dim: 3, num_trees: 50, num_samples_per_tree: 20 })],
])('%s refuses a row that is not of numbers by its place', async (name, estimator) => {
  const isLabelled = !['k-means', 'PCA', 'random cut forest'].includes(name);
  const model = await estimator.fit({ train: isLabelled ? { features, labels } : features });
  for (const value of [Number.NaN, Number.POSITIVE_INFINITY]) {
    const rows = [
      [1, 2, 3],
      [1, value, 3],
    ];
    await expect(model.predict(rows)).rejects.toMatchObject({
      code: 'E_NOT_FINITE',
      where: { record: 1, column: 2 },
    });
  }
});
