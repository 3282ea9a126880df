import { describe, expect, test } from 'vitest';
import { ldaHyperparameters } from '../../../../src/algorithms/lda/hyperparameters.js';

const required = { num_topics: '10', feature_dim: '25', mini_batch_size: '5400' };
const check = (given: Record<string, unknown>) => ldaHyperparameters.check({ ...required, ...given });

test('three are required', () => {
  expect(() => ldaHyperparameters.check({})).toThrow(
    "No value(s) were specified for 'num_topics', 'feature_dim', 'mini_batch_size' which are required hyperparameter(s)",
  );
});

test('the defaults are those of the guide and of the log', () => {
  expect({ ...check({}) }).toMatchObject({
    alpha0: 1,
    max_restarts: 10,
    max_iterations: 1000,
    tol: 1e-8,
    allow_svd_init: true,
    epochs: 1,
    _extra_topics_factor: undefined,
  });
  expect(ldaHyperparameters.packagedDefaults).toMatchObject({ allow_svd_init: 'true', _kvstore: 'local' });
  expect(ldaHyperparameters.packagedDefaults).not.toHaveProperty('_extra_topics_factor');
});

describe('ranges', () => {
  test.each([
    ['num_topics', 1, 0],
    ['feature_dim', 1, 0],
    ['mini_batch_size', 1, 0],
    ['alpha0', 0.1, 0],
    ['max_restarts', 1, 0],
    ['max_iterations', 1, 0],
    ['tol', 1e-300, 0],
    ['allow_svd_init', 'False', 'no'],
    ['epochs', 1, 0],
    ['_extra_topics_factor', 1, 0.9],
  ])('%s may be %j, not %j', (name, good, bad) => {
    expect(() => check({ [name]: good })).not.toThrow();
    expect(() => check({ [name]: bad })).toThrow(expect.objectContaining({ code: 'E_HYPERPARAMETERS' }));
  });
});
