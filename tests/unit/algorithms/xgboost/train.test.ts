import { describe, expect, test } from 'vitest';
import type { ArtifactFiles, TreeBooster } from '../../../../src/algorithms/algorithm.js';
import { divide, meansOf } from '../../../../src/algorithms/xgboost/cross-validation.js';
import { EarlyStopping } from '../../../../src/algorithms/xgboost/early-stopping.js';
import { finishedModel } from '../../../../src/algorithms/xgboost/finished-model.js';
import { xgboostHyperparameters } from '../../../../src/algorithms/xgboost/hyperparameters.js';
import { loadXgboost, type XgboostBoosters } from '../../../../src/algorithms/xgboost/model.js';
import { objectiveOf } from '../../../../src/algorithms/xgboost/objectives/index.js';
import { boostingSettings, treeMethod } from '../../../../src/algorithms/xgboost/settings.js';
import { startingModel } from '../../../../src/algorithms/xgboost/starting-model.js';
import { Random } from '../../../../src/data/random.js';
import { loadKernels } from '../../../../src/kernels/choose.js';
import { curve, rowSet, steppedRows, trained } from './helpers.js';

const check = (given: object) => xgboostHyperparameters.check({ num_round: 1, ...given });
const treesOf = ({ models: [model] }: XgboostBoosters) => (model as { readonly booster: TreeBooster }).booster.trees;

describe('the loop', () => {
  test('the loss of the training rows falls round by round, whatever is boosted', async () => {
    for (const given of [
      {},
      { booster: 'dart', rate_drop: 0.5 },
      { booster: 'gblinear' },
      { tree_method: 'exact' },
      { tree_method: 'approx' },
    ]) {
      const { steps } = await trained({ ...given, num_round: 4 });
      const losses = curve(steps, 'train:rmse');
      expect(losses).toHaveLength(4);
      expect(losses[3]).toBeLessThan(losses[0] as number);
    }
  });

  test('a step shows each tree before its round is measured', async () => {
    const { steps, model } = await trained({
      num_round: 2,
      num_parallel_tree: 2,
      subsample: 0.8,
      objective: 'multi:softprob',
      num_class: 2,
    });
    expect(steps.map(({ phase }) => phase).join(' ')).toBe(`data ${'tree tree tree tree round '.repeat(2)}finalize`);
    const shown = steps.flatMap((step) => (step.phase === 'tree' ? [step.tree] : []));
    expect(shown).toEqual(treesOf(model));
    expect(steps.flatMap((step) => (step.phase === 'tree' ? [`${step.index}:${step.group}`] : [])).slice(0, 4)).toEqual(
      ['0:0', '1:0', '2:1', '3:1'],
    );
  });

  test('margins that are kept are those that the model tells', async () => {
    const { features, labels } = steppedRows();
    const { steps, model } = await trained({ num_round: 5 });
    const { score } = await model.predict(features);
    const error = (score as Float32Array).reduce((sum, value, row) => sum + (value - (labels[row] as number)) ** 2, 0);
    expect(Math.sqrt(error / 60)).toBeCloseTo(curve(steps, 'train:rmse')[4] as number, 6);
  });

  test('training goes on from an earlier model, and from a checkpoint', async () => {
    const whole = await trained({ num_round: 4 });
    const half = await trained({ num_round: 2 });
    const rest = await trained({ num_round: 2 }, { startFrom: half.model });
    expect(curve(rest.steps, 'train:rmse')).toEqual(curve(whole.steps, 'train:rmse').slice(2));
    expect(treesOf(rest.model)).toEqual(treesOf(whole.model));

    const kept = new Map<number, ArtifactFiles>();
    await trained({ num_round: 3 }, { checkpoint: (round, files) => void kept.set(round, files()) });
    expect([...kept.keys()]).toEqual([0, 1, 2]);
    const startFrom = loadXgboost(kept.get(1) as ArtifactFiles, await loadKernels());
    const resumed = await trained({ num_round: 4 }, { startFrom, resumedRounds: 2 });
    expect(treesOf(resumed.model)).toEqual(treesOf(whole.model));
  });

  test('process_type=update refreshes and prunes the trees of an earlier model, round by round', async () => {
    const { model: earlier } = await trained({ num_round: 3, tree_method: 'exact' });
    const update = { process_type: 'update', updater: 'refresh,prune', num_round: 3 };
    const same = await trained(update, { startFrom: earlier });
    for (const [at, tree] of treesOf(same.model).entries()) {
      expect([...tree.splitConditions]).toEqual(
        [...(treesOf(earlier)[at]?.splitConditions ?? [])].map((value) => expect.closeTo(value, 5)),
      );
    }
    const pruned = await trained({ ...update, updater: 'prune', gamma: 1e6 }, { startFrom: earlier });
    expect(treesOf(pruned.model).every((tree) => tree.leftChildren[0] === -1)).toBe(true);
    await expect(trained({ ...update, num_round: 4 }, { startFrom: earlier })).rejects.toMatchObject({
      code: 'E_XGBOOST_UPDATE',
    });
    await expect(trained(update)).rejects.toMatchObject({ code: 'E_XGBOOST_UPDATE' });
  });

  test('an earlier model that does not fit is refused', async () => {
    const { model: trees } = await trained({});
    const { model: linear } = await trained({ booster: 'gblinear' });
    const refusals = [
      trained({ booster: 'gblinear' }, { startFrom: trees }),
      trained({}, { startFrom: linear }),
      trained({ objective: 'multi:softmax', num_class: 2 }, { startFrom: trees }),
    ];
    for (const refusal of refusals) await expect(refusal).rejects.toMatchObject({ code: 'E_START_FROM' });
  });
});

