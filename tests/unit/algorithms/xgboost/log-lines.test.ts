import { describe, expect, test } from 'vitest';
import { xgboost } from '../../../../src/algorithms/xgboost/index.js';
import { evaluationLine, fiveDecimals, logLines, significant } from '../../../../src/algorithms/xgboost/log-lines.js';
import type { RoundStep } from '../../../../src/algorithms/xgboost/steps.js';
import { trained } from './helpers.js';

const textsOf = (parts: ReturnType<typeof logLines>) =>
  parts.map((part) => ('bare' in part ? part.bare : 'text' in part ? part.text : ''));

describe('evaluation lines', () => {
  const step = (significantDigits: boolean): RoundStep => ({
    phase: 'round',
    epoch: 0,
    rows: 1,
    progress: 0,
    metrics: {},
    significantDigits,
    evaluations: [
      { data: 'train', metric: 'error', value: 0.07715387912558937 },
      { data: 'validation', metric: 'error', value: 0.0990990990990991 },
    ],
  });

  test('have five decimals, and in old images six significant digits, as AWS logged them', () => {
    expect(evaluationLine(step(false))).toBe('[0]\ttrain-error:0.07715\tvalidation-error:0.09910');
    expect(evaluationLine(step(true))).toBe('[0]\ttrain-error:0.0771539\tvalidation-error:0.0990991');
  });

  test.each([
    [18.7885, '18.7885', '18.78850'],
    [0.00001234567, '1.23457e-05', '0.00001'],
    [1234567.8, '1.23457e+06', '1234567.80000'],
    [0, '0', '0.00000'],
    [0.5, '0.5', '0.50000'],
    [100000, '100000', '100000.00000'],
    [-2.5, '-2.5', '-2.50000'],
    // One row of 64, 3 of 64: C rounds halves to the even digit.
    [1 / 64, '0.015625', '0.01562'],
    [3 / 64, '0.046875', '0.04688'],
    [-1 / 64, '-0.015625', '-0.01562'],
    [2 ** 72, '4.72237e+21', '4722366482869645213696.00000'],
    [Number.NaN, 'nan', 'nan'],
    [Infinity, 'inf', 'inf'],
    [-Infinity, '-inf', '-inf'],
  ])('%d is written %s, or %s', (value, old, recent) => {
    expect([significant(value), fiveDecimals(value)]).toEqual([old, recent]);
  });
});

test('around them the container says what it does', async () => {
  const { steps } = await trained({ num_round: 2, eval_metric: 'rmse' }, { validationSeed: 2 });
  expect(steps.flatMap((one) => textsOf(xgboost.logLines(one, { sincePreviousStep: 0, sinceStart: 0 })))).toEqual([
    'Single node training.',
    'TRAIN_JOB_DEBUG: Received is_master=True',
    'Train matrix has 60 rows and 3 columns',
    'Validation matrix has 30 rows',
    'CALLBACK_SETUP_DEBUG: save_model_on_termination=False, is_master=True'.replace('False', 'false'),
    'CALLBACK_SKIPPING save_model_on_termination=false, is_master=True)',
    expect.stringMatching(/^\[0\]\ttrain-rmse:\d\.\d{5}\tvalidation-rmse:\d\.\d{5}$/),
    expect.stringMatching(/^\[1\]\t/),
    'FINAL_MODEL_DEBUG: is_master=True, model_dir=/opt/ml/model',
    'FINAL_MODEL_SAVE: Saving final model as master',
  ]);
});

test('a cross validation names its folds and prints means', async () => {
  const { steps } = await trained({
    _kfold: 2,
    _num_cv_round: 2,
    num_round: 1,
    _image_version: '1.7-1',
    save_model_on_termination: 'true',
  });
  const lines = steps.flatMap((step) => textsOf(logLines(step)));
  expect(lines[2]).toBe('Run 2-round of 2-fold cross validation with 60 rows');
  expect(lines).toContain('Train cross validation fold 2');
  expect(lines).toContain('The metrics of round 2 cross validation');
  expect(lines.slice(-2)).toEqual([
    'The overall metrics of 2-round cross validation',
    expect.stringMatching(/^\[1\]\ttrain-rmse:/),
  ]);
});
