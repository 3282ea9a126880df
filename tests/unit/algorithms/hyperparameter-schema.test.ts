import { describe, expect, expectTypeOf, test } from 'vitest';
import { boolean, choice, integer, listOf, real } from '../../../src/algorithms/hyperparameter-fields.js';
import { defineHyperparameters } from '../../../src/algorithms/hyperparameter-schema.js';
import { UserError } from '../../../src/errors.js';

const schema = defineHyperparameters(
  {
    k: integer({ min: 1, required: true, documentation: 'Clusters.' }),
    feature_dim: integer({ min: 1, required: true, documentation: 'Features.' }),
    epochs: integer({ min: 1, default: 1, documentation: 'Passes.' }),
    factor: integer({ min: 1, auto: true, default: 'auto', documentation: 'Extra.' }),
    tol: real({ min: 0, max: 1, default: 0.0001, documentation: 'Tolerance.' }),
    margin: real({ min: 0, documentation: 'May be left out.' }),
    shuffle: boolean({ default: true, documentation: 'Shuffle.' }),
    method: choice(['random', 'kmeans++'], { default: 'random', documentation: 'Start.' }),
    eval_metrics: listOf(['msd', 'ssd'], { default: ['msd'], documentation: 'Scores.' }),
  },
  {
    internal: { _kvstore: 'auto' },
    rules: [
      {
        about: ['method', 'factor'],
        holds: ({ method, factor }) => method === 'random' || factor !== 1,
        message: "'kmeans++' needs a 'factor' above 1",
        hint: 'Raise factor.',
      },
    ],
  },
);

function refusal(given: Record<string, unknown>): UserError {
  try {
    schema.check(given);
  } catch (error) {
    expect(error).toBeInstanceOf(UserError);
    return error as UserError;
  }
  throw new Error('was accepted');
}

describe('what is accepted', () => {
  const complete = {
    k: 10,
    feature_dim: 64,
    epochs: 3,
    factor: 'auto',
    tol: 0.5,
    margin: 1,
    shuffle: false,
    method: 'kmeans++',
    eval_metrics: ['ssd'],
  };

  test('typed values and the strings SageMaker sends mean the same', () => {
    const sent = {
      k: '10',
      feature_dim: '64',
      epochs: '3',
      factor: 'auto',
      tol: '0.5',
      margin: '1',
      shuffle: 'False',
      method: 'kmeans++',
      eval_metrics: '["ssd"]',
    };
    expect({ ...schema.check(sent) }).toEqual(complete);
    expect({ ...schema.check(complete) }).toEqual(complete);
  });

  test('defaults are filled in; null and undefined are as good as nothing', () => {
    expect({ ...schema.check({ k: 1, feature_dim: 2, epochs: null, tol: undefined }) }).toEqual({
      k: 1,
      feature_dim: 2,
      epochs: 1,
      factor: 'auto',
      tol: 0.0001,
      margin: undefined,
      shuffle: true,
      method: 'random',
      eval_metrics: ['msd'],
    });
  });

  test('internal names are let pass', () => {
    const given = { k: 1, feature_dim: 2, _kvstore: 'dist', _tuning_objective_metric: 'test:msd' };
    expect(schema.check(given)).not.toHaveProperty('_kvstore');
  });

  test('the result cannot be changed and has no prototype', () => {
    const checked = schema.check({ k: 1, feature_dim: 2 });
    expect(Object.isFrozen(checked)).toBe(true);
    expect(Object.getPrototypeOf(checked)).toBeNull();
  });

  test('the types follow from the table', () => {
    const checked = schema.check({ k: 1, feature_dim: 2 });
    expectTypeOf(checked.k).toEqualTypeOf<number>();
    expectTypeOf(checked.factor).toEqualTypeOf<number | 'auto'>();
    expectTypeOf(checked.margin).toEqualTypeOf<number | undefined>();
    expectTypeOf(checked.shuffle).toEqualTypeOf<boolean>();
    expectTypeOf(checked.method).toEqualTypeOf<'random' | 'kmeans++'>();
    expectTypeOf(checked.eval_metrics).toEqualTypeOf<readonly ('msd' | 'ssd')[]>();
  });
});

