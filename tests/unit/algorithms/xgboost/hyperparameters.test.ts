import { describe, expect, test } from 'vitest';
import { interval, nestedLists, tuple, words } from '../../../../src/algorithms/xgboost/container-fields.js';
import { RULES } from '../../../../src/algorithms/xgboost/hyperparameter-rules.js';
import { ALIASES, table } from '../../../../src/algorithms/xgboost/hyperparameter-table.js';
import { xgboostHyperparameters } from '../../../../src/algorithms/xgboost/hyperparameters.js';
import { isMaximised, metricProblem } from '../../../../src/algorithms/xgboost/metric-names.js';
import { OBJECTIVE_NAMES } from '../../../../src/algorithms/xgboost/objectives/names.js';
import { imageOf } from '../../../../src/algorithms/xgboost/versions.js';
import type { UserError } from '../../../../src/errors.js';

const check = (given: Readonly<Record<string, unknown>>) => xgboostHyperparameters.check(given);

function messages(given: Readonly<Record<string, unknown>>): string[] {
  try {
    check(given);
    return [];
  } catch (error) {
    return (error as UserError).issues.map(({ message }) => message);
  }
}

describe('the words of the container', () => {
  test.each([
    [{}, 'Missing required hyperparameter: num_round'],
    [{ num_round: '3', foo: '1' }, 'Extraneous hyperparameter found: foo'],
    [{ num_round: '3', eta: '7' }, 'Hyperparameter eta: 7.0 is not in [0, 1]'],
    [{ num_round: '0' }, 'Hyperparameter num_round: 0 is not in [1, +inf)'],
    [{ num_round: '3.5' }, 'Hyperparameter num_round: could not parse value (caused by ValueError)'],
    [{ num_round: '3', subsample: '0' }, 'Hyperparameter subsample: 0.0 is not in (0, 1]'],
    [{ num_round: '3', eta: 'nan' }, 'Hyperparameter eta: could not parse value (caused by ValueError)'],
    [{ num_round: '3', booster: 'forest' }, "Hyperparameter booster: forest is not in ['gbtree', 'gblinear', 'dart']"],
    [
      { num_round: '3', updater: 'grow_colmaker,foo' },
      /^Hyperparameter updater: value \['grow_colmaker', 'foo'\] not in range \[/,
    ],
    [
      { num_round: '3', eval_metric: 'rmse,foo' },
      /^Hyperparameter eval_metric: value \['rmse', 'foo'\] not in range \['accuracy'/,
    ],
    [
      { num_round: '3', eval_metric: 'rmse@2' },
      /^Metric 'rmse@2' is not supported\. Parameter 'eval_metric' with customized/,
    ],
    [{ num_round: '3', eval_metric: 'error@x' }, "Threshold value 't' in 'error@t' expects float input."],
    [
      { num_round: '3', eval_metric: 'auc' },
      "Metric 'auc' can only be applied for classification and ranking problems.",
    ],
    [
      { num_round: '3', eval_metric: 'aft-nloglik' },
      "Metric 'aft-nloglik' can only be applied for 'survival:aft' objective.",
    ],
    [
      { num_round: '3', objective: 'multi:softmax' },
      "Require input for parameter 'num_class' for multi-classification",
    ],
    [{ num_round: '3', num_class: '3' }, /^Do not need to setup parameter 'num_class'/],
    [
      { num_round: '3', process_type: 'update' },
      "process_type 'update' can only be used with updater 'refresh' and 'prune'",
    ],
    [{ num_round: '3', booster: 'gblinear', updater: 'prune' }, /^Linear updater should be one of these options/],
    [{ num_round: '3', updater: 'grow_colmaker,grow_histmaker' }, /^Only one tree grow plugin can be selected/],
    [{ num_round: '3', updater: 'grow_skmaker' }, 'Unknown tree updater grow_skmaker'],
    [{ num_round: '3', updater: 'shotgun' }, /^Tree updater should be selected from these options/],
    [{ num_round: '3', monotone_constraints: '(1,0)' }, /^monotone_constraints can be used only when/],
    [{ num_round: '3', interaction_constraints: '[[1,2]]' }, /^interaction_constraints can be used only when/],
    [
      { num_round: '3', tree_method: 'hist', interaction_constraints: '[[0,2]]' },
      'Hyperparameter interaction_constraints: value [[0, 2]] not in range [1, +inf)',
    ],
    [
      { num_round: '3', tree_method: 'hist', monotone_constraints: '(1,2)' },
      'Hyperparameter monotone_constraints: value (1, 2) not in range [-1, 0, 1]',
    ],
    [
      { num_round: '3', objective: 'binary:logistic', base_score: '1' },
      'base_score must be in (0,1) for logistic loss, got: 1',
    ],
    [
      { num_round: '3', objective: 'binary:logitraw', base_score: '2', _image_version: '1.2-1' },
      'base_score must be in (0,1) for logistic loss, got: 2',
    ],
    [{ num_round: '3', tree_method: 'gpu_hist' }, /needs a GPU/],
    [{ num_round: '3', use_dask_gpu_training: 'true' }, /needs GPUs/],
    [{ num_round: '3', max_depth: '0' }, /cannot both be 0/],
    [{ num_round: '3', tree_method: 'exact', grow_policy: 'lossguide' }, /^grow_policy lossguide can be used only/],
    [
      { num_round: '3', __proto__x: '1', save_model_on_termination: 'yes' },
      "Hyperparameter save_model_on_termination: yes is not in ['true', 'false']",
    ],
  ])('%j', (given, message) => {
    const expected = typeof message === 'string' ? message : expect.stringMatching(message);
    expect(messages(given)).toContainEqual(expected);
  });

  test('all problems at once, each with what would be right', () => {
    const given = { eta: '7', foo: '1', objetive: 'x' };
    expect(messages(given)).toHaveLength(4);
    expect(() => check(given)).toThrow(
      expect.objectContaining({ hint: expect.stringContaining("Did you mean 'objective'?") }),
    );
  });
});

describe('versions', () => {
  test.each([
    [
      '0.90-2',
      { monotone_constraints: '(1)', tree_method: 'hist' },
      'Extraneous hyperparameter found: monotone_constraints',
    ],
    [
      '1.0-1',
      { objective: 'survival:aft' },
      'Hyperparameter objective: survival:aft is not in the range of image 1.0-1',
    ],
    ['1.2-1', { sampling_method: 'uniform' }, 'Extraneous hyperparameter found: sampling_method'],
    [
      '1.5-1',
      { objective: 'reg:absoluteerror' },
      'Hyperparameter objective: reg:absoluteerror is not in the range of image 1.5-1',
    ],
    ['1.7-1', { single_precision_histogram: 'true' }, 'Extraneous hyperparameter found: single_precision_histogram'],
    ['1.2-1', { silent: '1' }, 'Extraneous hyperparameter found: silent'],
  ])('image %s refuses %j', (version, given, message) => {
    expect(messages({ num_round: '1', _image_version: version, ...given })).toContain(message);
    expect(messages({ num_round: '1', _image_version: '0.90-1', silent: '1' })).toEqual([]);
  });

  test('an image knows what came with its XGBoost', () => {
    expect(imageOf('1.2-2')).toMatchObject({ significantDigits: true, artifact: 'binary', histByDefault: false });
    expect(imageOf('1.7-1')).toMatchObject({ significantDigits: false, estimatesBaseScore: false });
    expect(imageOf('3.0-5')).toMatchObject({ artifact: 'ubjson', histByDefault: true, estimatesBaseScore: true });
  });
});

describe('values', () => {
  test('texts and typed values are read alike, under both names', () => {
    const text = check({
      num_round: '3',
      learning_rate: '0.1',
      eval_metric: 'rmse,mae',
      tree_method: 'hist',
      monotone_constraints: '(1,0,-1)',
    });
    const typed = check({
      num_round: 3,
      eta: 0.1,
      eval_metric: ['rmse', 'mae'],
      tree_method: 'hist',
      monotone_constraints: [1, 0, -1],
    });
    expect(text).toEqual(typed);
    expect([...ALIASES.values()].every((name) => name in table)).toBe(true);
  });

  test('every objective is taken', () => {
    for (const objective of OBJECTIVE_NAMES) {
      const classes = objective.startsWith('multi:') ? { num_class: 3 } : {};
      expect(check({ num_round: 1, objective, ...classes }).objective).toBe(objective);
    }
  });

  test('every rule is about names of the table', () => {
    expect(RULES.flatMap(({ about }) => about).every((name) => name in table)).toBe(true);
  });

  test('intervals print and hold as a mathematician reads them', () => {
    const half = interval('(0, 1]');
    expect([half.text, half.has(0), half.has(1), half.has(1.1)]).toEqual(['(0, 1]', false, true, false]);
    expect(interval('[1, +inf)').has(1e9)).toBe(true);
  });

  test('what is no list is refused', () => {
    for (const given of ['x', '1', 3, null, [['a']]]) {
      expect(tuple([1], { documentation: '' }).read('t', given)).toHaveProperty('code');
      expect(nestedLists('[1, +inf)', { documentation: '' }).read('n', given)).toHaveProperty('code');
    }
    expect(words(['a'], { documentation: '' }).read('w', 'a')).toEqual({ value: ['a'] });
  });

  test('of metrics, the name before the @ decides which way is better', () => {
    expect([isMaximised('ndcg@3'), isMaximised('error@0.3')]).toEqual([true, false]);
    expect([metricProblem('ndcg@3-'), metricProblem('auc')]).toEqual([undefined, undefined]);
  });
});
