import { describe, expect, test } from 'vitest';
import { linearLearner } from '../../../../src/algorithms/linear-learner/index.js';
import { LOSSES_OF, PREDICTOR_TYPES } from '../../../../src/algorithms/linear-learner/losses.js';
import { refuseHugeModels } from '../../../../src/algorithms/linear-learner/parallel-models.js';
import { prepareTraining } from '../../../../src/algorithms/linear-learner/prepare.js';
import { calibrationOptions } from '../../../../src/algorithms/linear-learner/validation.js';
import { sliceRows } from '../../../../src/data/dense.js';
import { memoryDataset } from '../../../../src/data/memory-dataset.js';
import { binaryCrossEntropy } from '../../../../src/metrics/binary.js';
import { mse } from '../../../../src/metrics/regression.js';
import { sparseOf } from '../../../conformance/support/training.js';
import { classes, kernels, labelled, numbers, run } from './helpers.js';

const binary = { predictor_type: 'binary_classifier' };
const several = { predictor_type: 'multiclass_classifier', num_classes: 4 };
const regressor = { predictor_type: 'regressor' };

describe('the scaler', () => {
  test('takes whole batches until there are more rows than num_point_for_scaler, and reads one batch more', async () => {
    const { scale } = await run({ train: numbers(500), given: { ...regressor, num_point_for_scaler: 100, epochs: 1 } });
    expect(scale).toMatchObject({ scaledRows: 150, rows: 200 });
    const column = Array.from({ length: 150 }, (_, row) => numbers(500).features.get(row, 0));
    expect(scale.features.means[0]).toBeCloseTo(column.reduce((sum, value) => sum + value, 0) / 150, 6);
    expect(scale.features.stdevs[3]).toBe(1);
  });

  test('leaves an incomplete last batch out', async () => {
    const { scale, epochs } = await run({ train: numbers(120), given: { ...regressor, epochs: 1 } });
    expect(scale).toMatchObject({ scaledRows: 100, rows: 120 });
    expect(epochs[0]?.rows).toBe(120);
  });

  test.each([
    [{}, true, true],
    [{ use_bias: false }, false, true],
    [{ unbias_data: false, unbias_label: false }, false, true],
    [{ normalize_data: false, normalize_label: false }, true, false],
    [{ use_bias: false, unbias_data: true, unbias_label: true, normalize_data: 'auto' }, true, true],
  ])('%o', async (given, unbiased, normalized) => {
    const { scale } = await run({ train: numbers(100), given: { ...regressor, ...given, epochs: 1 } });
    for (const { means, stdevs } of [scale.features, scale.label ?? scale.features]) {
      expect(means[0] !== 0).toBe(unbiased);
      expect(stdevs[0] !== 1).toBe(normalized);
    }
  });
});