describe('what is refused', () => {
  test('everything that is missing is named in one sentence of SageMaker', () => {
    const error = refusal({});
    expect(error.code).toBe('E_HYPERPARAMETERS');
    expect(error.message).toBe(
      "No value(s) were specified for 'k', 'feature_dim' which are required hyperparameter(s)",
    );
    expect(error.hint).toBe('k must be an integer of at least 1. feature_dim must be an integer of at least 1.');
  });

  test('all problems come at once, each with its code and its hint', () => {
    const error = refusal({
      k: '0',
      epoch: 5,
      tol: 'small',
      method: 'best',
      eval_metrics: '["mse"]',
      shuffle: 'maybe',
    });
    expect(error.issues.map(({ code }) => code)).toEqual([
      'E_HYPERPARAMETER_MISSING',
      'E_HYPERPARAMETER_VALUE',
      'E_HYPERPARAMETER_TYPE',
      'E_HYPERPARAMETER_TYPE',
      'E_HYPERPARAMETER_VALUE',
      'E_HYPERPARAMETER_VALUE',
      'E_HYPERPARAMETER_UNKNOWN',
    ]);
    expect(error.issues.every(({ hint }) => hint !== undefined)).toBe(true);
    expect(error.message.split('\n')).toEqual(error.issues.map(({ message }) => message));
  });

  test('a misspelt name is told the nearest one, a strange one is not', () => {
    const { issues } = refusal({ k: 1, feature_dim: 2, feature_dims: 3, quantum_entanglement: 1 });
    expect(issues).toEqual([
      {
        code: 'E_HYPERPARAMETER_UNKNOWN',
        message: "Additional hyperparameters are not allowed ('feature_dims' was unexpected)",
        hint: "Did you mean 'feature_dim'?",
      },
      {
        code: 'E_HYPERPARAMETER_UNKNOWN',
        message: "Additional hyperparameters are not allowed ('quantum_entanglement' was unexpected)",
      },
    ]);
  });

  test.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty', '', '_', '_Kvstore'])(
    'the hostile name %j is a name like any other',
    (name) => {
      const given = JSON.parse(`{"k": 1, "feature_dim": 2, ${JSON.stringify(name)}: {"epochs": 7}}`);
      expect(refusal(given).issues.map(({ code }) => code)).toEqual(['E_HYPERPARAMETER_UNKNOWN']);
      expect({}).not.toHaveProperty('epochs');
    },
  );

  test('inherited values are not read', () => {
    expect(refusal(Object.create({ k: 1, feature_dim: 2 })).issues[0]?.code).toBe('E_HYPERPARAMETER_MISSING');
  });

  test('a rule over several fields waits until each of them is right by itself', () => {
    const good = { k: 1, feature_dim: 2, method: 'kmeans++' };
    expect(refusal({ ...good, factor: 1 }).issues).toEqual([
      { code: 'E_HYPERPARAMETER_RULE', message: "'kmeans++' needs a 'factor' above 1", hint: 'Raise factor.' },
    ]);
    expect(refusal({ ...good, factor: 0 }).issues.map(({ code }) => code)).toEqual(['E_HYPERPARAMETER_VALUE']);
    expect(schema.check({ ...good, factor: 2 }).factor).toBe(2);
  });
});

describe('what is told of the table', () => {
  test('the packaged defaults are texts, in order, internal names last', () => {
    expect(Object.entries(schema.packagedDefaults)).toEqual([
      ['epochs', '1'],
      ['factor', 'auto'],
      ['tol', '0.0001'],
      ['shuffle', 'true'],
      ['method', 'random'],
      ['eval_metrics', '["msd"]'],
      ['_kvstore', 'auto'],
    ]);
  });

  test('every field has its type, range and documentation', () => {
    expect(schema.fields.tol).toMatchObject({
      type: 'real',
      accepts: 'a number between 0 and 1',
      documentation: 'Tolerance.',
    });
    expect(schema.fields.k?.required).toBe(true);
  });
});
