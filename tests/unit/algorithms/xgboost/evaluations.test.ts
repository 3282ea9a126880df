import { describe, expect, test } from 'vitest';
import { metricsOf } from '../../../../src/algorithms/xgboost/evaluations.js';
import { xgboostHyperparameters } from '../../../../src/algorithms/xgboost/hyperparameters.js';
import { METRIC_NAMES, SCIKIT_METRICS } from '../../../../src/algorithms/xgboost/metric-names.js';
import { metricOf } from '../../../../src/algorithms/xgboost/native-metrics.js';
import { objectiveOf } from '../../../../src/algorithms/xgboost/objectives/index.js';
import { SCIKIT } from '../../../../src/algorithms/xgboost/scikit-metrics.js';
import { rowSet } from './helpers.js';

function namesOf(given: object): readonly string[] {
  const hyperparameters = xgboostHyperparameters.check({ num_round: 1, ...given });
  return metricsOf(hyperparameters, objectiveOf(hyperparameters)).names;
}

describe('which metrics a line has, and in which order', () => {
  test.each([
    [{}, ['rmse']],
    [{ objective: 'binary:logistic' }, ['logloss']],
    [{ objective: 'rank:ndcg' }, ['ndcg@32']],
    [{ objective: 'rank:ndcg', _image_version: '1.7-1' }, ['map']],
    [{ objective: 'reg:tweedie', tweedie_variance_power: 1.2 }, ['tweedie-nloglik@1.2']],
    [{ objective: 'binary:logistic', eval_metric: 'accuracy,auc,error' }, ['auc', 'error', 'accuracy']],
    // Where the container's metrics are all there is, XGBoost prints its own default too.
    [{ objective: 'binary:logistic', eval_metric: 'f1' }, ['logloss', 'f1']],
    [
      { objective: 'binary:logistic', eval_metric: 'error', _tuning_objective_metric: 'validation:auc' },
      ['auc', 'error'],
    ],
    [{ eval_metric: 'rmse', _image_version: '1.2-1' }, ['rmse']],
    [{ eval_metric: 'rmse,mae' }, ['rmse', 'mae']],
  ])('%j', (given, names) => {
    expect(namesOf(given)).toEqual(names);
  });

  test('every name that is accepted has a metric', () => {
    for (const name of METRIC_NAMES) {
      const known = SCIKIT.has(name)
        ? SCIKIT.get(name)
        : metricOf(name, xgboostHyperparameters.check({ num_round: 1 }));
      expect(known, name).toBeTypeOf('function');
    }
    expect([...SCIKIT.keys()].sort()).toEqual([...SCIKIT_METRICS].sort());
  });
});

describe('what cannot be measured is said', () => {
  const settings = xgboostHyperparameters.check({ num_round: 1 });
  const seen = { margins: new Float32Array(6), labels: Float32Array.of(0, 1, 2), groups: 2 };

  test('metrics of two classes, or of numbers, where there are more classes', () => {
    expect(() => SCIKIT.get('f1_binary')?.({ ...seen, groups: 2 })).toThrow(/Target is multiclass/);
    expect(() => SCIKIT.get('mse')?.(seen)).toThrow(/different number of output/);
    expect(() => SCIKIT.get('accuracy')?.({ ...seen, labels: Float32Array.of(0.5, 1, 2) })).toThrow(/continuous/);
    const info = { rows: 3, labels: seen.labels };
    expect(() => metricOf('rmse', settings)({ predictions: new Float32Array(6), info })).toThrow(
      /use merror or mlogloss/,
    );
    expect(() => metricOf('map', settings)({ predictions: new Float32Array(3), info })).toThrow(/binary labels/);
    const old = { ...settings, _image_version: '1.7-1' as const };
    expect(metricOf('map', old)({ predictions: Float32Array.of(1, 2, 3), info })).toBe(1);
    expect(() => metricOf('none', settings)).toThrow('Unknown metric function none');
  });

  test('the measured channel keeps its margins', async () => {
    const hyperparameters = xgboostHyperparameters.check({
      num_round: 1,
      objective: 'binary:logistic',
      eval_metric: 'error,accuracy',
    });
    const rows = rowSet();
    const margins = rows.info.labels.map((label) => 8 * label - 4);
    const before = margins.slice();
    const evaluations = await metricsOf(hyperparameters, objectiveOf(hyperparameters)).of(rows, margins);
    expect(evaluations).toEqual([
      { data: 'train', metric: 'error', value: 0 },
      { data: 'train', metric: 'accuracy', value: 1 },
    ]);
    expect(margins).toEqual(before);
  });

  test('the metric that comes with survival:aft does not hear of its scale, as in XGBoost', async () => {
    const value = async (given: object) => {
      const hyperparameters = xgboostHyperparameters.check({
        num_round: 1,
        objective: 'survival:aft',
        aft_loss_distribution: 'logistic',
        ...given,
      });
      const rows = { ...rowSet(), info: { rows: 2, labels: Float32Array.of(1, 2) } };
      const [one] = await metricsOf(hyperparameters, objectiveOf(hyperparameters)).of(rows, Float32Array.of(0, 1));
      return one?.value;
    };
    const scaled = { aft_loss_distribution_scale: 0.5 };
    expect(await value(scaled)).toBe(await value({}));
    expect(await value({ ...scaled, eval_metric: 'aft-nloglik' })).not.toBe(await value({}));
    expect(await value({ _image_version: '1.7-1' })).not.toBe(await value({}));
  });
});
