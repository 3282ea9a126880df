import { describe, expect, test } from 'vitest';
import { pcaHyperparameters } from '../../../../src/algorithms/pca/hyperparameters.js';

const check = (given: Record<string, unknown>) => pcaHyperparameters.check(given);
const required = { num_components: '3', mini_batch_size: '500' };

describe('what SageMaker sends', () => {
  test('defaults', () => {
    expect(check(required)).toEqual({
      feature_dim: 'auto',
      mini_batch_size: 500,
      num_components: 3,
      algorithm_mode: 'regular',
      subtract_mean: true,
      extra_components: -1,
      epochs: 1,
      force_dense: true,
    });
  });

  test('the texts of its SDK', () => {
    const sent = {
      ...required,
      feature_dim: '34',
      subtract_mean: 'True',
      force_dense: 'True',
      algorithm_mode: 'randomized',
    };
    expect(check(sent)).toMatchObject({ feature_dim: 34, subtract_mean: true, algorithm_mode: 'randomized' });
    expect(check({ ...required, extra_components: '0', _num_gpus: 'auto' }).extra_components).toBe(0);
  });

  test('packaged defaults name no required value', () => {
    expect(pcaHyperparameters.packagedDefaults).toMatchObject({ algorithm_mode: 'regular', _kvstore: 'dist_sync' });
    expect(pcaHyperparameters.packagedDefaults.num_components).toBeUndefined();
  });
});

describe('what is refused', () => {
  test('both required ones at once', () => {
    expect(() => check({})).toThrow(
      "No value(s) were specified for 'mini_batch_size', 'num_components' which are required hyperparameter(s)",
    );
  });

  test.each([
    ['num_components', '0'],
    ['mini_batch_size', '-1'],
    ['feature_dim', '0'],
    ['extra_components', '-2'],
    ['epochs', '2'],
    ['algorithm_mode', 'exact'],
    ['subtract_mean', 'perhaps'],
    ['num_component', '3'],
  ])('%s %s', (name, value) => {
    expect(() => check({ ...required, [name]: value })).toThrow(expect.objectContaining({ code: 'E_HYPERPARAMETERS' }));
  });

  test('more components than features', () => {
    expect(() => check({ ...required, feature_dim: '2' })).toThrow(
      'num_components must be less than or equal to feature_dim',
    );
    expect(check({ ...required, feature_dim: '3' }).num_components).toBe(3);
  });
});