describe('early stopping', () => {
  const evaluations = (value: number) => [{ data: 'validation', metric: 'error', value }];

  test('ends after so many rounds without an improvement, and remembers the best', () => {
    const stopping = new EarlyStopping({ data: 'validation', metric: 'error', patience: 2 });
    expect([0.5, 0.4, 0.4, 0.45].map((value, round) => stopping.isOver(round, evaluations(value)))).toEqual([
      false,
      false,
      false,
      true,
    ]);
    expect(stopping.best).toEqual({ round: 1, score: 0.4 });
  });

  test('the model ends with its best round, and says so', async () => {
    const given = {
      num_round: 40,
      early_stopping_rounds: 3,
      eval_metric: 'rmse,error',
      objective: 'reg:logistic',
      max_depth: 8,
    };
    const { steps, model } = await trained(given, { validationSeed: 9 });
    const errors = curve(steps, 'validation:error');
    const best = errors.indexOf(Math.min(...errors));
    expect(errors).toHaveLength(best + 4);
    expect(treesOf(model)).toHaveLength(best + 1);
    expect(model.models[0]?.attributes).toMatchObject({ best_iteration: String(best) });
    expect(steps.at(-1)).toMatchObject({ phase: 'finalize', bestRound: best });
  });

  test.each([
    [{}, 'eval_metric names no metric'],
    [{ eval_metric: 'rmse' }, 'there is no validation channel'],
  ])('%j has no effect, and that is said', async (given, why) => {
    const { steps, warnings } = await trained({ early_stopping_rounds: 1, ...given });
    expect(curve(steps, 'train:rmse')).toHaveLength(3);
    expect(warnings).toEqual([`early_stopping_rounds has no effect: ${why}.`]);
  });

  test('old images watch the last metric of the last channel, named or not', async () => {
    const given = { early_stopping_rounds: 1, _image_version: '1.2-1', num_round: 3 };
    expect((await trained(given)).model.models[0]?.attributes).toMatchObject({ best_iteration: '2' });
  });

  test('a linear model has no rounds to go back to', () => {
    const warnings: string[] = [];
    const stopping = new EarlyStopping({ data: 'validation', metric: 'error', patience: 2 });
    stopping.isOver(0, evaluations(1));
    const booster = { booster: () => ({ kind: 'gblinear' }) } as never;
    expect(finishedModel({} as never, booster, stopping, (text) => void warnings.push(text)).booster.kind).toBe(
      'gblinear',
    );
    expect(warnings).toHaveLength(1);
  });
});

describe('cross validation', () => {
  test('leaves a model for each fold, what they said of unseen rows, and means', async () => {
    const { steps, model } = await trained({ objective: 'binary:logistic', _kfold: 3, _num_cv_round: 2, num_round: 2 });
    expect([...model.save().keys()]).toEqual([0, 1, 2, 3, 4, 5].map((fold) => `xgboost-model-${fold}`));
    const lines = model.outputData.get('predictions.csv')?.trim().split('\n');
    expect(lines).toHaveLength(60);
    expect(lines?.[0]).toMatch(/^[01]\.000000,0\.\d{6},[01]\.000000$/);
    const folds = steps.flatMap((step) => (step.phase === 'fold' ? [step] : []));
    expect(folds.filter(({ means }) => means)).toHaveLength(2);
    expect(folds.at(-1)?.overallMeans).toHaveLength(1);
    expect((await model.predict(steppedRows().features)).score).toHaveLength(60);
  });

  test('of classes, each fold gets its share', () => {
    const labels = Float32Array.from({ length: 30 }, (_, row) => Number(row < 6));
    const folds = divide(labels, 3, true, new Random(1));
    for (const fold of [0, 1, 2]) {
      expect(folds.filter((one, row) => one === fold && labels[row] === 1)).toHaveLength(2);
      expect(folds.filter((one) => one === fold)).toHaveLength(10);
    }
    expect(
      meansOf([[{ data: 'train', metric: 'rmse', value: 1 }], [{ data: 'train', metric: 'rmse', value: 3 }]]),
    ).toEqual([{ data: 'train', metric: 'rmse', value: 2 }]);
  });
});

describe('what is not said', () => {
  test('how trees are grown depends on the image, and on an updater that is named', () => {
    expect(treeMethod(check({}), 10)).toBe('hist');
    expect(treeMethod(check({ _image_version: '1.7-1' }), 10)).toBe('exact');
    expect(treeMethod(check({ _image_version: '1.7-1' }), 2 ** 23)).toBe('approx');
    expect(treeMethod(check({ updater: 'grow_colmaker,prune' }), 10)).toBe('exact');
    expect(boostingSettings(check({ booster: 'gblinear' }))).toMatchObject({ eta: 0.5, lambda: 0 });
    expect(boostingSettings(check({ objective: 'count:poisson' }))).toMatchObject({
      max_delta_step: 0.7,
      eta: 0.3,
      lambda: 1,
    });
  });

  test('where boosting starts', async () => {
    const start = (given: object) => {
      const hyperparameters = check(given);
      const rows = rowSet();
      return startingModel({
        train: rows,
        watched: [rows],
        hyperparameters,
        startFrom: undefined,
        objective: objectiveOf(hyperparameters),
      });
    };
    expect((await start({ _image_version: '1.7-1' })).baseScore).toEqual([0.5]);
    expect((await start({ base_score: 0.25 })).boostFromAverage).toBe(false);
    expect((await start({})).baseScore[0]).toBeCloseTo(0.5, 0);
    expect(await start({ objective: 'multi:softmax', num_class: 2 })).toMatchObject({ numClass: 2, numFeature: 3 });
  });
});
