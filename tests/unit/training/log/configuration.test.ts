import { expect, test } from 'vitest';
import { kmeansHyperparameters } from '../../../../src/algorithms/kmeans/hyperparameters.js';
import { configurationOf } from '../../../../src/training/log/configuration.js';

test('defaults are those packaged with the algorithm, what is provided is text, what is not given is left out', () => {
  const { defaults, provided } = configurationOf(kmeansHyperparameters, {
    k: 10,
    eval_metrics: ['msd', 'ssd'],
    local_lloyd_tol: '0.01',
    epochs: undefined,
    init_method: null,
  });
  expect(defaults).toMatchObject({ epochs: '1', eval_metrics: '["msd"]', _kvstore: 'auto' });
  expect(provided).toEqual({ k: '10', eval_metrics: '["msd", "ssd"]', local_lloyd_tol: '0.01' });
});
