import { expect, test } from 'vitest';
import { knnHyperparameters } from '../../../../src/algorithms/knn/hyperparameters.js';
import type { UserError } from '../../../../src/errors.js';

const least = { k: '5', predictor_type: 'classifier', sample_size: '1000' };

function problemsOf(given: Record<string, unknown>): string[] {
  try {
    knnHyperparameters.check({ ...least, ...given });
    return [];
  } catch (error) {
    return (error as UserError).issues.map(({ message }) => message);
  }
}

test('defaults are those of the guide and of the container', () => {
  expect({ ...knnHyperparameters.check(least) }).toEqual({
    ...{ feature_dim: 'auto', k: 5, predictor_type: 'classifier', sample_size: 1000 },
    ...{ dimension_reduction_type: undefined, dimension_reduction_target: undefined },
    ...{ index_type: 'faiss.Flat', index_metric: 'L2', faiss_index_ivf_nlists: 'auto', faiss_index_pq_m: undefined },
    ...{ mini_batch_size: 5000, epochs: 1, _faiss_index_nprobe: 5 },
  });
  expect(knnHyperparameters.packagedDefaults).toMatchObject({ _faiss_index_nprobe: '5', epochs: '1' });
});

test('k, predictor_type and sample_size are required', () => {
  expect(() => knnHyperparameters.check({})).toThrow(
    "No value(s) were specified for 'k', 'predictor_type', 'sample_size' which are required hyperparameter(s)",
  );
});

test.each<[Record<string, string>, RegExp]>([
  [{ dimension_reduction_type: 'sign' }, /'dimension_reduction_target' is required when 'dimension_reduction_type'/],
  [
    { dimension_reduction_type: 'fjlt', dimension_reduction_target: '8', feature_dim: '8' },
    /'dimension_reduction_target' must be less than 'feature_dim'/,
  ],
  [
    { index_type: 'faiss.IVFPQ', faiss_index_pq_m: '8', index_metric: 'COSINE' },
    /'faiss.IVFPQ' supports only the index_metric 'L2'/,
  ],
  [{ index_type: 'faiss.IVFPQ' }, /'faiss_index_pq_m' is required when 'index_type' is 'faiss.IVFPQ'/],
  [{ k: '2000' }, /'k' must not exceed 'sample_size'/],
  [{ index_type: 'faiss.HNSW' }, /'faiss.HNSW' is not valid for the 'index_type' hyperparameter/],
  [{ predictor_type: 'classifer' }, /'classifer' is not valid/],
  [{ faiss_index_ivf_nlists: '0' }, /'faiss_index_ivf_nlists'/],
  [{ _faiss_index_nprobe: '0' }, /'_faiss_index_nprobe'/],
])('refused by name: %o', (given, message) => {
  expect(problemsOf(given)).toEqual([expect.stringMatching(message)]);
});

test('a target without a type is let pass, as the SDK does', () => {
  expect(problemsOf({ dimension_reduction_target: '3' })).toEqual([]);
});

test('everything that is wrong is said at once', () => {
  const given = { dimension_reduction_type: 'sign', index_type: 'faiss.IVFPQ', index_metric: 'COSINE' };
  expect(problemsOf(given)).toHaveLength(3);
});
