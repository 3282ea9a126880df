import { describe, expect, test } from 'vitest';
import { xgboostHyperparameters } from '../../../../../src/algorithms/xgboost/hyperparameters.js';
import { elementwise, labelRefused } from '../../../../../src/algorithms/xgboost/objectives/elementwise.js';
import {
  EPSILON,
  expf,
  float,
  floatText,
  log1pf,
  logf,
  sigmoid,
} from '../../../../../src/algorithms/xgboost/objectives/float32.js';
import { objectiveOf } from '../../../../../src/algorithms/xgboost/objectives/index.js';
import { LOSSES, poisson, tweedie } from '../../../../../src/algorithms/xgboost/objectives/losses.js';
import { multiclass } from '../../../../../src/algorithms/xgboost/objectives/multiclass.js';
import { transformOf } from '../../../../../src/algorithms/xgboost/objectives/of-model.js';
import { LAMBDA_MART, ranking } from '../../../../../src/algorithms/xgboost/objectives/ranking.js';
import { refreshLeaves } from '../../../../../src/algorithms/xgboost/objectives/refresh-leaves.js';
import { estimateBaseScore, quantile } from '../../../../../src/algorithms/xgboost/objectives/starting-point.js';
import { aft, cox } from '../../../../../src/algorithms/xgboost/objectives/survival.js';
import { loadKernels } from '../../../../../src/kernels/choose.js';
import { trained } from '../helpers.js';

const info = (...labels: number[]) => ({ rows: labels.length, labels: Float32Array.from(labels) });

describe('labels outside an objective are refused in the words of XGBoost', () => {
  test.each([
    ['binary:logistic', [0, 2], 'label must be in [0,1] for logistic regression', 1],
    ['reg:squaredlogerror', [0, -1], /^label must be greater than -1 for rmsle/, 1],
    ['reg:gamma', [0], 'label must be positive for gamma regression.', 0],
    ['count:poisson', [3, -1], 'PoissonRegression: label must be nonnegative', 1],
    ['reg:tweedie', [-3], 'TweedieRegression: label must be nonnegative', 0],
    ['multi:softmax', [0, 3], 'SoftmaxMultiClassObj: label must be in [0, num_class).', 1],
  ] as const)('%s', (objective, labels, message, record) => {
    const classes = objective.startsWith('multi:') ? { num_class: 3 } : {};
    const made = objectiveOf(xgboostHyperparameters.check({ num_round: 1, objective, ...classes }));
    expect(() => made.checkLabels(info(...labels))).toThrow(
      expect.objectContaining({
        code: 'E_XGBOOST_LABEL',
        message: typeof message === 'string' ? message : expect.stringMatching(message),
        where: { record },
      }),
    );
  });

  test('of rankings and times', () => {
    expect(() => ranking('rank:ndcg', 'ndcg', LAMBDA_MART).checkLabels(info(0.5))).toThrow(
      /either 0 or positive integer/,
    );
    expect(() => ranking('rank:ndcg', 'ndcg', LAMBDA_MART).checkLabels(info(32))).toThrow(/lesser than or equal to 31/);
    expect(() => ranking('rank:map', 'map', LAMBDA_MART).checkLabels(info(2))).toThrow(
      'map can only be used with binary labels.',
    );
    const weighted = { ...info(0, 1, 1), weights: Float32Array.of(1, 1, 1) };
    expect(() => ranking('rank:pairwise', 'map', LAMBDA_MART).checkLabels(weighted)).toThrow(/number of query groups/);
    expect(() => aft('normal', 1).checkLabels(info(1, 0))).toThrow(/no logarithm/);
    expect(cox.checkLabels(info(0))).toBeUndefined();
    expect(labelRefused('no', Float32Array.of(0.5), 0).hint).toContain('0.5');
  });
});

describe('of another version of XGBoost', () => {
  const made = (objective: string, _image_version: string) =>
    objectiveOf(xgboostHyperparameters.check({ num_round: 1, objective, _image_version }));

  test.each([
    ['reg:squaredlogerror', ['reg_loss_param'], []],
    ['reg:gamma', [], ['reg_loss_param']],
    ['rank:map', ['lambda_rank_param'], ['lambdarank_param']],
  ])('%s records what that version asks for', (objective, old, recent) => {
    expect(Object.keys(made(objective, '1.7-1').parameters)).toEqual(old);
    expect(Object.keys(made(objective, '3.0-5').parameters)).toEqual(recent);
  });

  test('binary:logitraw starts from a margin, but from 1.0 to 1.2, when it was a probability', () => {
    expect(made('binary:logitraw', '3.0-5').marginOf(1.5)).toBe(1.5);
    expect(() => made('binary:logitraw', '1.2-1').marginOf(1.5)).toThrow(/must be in \(0,1\)/);
  });
});

test('a median of weighted labels is rounded as the average over machines that it is in XGBoost', async () => {
  const objective = objectiveOf(xgboostHyperparameters.check({ num_round: 1, objective: 'reg:absoluteerror' }));
  const labels = Float32Array.of(0.05, 0.3, 0.1);
  const [median, total] = [Math.fround(0.1), 3 * Math.fround(0.9)];
  const expected = Math.fround(Math.fround(median * total) / total);
  expect(expected).not.toBe(median);
  const weights = new Float32Array(3).fill(0.9);
  expect(await estimateBaseScore(objective, { rows: 3, labels, weights })).toBe(expected);
});

