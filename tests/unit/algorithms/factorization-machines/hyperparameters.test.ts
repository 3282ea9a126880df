import { describe, expect, test } from 'vitest';
import { factorizationMachinesHyperparameters as schema } from '../../../../src/algorithms/factorization-machines/hyperparameters.js';
import { ratings, run } from './helpers.js';

const required = { feature_dim: '9284', num_factors: '64', predictor_type: 'regressor' };

describe('hyperparameters of factorization machines', () => {
  test('the three that are required, and the defaults of the others', () => {
    expect({ ...schema.check(required) }).toMatchObject({
      ...{ feature_dim: 9284, num_factors: 64, predictor_type: 'regressor', mini_batch_size: 1000, epochs: 1 },
      ...{ bias_lr: 0.1, linear_lr: 0.001, factors_lr: 0.0001, bias_wd: 0.01, linear_wd: 0.001, factors_wd: 0.00001 },
      ...{ bias_init_method: 'normal', bias_init_sigma: 0.01, linear_init_sigma: 0.01, factors_init_sigma: 0.001 },
      ...{ clip_gradient: undefined, eps: undefined, rescale_grad: undefined, factors_init_scale: undefined },
      ...{ use_bias: true, use_linear: true, batch_metrics_publish_interval: 500 },
    });
  });

  test("the container's own defaults, as it prints them", () => {
    expect(schema.packagedDefaults).toMatchObject({
      ...{ _learning_rate: '1.0', _wd: '1.0', _optimizer: 'adam', _use_full_symbolic: 'true', _data_format: 'record' },
      ...{ _kvstore: 'auto', batch_metrics_publish_interval: '500', use_bias: 'true', factors_wd: '0.00001' },
    });
    expect(schema.packagedDefaults).not.toHaveProperty('eps');
  });

  test.each([
    [{ feature_dim: '0' }, 'feature_dim'],
    [{ num_factors: '1.5' }, 'num_factors'],
    [{ predictor_type: 'multiclass_classifier' }, 'predictor_type'],
    [{ factors_lr: '-1' }, 'factors_lr'],
    [{ linear_wd: '-0.1' }, 'linear_wd'],
    [{ bias_init_method: 'xavier' }, 'bias_init_method'],
    [{ _optimizer: 'sgd' }, '_optimizer'],
    [{ early_stopping: 'true' }, 'early_stopping'],
  ])('%j is refused by name', (given, name) => {
    expect(() => schema.check({ ...required, ...given })).toThrow(
      expect.objectContaining({ code: 'E_HYPERPARAMETERS', message: expect.stringContaining(`'${name}'`) }),
    );
  });

  test.each(['bias', 'linear', 'factors'])('%s: a method needs what it goes by', (group) => {
    expect(() => schema.check({ ...required, [`${group}_init_method`]: 'uniform' })).toThrow(
      `'${group}_init_scale' is required when '${group}_init_method' is 'uniform'.`,
    );
    expect(() => schema.check({ ...required, [`${group}_init_method`]: 'constant' })).toThrow(
      `'${group}_init_value' is required when '${group}_init_method' is 'constant'.`,
    );
    schema.check({ ...required, [`${group}_init_method`]: 'uniform', [`${group}_init_scale`]: '0.1' });
    schema.check({ ...required, [`${group}_init_method`]: 'constant', [`${group}_init_value`]: '-0.5' });
  });
});

describe('each of them changes what is learned or told', () => {
  const cases: readonly [name: string, value: unknown, given: Record<string, unknown>][] = [
    ...Object.entries({
      ...{ num_factors: 3, mini_batch_size: 10, epochs: 1, clip_gradient: 0.01, eps: 0.1, use_bias: false },
      ...{ use_linear: false, batch_metrics_publish_interval: 2, _learning_rate: 0.5, _wd: 100 },
    }).map(([name, value]): [string, unknown, Record<string, unknown>] => [name, value, {}]),
    // Adam divides by the size of the gradient: what scales it shows only where it is cut.
    ['rescale_grad', 0.001, { clip_gradient: 0.5 }],
    ...['bias', 'linear', 'factors'].flatMap((group): [string, unknown, Record<string, unknown>][] => {
      const [method, scale, value] = [`${group}_init_method`, `${group}_init_scale`, `${group}_init_value`];
      return [
        [`${group}_lr`, 0.05, {}],
        [`${group}_wd`, 2, {}],
        [method, 'uniform', { [scale]: 0.3 }],
        [`${group}_init_sigma`, 0.5, {}],
        [scale, 0.5, { [method]: 'uniform', [scale]: 0.1 }],
        [value, 0.5, { [method]: 'constant', [value]: 0.1 }],
      ];
    }),
  ];

  const outcome = async (given: Record<string, unknown>) => {
    const { steps, model } = await run({ train: ratings(60), given: { epochs: 2, ...given } });
    const { bias, linear, factors } = model.parameters;
    const told = steps.map((step) => [step.metrics, 'published' in step]);
    return JSON.stringify([told, bias, [...linear], [...factors]]);
  };

  test.each(cases)('%s %s', async (name, value, given) => {
    expect(await outcome({ ...given, [name]: value })).not.toBe(await outcome(given));
  });

  test('none is forgotten', () => {
    const untried = ['feature_dim', 'predictor_type', '_optimizer'];
    expect([...cases.map(([name]) => name), ...untried]).toEqual(
      expect.arrayContaining(Object.keys(schema.check(required))),
    );
  });
});