describe('training', () => {
  test('a last mini-batch that is not full is not trained on', async () => {
    const more = numbers(120);
    const whole = await run({
      train: { features: sliceRows(more.features, 0, 100), labels: more.labels.slice(0, 100) },
      given: { ...regressor, epochs: 2 },
    });
    const rest = { ...more, labels: more.labels.map((label, row) => (row < 100 ? label : 1e6)) };
    const cut = await run({ train: rest, given: { ...regressor, epochs: 2 } });
    expect(cut.epochs.map(({ losses }) => losses)).toEqual(whole.epochs.map(({ losses }) => losses));
    expect(cut.steps.filter(({ phase }) => phase === 'update')).toHaveLength(4);
  });

  test('the loss of an epoch is the mean of its batches, each before its weights moved', async () => {
    const { steps, epochs } = await run({ train: numbers(150), given: { ...regressor, epochs: 1 } });
    const batches = steps.filter((step) => step.phase === 'update');
    expect(batches.map(({ iteration }) => iteration)).toEqual([1, 2, 3]);
    const mean = batches.reduce((sum, { losses }) => sum + (losses[7] as number), 0) / 3;
    expect(epochs[0]?.losses[7]).toBeCloseTo(mean, 12);
  });

  test.each([
    [260, Number.NaN],
    [310, Number.NEGATIVE_INFINITY],
    [420, Number.POSITIVE_INFINITY],
  ])('row %i with a %s behind the rows of the scaler is refused, in whatever mini-batch it is', async (row, value) => {
    const train = numbers(430);
    train.features.data[train.features.offset + row * 4 + 1] = value;
    const given = { ...regressor, num_point_for_scaler: 10, loss: 'huber_loss', epochs: 1 };
    await expect(run({ train, given })).rejects.toMatchObject({
      code: 'E_NOT_FINITE',
      where: { record: row, column: 2 },
    });
  });

  test('fewer rows than one mini-batch are an error', async () => {
    await expect(run({ train: numbers(49), given: regressor })).rejects.toMatchObject({
      code: 'E_TOO_FEW_ROWS',
      message: expect.stringContaining('mini_batch_size is 50'),
    });
  });

  test.each(PREDICTOR_TYPES.flatMap((type) => LOSSES_OF[type].map((loss) => [type, loss] as const)))(
    'a %s learns by %s',
    async (predictor_type, loss) => {
      const make = (rows: number, seed: number) =>
        predictor_type === 'regressor'
          ? numbers(rows, seed)
          : classes(predictor_type === 'binary_classifier' ? 2 : 4, rows, seed);
      const job = {
        train: make(600, 1),
        test: make(300, 2),
        given: { predictor_type, loss, num_classes: 4, quantile: 0.5 },
      };
      const { model, steps } = await run(job);
      const metrics = steps.at(-1)?.metrics ?? {};
      const accuracy = metrics['test:binary_classification_accuracy'] ?? metrics['test:multiclass_accuracy'];
      if (accuracy === undefined) expect(metrics['test:absolute_loss']).toBeLessThan(0.5);
      else expect(accuracy).toBeGreaterThan(predictor_type === 'binary_classifier' ? 0.98 : 0.9);
      expect(model.describe()).toMatchObject({ predictor_type, loss, feature_dim: 4 });
    },
  );

  test.each([
    ['sgd', 0.05],
    ['rmsprop', 0.003],
  ])('by %s', async (optimizer, learning_rate) => {
    const given = { ...regressor, optimizer, learning_rate, momentum: 0.5, wd: 0, epochs: 30 };
    const { steps } = await run({ train: numbers(600), test: numbers(300, 2), given });
    expect(steps.at(-1)?.metrics['test:absolute_loss']).toBeLessThan(0.5);
  });

  test.each(['normal', 'uniform'])('first weights are %s, and the bias is what init_bias says', async (init_method) => {
    const given = {
      ...regressor,
      init_method,
      init_bias: 0.25,
      learning_rate: 1e-9,
      wd: 0,
      epochs: 1,
      normalize_label: false,
      unbias_label: false,
    };
    const { model } = await run({
      train: labelled(
        Array.from({ length: 50 }, (_, row) => [row % 2 ? 1 : -1]),
        new Array(50).fill(0),
      ),
      given,
    });
    const [weight, bias] = [model.weights.get(0, 0), model.bias[0] as number];
    expect(Math.abs(weight)).toBeLessThan(init_method === 'uniform' ? 0.07 : 0.05);
    expect(weight).not.toBe(0);
    expect(bias).toBeCloseTo(0.25, 4);
  });

  test('without a bias the output of the mean row is the mean label only by the scaler', async () => {
    const { model } = await run({ train: numbers(200), given: { ...regressor, use_bias: false, epochs: 3 } });
    expect(model.bias[0]).toBeCloseTo(0, 3);
  });

  test('l1 keeps weights small', async () => {
    const given = { ...regressor, wd: 0, num_models: 1 };
    const size = async (l1: number) => {
      const { model } = await run({ train: numbers(600), given: { ...given, l1 } });
      return Array.from({ length: 4 }, (_, feature) => Math.abs(model.weights.get(feature, 0))).reduce(
        (sum, value) => sum + value,
        0,
      );
    };
    expect(await size(0.5)).toBeLessThan(0.9 * (await size(0)));
  });

  test('sparse rows are trained as dense ones are, but for rounding', async () => {
    const train = numbers(300);
    const given = { ...regressor, learning_rate: 0.005, epochs: 5 };
    const [dense, sparse] = [
      await run({ train, given }),
      await run({ train: { ...train, features: sparseOf(train.features) }, given }),
    ];
    dense.epochs.forEach(({ losses }, epoch) => {
      losses.forEach((loss, model) => {
        expect(sparse.epochs[epoch]?.losses[model]).toBeCloseTo(loss, 4);
      });
    });
  });

  test('goes on from an earlier model', async () => {
    const train = numbers(300);
    const first = await run({ train, given: { ...regressor, learning_rate: 0.1, epochs: 20 } });
    const second = await run({ train, given: { ...regressor, epochs: 1 }, startFrom: first.model });
    const batch = second.steps.find((step) => step.phase === 'update');
    const afresh = (await run({ train, given: { ...regressor, epochs: 1 } })).steps.find(
      (step) => step.phase === 'update',
    );
    expect(Math.max(...(batch?.losses ?? []))).toBeLessThan(0.01);
    expect(Math.min(...(afresh?.losses ?? []))).toBeGreaterThan(0.1);
  });

  test.each([
    [binary, 'is a regressor, predictor_type is binary_classifier'],
    [{ ...regressor, extra: 1 }, 'has 4 features, the data 1'],
  ])('an earlier model of another kind is refused', async ({ extra, ...given }: Record<string, unknown>, message) => {
    const { model } = await run({ train: numbers(100), given: { ...regressor, epochs: 1 } });
    const other =
      extra === undefined
        ? classes(2, 100)
        : labelled(
            Array.from({ length: 50 }, (_, row) => [row]),
            new Array(50).fill(1),
          );
    await expect(run({ train: other, given, startFrom: model })).rejects.toMatchObject({
      code: 'E_START_FROM',
      message: expect.stringContaining(message),
    });
  });

  test('labels that are no class are refused in every channel', async () => {
    const wrong = numbers(100);
    await expect(run({ train: wrong, given: binary })).rejects.toMatchObject({ code: 'E_LABEL', where: { record: 0 } });
    const train = classes(2, 100);
    for (const channel of ['validation', 'test']) {
      await expect(run({ train, [channel]: wrong, given: { ...binary, epochs: 1 } })).rejects.toMatchObject({
        code: 'E_LABEL',
      });
    }
  });

  test('values beyond all bounds end in an error that says so', async () => {
    const train = numbers(50);
    await expect(
      run({
        train: { ...train, labels: train.labels.map((label) => label * 3e36) },
        given: { ...regressor, normalize_label: false, unbias_label: false },
      }),
    ).rejects.toMatchObject({ code: 'E_DIVERGED' });
  });

  test('nobody allocates what a wide row asks for', () => {
    refuseHugeModels(1_000_000, 32);
    expect(() => refuseHugeModels(10_000_000, 32)).toThrow(expect.objectContaining({ code: 'E_TOO_WIDE' }));
  });
});

