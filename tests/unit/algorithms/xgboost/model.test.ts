import { describe, expect, test } from 'vitest';
import { mode, together } from '../../../../src/algorithms/xgboost/ensemble.js';
import { loadXgboost, XgboostBoosters } from '../../../../src/algorithms/xgboost/model.js';
import { selectedColumns } from '../../../../src/algorithms/xgboost/selected-output.js';
import { dense } from '../../../../src/data/dense.js';
import { loadKernels } from '../../../../src/kernels/choose.js';
import { steppedRows, trained } from './helpers.js';

const { features } = steppedRows();

describe('predictions', () => {
  test('have a score per row, or a list of them', async () => {
    const { model } = await trained({ objective: 'multi:softprob', num_class: 3 });
    expect((await model.predict(features)).score).toMatchObject({ shape: [60, 3] });
    const { model: classes } = await trained({ objective: 'multi:softmax', num_class: 3 });
    expect((await classes.predict(features)).score).toHaveLength(60);
  });

  test('columns at the end may be missing, and none may be added', async () => {
    const { model } = await trained({});
    expect((await model.predict(dense(Float32Array.of(1), 1, 1))).score).toHaveLength(1);
    await expect(model.predict(dense(new Float32Array(4), 1, 4))).rejects.toMatchObject({
      code: 'E_FEATURE_DIM',
      message: expect.stringContaining('(3 vs. 4) : Number of columns does not match number of features in booster.'),
      hint: 'Is the label still in the first column?',
    });
    await expect(model.predict(dense(new Float32Array(9), 1, 9))).rejects.toMatchObject({
      hint: 'Give rows of 3 features.',
    });
  });

  test('of several files are averaged; classes vote; the first may speak alone', async () => {
    const [one, other] = [await trained({}), await trained({ num_round: 1 })];
    const members = [one, other].map(({ model }, at) => ({
      name: `m-${at}`,
      model: model.models[0] as never,
      encoding: 'json' as const,
    }));
    const both = new XgboostBoosters(members, await loadKernels());
    const [a, b] = await Promise.all([one.model.predict(features), other.model.predict(features)]);
    const score = (told: typeof a) => (told.score as Float32Array)[0] as number;
    expect(score(await both.predict(features))).toBeCloseTo((score(a) + score(b)) / 2, 6);
    expect(score(await both.predict(features, { firstOnly: true }))).toBe(score(a));
    expect(both.describe()).toMatchObject({ models: 2, objective: 'reg:squarederror', booster: 'gbtree' });
    expect(both.boosters).toHaveLength(2);
    expect(together([Float32Array.of(1), Float32Array.of(0), Float32Array.of(1)], 'multi:softmax')).toEqual(
      Float32Array.of(1),
    );
    expect([mode([2, 1, 2, 1]), together([], 'x').length]).toEqual([1, 0]);
  });
});

describe('files', () => {
  test('a model is saved as its image writes it, and found whatever its file is called', async () => {
    const kernels = await loadKernels();
    for (const [version, encoding] of [
      ['3.0-5', 'ubjson'],
      ['1.7-1', 'binary'],
    ]) {
      const { model } = await trained({ _image_version: version });
      const files = model.save();
      expect(files.get('xgboost-model')).toMatchObject({ format: 'xgboost-model', encoding });
      const file = files.get('xgboost-model') as never;
      expect(loadXgboost(new Map([['my.model', file]]), kernels)?.describe()).toEqual(model.describe());
      expect(loadXgboost(new Map([['.hidden', file]]), kernels)).toBeUndefined();
      expect(
        loadXgboost(new Map([['m', { ...(file as object), encoding: 'pickle' } as never]]), kernels)
          ?.save()
          .get('m'),
      ).toMatchObject({ encoding: 'binary' });
    }
  });
});

describe('selectable output', () => {
  const said = { predictions: Float32Array.of(0.9392414689064026, 0.05391004681587219), rows: 2, numClass: 0 };
  const values = (keys: string[], objective: string, of = said) =>
    selectedColumns(keys, objective, of).map(({ name, values: all }) => [name, ...all]);

  test('what an objective can tell, in the order of JSON; the rest is not a number', () => {
    expect(values(['probabilities', 'predicted_label', 'nope'], 'binary:logistic')).toEqual([
      ['predicted_label', 1, 0],
      ['probabilities', 1 - 0.9392414689064026, 0.9392414689064026, 1 - 0.05391004681587219, 0.05391004681587219],
      ['nope', Number.NaN, Number.NaN],
    ]);
    expect(values(['predicted_score'], 'reg:squarederror')[0]?.[1]).toBe(0.9392414689064026);
    expect(values(['predicted_label', 'probability'], 'binary:logitraw')).toEqual([
      ['predicted_label', 1, 1],
      ['probability', Number.NaN, Number.NaN],
    ]);
    const classes = { predictions: Float32Array.of(0.25, 0.5, 0.25), rows: 1, numClass: 3 };
    expect(values(['predicted_label', 'labels', 'probability', 'raw_scores'], 'multi:softprob', classes)).toEqual([
      ['predicted_label', 1],
      ['labels', 0, 1, 2],
      ['probability', 0.5],
      ['raw_scores', 0.25, 0.5, 0.25],
    ]);
    expect(() => selectedColumns(['labels'], 'rank:map', said)).toThrow(
      'Objective `rank:map` unsupported for selectable inference predictions.',
    );
  });

  test('a model is asked for columns', async () => {
    const { model } = await trained({ objective: 'binary:logistic' });
    expect((await model.select(features, ['predicted_label'])).map(({ name, width }) => [name, width])).toEqual([
      ['predicted_label', 1],
    ]);
  });
});
