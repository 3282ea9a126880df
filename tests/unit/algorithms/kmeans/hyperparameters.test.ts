import { describe, expect, test } from 'vitest';
import { kmeansHyperparameters } from '../../../../src/algorithms/kmeans/hyperparameters.js';

const check = (given: Record<string, unknown>) => kmeansHyperparameters.check({ k: '10', ...given });

test('the packaged defaults are those a real job printed', () => {
  expect({ ...kmeansHyperparameters.packagedDefaults }).toEqual({
    // Newer images, unlike that of the printed job, have this one too.
    feature_dim: 'auto',
    init_method: 'random',
    mini_batch_size: '5000',
    epochs: '1',
    extra_center_factor: 'auto',
    local_lloyd_max_iter: '300',
    local_lloyd_tol: '0.0001',
    local_lloyd_init_method: 'kmeans++',
    local_lloyd_num_trials: 'auto',
    half_life_time_size: '0',
    eval_metrics: '["msd"]',
    force_dense: 'true',
    _disable_wait_to_read: 'false',
    _enable_profiler: 'false',
    _kvstore: 'auto',
    _log_level: 'info',
    _num_gpus: 'auto',
    _num_kv_servers: '1',
    _num_slices: '1',
    _tuning_objective_metric: '',
  });
});

test('what the SageMaker SDK sends is accepted', () => {
  const sent = {
    feature_dim: '784',
    k: '10',
    init_method: 'kmeans++',
    mini_batch_size: '5000',
    force_dense: 'True',
    epochs: '2',
  };
  const more = {
    extra_center_factor: '4',
    local_lloyd_max_iter: '1',
    local_lloyd_tol: '1',
    local_lloyd_num_trials: '1',
  };
  const last = { local_lloyd_init_method: 'random', half_life_time_size: '1', eval_metrics: '["msd","ssd"]' };
  expect({ ...check({ ...sent, ...more, ...last }) }).toMatchObject({
    feature_dim: 784,
    force_dense: true,
    eval_metrics: ['msd', 'ssd'],
  });
});

test('k alone is required', () => {
  expect(() => kmeansHyperparameters.check({})).toThrow(
    "No value(s) were specified for 'k' which are required hyperparameter(s)",
  );
  expect(check({}).k).toBe(10);
});

describe('ranges', () => {
  test.each([
    ['k', 1, 0],
    ['feature_dim', 1, 0],
    ['mini_batch_size', 1, 0],
    ['epochs', 1, 0],
    ['extra_center_factor', 1, 0],
    ['extra_center_factor', 'auto', -1],
    ['local_lloyd_max_iter', 1, 0],
    ['local_lloyd_tol', 0, -0.1],
    ['local_lloyd_tol', 1, 1.1],
    ['local_lloyd_num_trials', 'auto', 0],
    ['local_lloyd_init_method', 'random', 'kmeans'],
    ['init_method', 'kmeans++', 'k-means++'],
    ['half_life_time_size', 0, -1],
    ['eval_metrics', '["ssd"]', '["mse"]'],
    ['force_dense', 'False', 'no'],
  ])('%s may be %j, not %j', (name, good, bad) => {
    expect(() => check({ [name]: good })).not.toThrow();
    expect(() => check({ [name]: bad })).toThrow(expect.objectContaining({ code: 'E_HYPERPARAMETERS' }));
  });
});