describe('validation rows', () => {
  const train = numbers(300);
  const validation = numbers(130, 2);

  test('are scored in the unit of the label, incomplete batch included, and the final score is that of the best cell', async () => {
    const { epochs, final, model } = await run({ train, validation, given: { ...regressor, epochs: 6 } });
    const cells = epochs.flatMap(({ validationLosses }) => [...(validationLosses as Float64Array)]);
    const best = epochs[final.bestEpoch]?.validationLosses?.[final.bestModel] as number;
    expect(best).toBe(Math.min(...cells));
    const { score } = await model.predict(validation.features);
    expect(mse(score as Float32Array, validation.labels)).toBeCloseTo(best, 3);
    expect(final.metrics['validation:mse']).toBeCloseTo(best, 3);
    expect(final).toMatchObject({ channel: 'validation', rows: 130 });
    expect(epochs[0]).toMatchObject({ criterion: 'mse_objective' });
  });

  test('without them the losses of training decide', async () => {
    const { epochs, final } = await run({ train, given: { ...regressor, epochs: 4 } });
    expect(epochs[final.bestEpoch]?.losses[final.bestModel]).toBe(
      Math.min(...epochs.flatMap(({ losses }) => [...losses])),
    );
    expect(final.channel).toBe('train');
  });

  test('a binary classifier is chosen by its criterion, and gets its threshold on them', async () => {
    const pair = { train: classes(2, 300), validation: classes(2, 200, 2) };
    const { epochs, final, model } = await run({ ...pair, given: { ...binary, epochs: 3 } });
    expect(epochs[0]?.criterion).toBe('sampled_accuracy');
    const best = Math.max(...epochs.flatMap(({ criterionValues }) => [...criterionValues]));
    expect(final.metrics['validation:binary_classification_accuracy']).toBeCloseTo(best, 6);
    const { score } = await model.predict(pair.validation.features);
    expect(final.metrics['validation:binary_classification_cross_entropy_objective']).toBeCloseTo(
      binaryCrossEntropy(score as Float32Array, pair.validation.labels),
      5,
    );
    const { epochs: byLoss } = await run({
      ...pair,
      given: { ...binary, epochs: 1, binary_classifier_model_selection_criteria: 'loss_function' },
    });
    expect(byLoss[0]?.criterion).toBe('binary_classification_cross_entropy_objective');
  });

  test('a target is held where it can be', async () => {
    const noisy = (seed: number) => {
      const { features, labels } = classes(2, 400, seed);
      return { features, labels: labels.map((label, row) => (row % 5 === 0 ? 1 - label : label)) };
    };
    const given = {
      ...binary,
      epochs: 2,
      binary_classifier_model_selection_criteria: 'recall_at_target_precision',
      target_precision: 0.85,
    };
    const { final } = await run({ train: noisy(1), validation: noisy(2), given });
    expect(final.metrics['validation:precision']).toBeGreaterThanOrEqual(0.85);
    expect(final.metrics['validation:recall']).toBeGreaterThan(0.3);
  });
});

