import { describe, expect, test } from 'vitest';
import { randomCutForestHyperparameters } from '../../../../src/algorithms/random-cut-forest/hyperparameters.js';

const { check, packagedDefaults } = randomCutForestHyperparameters;

test('the packaged defaults are those a real job printed', () => {
  expect({ ...packagedDefaults }).toMatchObject({
    num_trees: '100',
    num_samples_per_tree: '256',
    eval_metrics: '["accuracy", "precision_recall_fscore"]'.replace(', ', ','),
    mini_batch_size: '1000',
    epochs: '1',
    force_dense: 'true',
    _kvstore: 'dist_async',
    _ftp_port: '8999',
    _num_kv_servers: 'auto',
    _num_gpus: 'auto',
    _log_level: 'info',
    _tuning_objective_metric: '',
    // Newer images, unlike that of the printed job, have this one too.
    feature_dim: 'auto',
  });
});

test('what the SageMaker SDK sends is accepted', () => {
  const sent = { mini_batch_size: '1000', feature_dim: '1', num_samples_per_tree: '512', num_trees: '50' };
  expect({ ...check({ ...sent, force_dense: 'True', eval_metrics: '["accuracy"]' }) }).toMatchObject({
    num_trees: 50,
    num_samples_per_tree: 512,
    eval_metrics: ['accuracy'],
  });
});

describe('ranges', () => {
  test.each([
    ['feature_dim', 10_000, 10_001],
    ['feature_dim', 1, 0],
    ['num_trees', 50, 49],
    ['num_trees', 1000, 1001],
    ['num_samples_per_tree', 1, 0],
    ['num_samples_per_tree', 2048, 2049],
    ['eval_metrics', '[]', '["f1"]'],
    ['mini_batch_size', 1000, 500],
    ['epochs', 1, 2],
    ['force_dense', 'False', 'no'],
  ])('%s may be %j, not %j', (name, good, bad) => {
    expect(() => check({ [name]: good })).not.toThrow();
    expect(() => check({ [name]: bad })).toThrow(expect.objectContaining({ code: 'E_HYPERPARAMETERS' }));
  });

  test('a mini_batch_size of one’s own is refused in the words of the SDK', () => {
    expect(() => check({ mini_batch_size: '999' })).toThrow('Random Cut Forest uses a fixed mini_batch_size of 1000');
  });
});