describe('where boosting starts', () => {
  test.each([
    ['reg:squarederror', [1, 2, 6], 3],
    ['reg:absoluteerror', [1, 2, 60], 2],
    ['multi:softprob', [0, 1, 2], 0.5],
  ] as const)('%s', async (objective, labels, score) => {
    const classes = objective.startsWith('multi:') ? { num_class: 3 } : {};
    const made = objectiveOf(xgboostHyperparameters.check({ num_round: 1, objective, ...classes }));
    expect(await estimateBaseScore(made, info(...labels))).toBe(score);
  });

  test('one class alone leaves no probability to start from', async () => {
    await expect(trained({ objective: 'binary:logistic', base_score: 1 })).rejects.toThrow(
      /base_score must be in \(0,1\)/,
    );
    const made = objectiveOf(xgboostHyperparameters.check({ num_round: 1, objective: 'binary:logistic' }));
    expect(() => made.marginOf(1)).toThrow(expect.objectContaining({ code: 'E_XGBOOST_BASE_SCORE' }));
  });

  test('quantiles lie between values, or on one where rows have weights', () => {
    const values = Float32Array.of(4, 1, 3, 2);
    expect([quantile(values, 0.5), quantile(values, 0.01), quantile(values, 0.99)]).toEqual([2.5, 1, 4]);
    expect(quantile(values, 0.5, Float32Array.of(10, 1, 1, 1))).toBe(4);
    expect(quantile(new Float32Array(), 0.5)).toBeNaN();
  });
});

describe('derivatives', () => {
  const margins = Float32Array.of(-0.7, 0.2, 1.5);
  const rows = { ...info(1, 0, 1), weights: Float32Array.of(1, 2, 0.5) };

  test.each([
    'reg:squarederror',
    'binary:logistic',
    'binary:logitraw',
    'reg:gamma',
    'count:poisson',
    'reg:tweedie',
    'multi:softprob',
  ])('%s: the kernel says what the table says', async (objective) => {
    const classes = objective.startsWith('multi:') ? { num_class: 3 } : {};
    const settings = xgboostHyperparameters.check({ num_round: 1, objective, ...classes });
    const own = objectiveOf(settings);
    const [table, kernel] = [new Float32Array(6 * own.groups), new Float32Array(6 * own.groups)];
    const all = own.groups === 1 ? margins : Float32Array.from({ length: 9 }, (_, at) => Math.sin(at));
    await own.gradients(all, rows, 0, table);
    await objectiveOf(settings, await loadKernels()).gradients(all, rows, 0, kernel);
    for (const [at, value] of table.entries()) expect(kernel[at]).toBeCloseTo(value, 5);
  });

  test('are those of the loss: slopes of a difference', async () => {
    const loss = (margin: number, label: number) => Math.exp(margin) - label * margin;
    const made = elementwise('count:poisson', poisson(0), { scalePositives: 1, parameters: {} });
    const out = new Float32Array(2);
    await made.gradients(Float32Array.of(0.4), info(3), 0, out);
    expect(out[0]).toBeCloseTo((loss(0.4001, 3) - loss(0.3999, 3)) / 0.0002, 3);
    expect(tweedie(1.5).defaultMetric).toBe('tweedie-nloglik@1.5');
    expect(LOSSES['reg:linear']).toBe(LOSSES['reg:squarederror']);
  });

  test('a query whose documents are all alike pulls at nothing', async () => {
    const out = new Float32Array(6).fill(7);
    await ranking('rank:ndcg', 'ndcg', LAMBDA_MART).gradients(margins, info(1, 1, 1), 0, out);
    expect([...out]).toEqual([0, 0, 0, 0, 0, 0]);
  });
});

test('leaves that answer anew look at the rows that the tree saw', () => {
  const tree = {
    leftChildren: Int32Array.of(1, -1, -1),
    rightChildren: Int32Array.of(2, -1, -1),
    splitConditions: Float32Array.of(0, 9, 9),
  } as never;
  const grown = { tree, leafOfRow: Int32Array.of(1, 1, 2, 2), seen: Uint8Array.of(1, 1, 1, 0) };
  const mended = refreshLeaves(grown, { margins: new Float32Array(4), info: info(1, 3, 5, 70), share: 0.5, eta: 0.5 });
  expect([...mended.splitConditions]).toEqual([0, 1, 2.5]);
});

test('a model of an unknown objective answers with its margins', async () => {
  const model = (name: string, numClass = 0) => ({ objective: { name, parameters: {} }, numClass }) as never;
  expect(transformOf(model('reg:quantileerror'))(Float32Array.of(2), 1)).toEqual(Float32Array.of(2));
  expect(transformOf(model('binary:logistic'))(Float32Array.of(0), 1)).toEqual(Float32Array.of(0.5));
  expect(transformOf(model('multi:softmax', 3))(Float32Array.of(0, 2, 1), 1)).toEqual(Float32Array.of(1));
  expect(multiclass('multi:softprob', 3).parameters).toEqual({ softmax_multiclass_param: { num_class: '3' } });
});

test('numbers are of single precision, and printed so that they read back', () => {
  expect([float(0.1), expf(1), logf(2), log1pf(1)].every((value) => value === Math.fround(value))).toBe(true);
  expect([floatText(0.7), floatText(2.5), floatText(1)]).toEqual(['0.699999988', '2.5', '1']);
  expect([sigmoid(-1000), sigmoid(0), EPSILON > 0]).toEqual([expect.closeTo(0, 30), 0.5, true]);
});