test('training ends early, at progress 1', async () => {
  const job = {
    train: classes(2, 300),
    given: { ...binary, epochs: 50, learning_rate: 1e-9, early_stopping_patience: 2 },
  };
  const { epochs, steps } = await run(job);
  expect(epochs.map(({ improved }) => improved)).toEqual([true, false, false, false]);
  expect(epochs.map(({ stopped }) => stopped)).toEqual([false, false, false, true]);
  expect(steps.at(-1)?.progress).toBe(1);
});

test('positive_example_weight_mult moves predictions towards class 1', async () => {
  const { features, labels } = classes(2, 600);
  const train = { features, labels: labels.map((label, row) => (label === 1 && row % 3 > 0 ? 0 : label)) };
  const recall = async (positive_example_weight_mult: unknown) => {
    const { final } = await run({
      train,
      given: {
        ...binary,
        epochs: 3,
        positive_example_weight_mult,
        binary_classifier_model_selection_criteria: 'loss_function',
      },
    });
    return final.metrics['train:recall'] as number;
  };
  expect(await recall('balanced')).toBeGreaterThan((await recall(1)) + 0.2);
  expect(await recall(1000)).toBeGreaterThan(0.99);
  expect(await recall('auto')).toBeGreaterThanOrEqual(0);
});

test('several classes can be balanced', async () => {
  const { features, labels } = classes(4, 600);
  const given = { ...several, epochs: 5, balance_multiclass_weights: 'true' };
  const { scale, model } = await run({
    train: { features, labels: labels.map((label, row) => (label === 3 && row % 4 > 0 ? 2 : label)) },
    given,
  });
  expect(scale.classWeights?.[3]).toBeGreaterThan(8);
  expect(model.weights.shape).toEqual([4, 4]);
});

test('what is prepared before the first step', async () => {
  const { features, labels } = numbers(100);
  const hyperparameters = linearLearner.hyperparameters.check({ ...regressor, mini_batch_size: 50, f_beta: 2 });
  const data = { train: memoryDataset(features, { labels }) };
  const job = { data, hyperparameters, context: { kernels, seed: 0, host: 'algo-1', warn: () => undefined } };
  const prepared = await prepareTraining(job);
  expect(prepared).toMatchObject({ rows: 100, rowsRead: 100, weights: {}, objective: { loss: 'squared_loss' } });
  expect(calibrationOptions(job, 0.5)).toMatchObject({ criterion: 'accuracy', beta: 2, usual: 0.5 });
});
