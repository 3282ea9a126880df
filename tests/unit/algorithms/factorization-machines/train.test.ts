import { describe, expect, test } from 'vitest';
import type { EpochStep, UpdateStep } from '../../../../src/algorithms/factorization-machines/index.js';
import { likes, matrix, QUICK, ratings, run } from './helpers.js';

const rmse = (predicted: Float32Array, labels: Float32Array) =>
  Math.sqrt(predicted.reduce((sum, value, row) => sum + (value - (labels[row] as number)) ** 2, 0) / labels.length);

describe('what it learns', () => {
  test('ratings that hang on how user and item go together, which a linear model cannot', async () => {
    const [train, test] = [ratings(600), ratings(200, 2)];
    const { steps, model } = await run({ train, test, given: QUICK });
    const linear = await run({ train, test, given: { ...QUICK, factors_lr: 0, factors_init_sigma: 0 } });
    const found = steps.at(-1)?.metrics['test:rmse'] ?? Number.NaN;
    expect(found).toBeLessThan(0.2);
    expect(linear.steps.at(-1)?.metrics['test:rmse']).toBeGreaterThan(0.8);
    expect(rmse((await model.predict(test.features)).score, test.labels)).toBeCloseTo(found, 5);
  });

  test('two classes', async () => {
    const { steps, model } = await run({
      train: likes(600),
      test: likes(200, 2),
      given: { ...QUICK, predictor_type: 'binary_classifier' },
    });
    const metrics = steps.at(-1)?.metrics ?? {};
    expect(metrics['test:binary_classification_accuracy']).toBeGreaterThan(0.93);
    expect(metrics['test:binary_f_1.000']).toBeGreaterThan(0.93);
    expect(metrics['test:binary_classification_cross_entropy']).toBeLessThan(0.3);
    const { score, predicted_label } = await model.predict(likes(50, 3).features);
    expect([...score].every((value) => value > 0 && value < 1)).toBe(true);
    expect(predicted_label).toEqual(score.map((value) => (value >= 0.5 ? 1 : 0)));
  });

  test('without bias or weights these are 0', async () => {
    const { model } = await run({ train: ratings(60), given: { use_bias: 'false', use_linear: 'False', epochs: 3 } });
    expect(model.bias).toBe(0);
    expect(new Set(model.weights.data)).toEqual(new Set([0]));
    expect(model.factors.data.some((factor) => factor !== 0)).toBe(true);
  });

  test('only what a batch names moves, and decays', async () => {
    const train = ratings(20);
    const features = 'rowStarts' in train.features ? { ...train.features, cols: 30 } : expect.fail('sparse');
    const given = {
      linear_init_method: 'constant',
      linear_init_value: 1,
      factors_init_method: 'uniform',
      factors_init_scale: 0.5,
    };
    const { model } = await run({ train: { ...train, features }, given });
    expect([...model.weights.data.subarray(21)]).toEqual(Array(9).fill(1));
    expect(model.weights.get(features.columns[0] as number, 0)).not.toBe(1);
    expect(model.factors.data.every((factor) => Math.abs(factor) <= 0.51)).toBe(true);
  });

  test('a dense network moves every feature, zeros or not', async () => {
    const train = {
      features: matrix([
        [1, 0],
        [2, 0],
      ]),
      labels: Float32Array.of(1, 2),
    };
    const given = { linear_init_method: 'constant', linear_init_value: 1, linear_wd: 0.1 };
    const { model } = await run({ train, given });
    expect(model.describe().network).toBe('dense');
    expect(model.weights.get(1, 0)).toBeLessThan(1);
  });
});

describe('hyperparameters that change the course', () => {
  const bias = { bias_init_method: 'constant', bias_init_value: 0, linear_lr: 0, factors_lr: 0, factors_init_sigma: 0 };
  const plain = { ...bias, linear_init_sigma: 0, bias_wd: 0, mini_batch_size: 40 };
  const train = ratings(40);

  test('the first step of Adam is the learning rate, whatever the gradient', async () => {
    expect((await run({ train, given: plain })).model.bias).toBeCloseTo(0.1, 5);
    expect((await run({ train, given: { ...plain, bias_lr: 0.01, _learning_rate: 2 } })).model.bias).toBeCloseTo(
      0.02,
      5,
    );
  });

  test('unless eps is of the size of the gradient, which rescale_grad and clip_gradient decide', async () => {
    const { labels } = train;
    const mean = labels.reduce((sum, label) => sum + label, 0) / labels.length;
    const first = async (given: object) => (await run({ train, given: { ...plain, ...given } })).model.bias;
    // The first moment starts at a tenth of the gradient, the root of the second at the root of a thousandth of it.
    const eps = 2 * Math.sqrt(0.001);
    expect(await first({ eps })).toBeCloseTo((0.1 * mean) / (mean + 2), 4);
    expect(await first({ eps, rescale_grad: 2 / 40 })).toBeCloseTo((0.2 * mean) / (2 * mean + 2), 4);
    expect(await first({ eps, clip_gradient: 0.5 })).toBeCloseTo((0.1 * 0.5) / (0.5 + 2), 4);
    expect(await first({ eps, clip_gradient: -1 })).toBeCloseTo((0.1 * mean) / (mean + 2), 4);
    expect(await first({ eps: 0 })).toBeCloseTo(0.1, 5);
  });

  test('the last batch of an epoch may be smaller, and counts', async () => {
    const { steps } = await run({ train: ratings(50) });
    const updates = steps.filter((step): step is UpdateStep => step.phase === 'update');
    expect(updates.map(({ rows, batch, iteration }) => [rows, batch, iteration])).toEqual([
      [20, 0, 1],
      [40, 1, 2],
      [50, 2, 3],
    ]);
  });

  test('metrics of an epoch are those of all its rows, and rmse is the root of mse', async () => {
    const { steps } = await run({ train: ratings(50) });
    const epoch = steps.find((step): step is EpochStep => step.phase === 'epoch');
    const updates = steps.filter((step): step is UpdateStep => step.phase === 'update');
    const squares = [20, 20, 10].map((rows, at) => rows * (updates[at]?.metrics['train:mse'] ?? Number.NaN));
    expect(epoch?.metrics['train:mse']).toBeCloseTo(squares.reduce((a, b) => a + b) / 50, 6);
    expect(epoch?.metrics['train:rmse']).toBe(Math.sqrt(epoch?.metrics['train:mse'] ?? Number.NaN));
    expect(epoch?.factors?.shape).toEqual([21, 2]);
    expect(epoch?.weights?.shape).toEqual([21, 1]);
  });

  test('the log tells batch 0 and every so many', async () => {
    const { steps } = await run({ train: ratings(100), given: { batch_metrics_publish_interval: 2, epochs: 2 } });
    const told = steps
      .filter((step) => step.phase === 'update' && step.published)
      .map(({ epoch, batch }) => [epoch, batch]);
    expect(told).toEqual([0, 1].flatMap((epoch) => [0, 2, 4].map((batch) => [epoch, batch])));
  });
});

describe('going on from an earlier model', () => {
  test('takes its parameters', async () => {
    const train = ratings(100);
    const { model } = await run({ train, given: QUICK });
    const given = { bias_lr: 0, linear_lr: 0, factors_lr: 0 };
    const again = await run({ train, startFrom: model, given });
    expect(again.model.bias).toBe(model.bias);
    expect(again.model.factors.data).toEqual(model.factors.data);
    expect(again.model.weights.data).toEqual(model.weights.data);
  });

  test('which must be of the same kind', async () => {
    const { model } = await run({ train: ratings(40) });
    await expect(run({ train: ratings(40), startFrom: model, given: { num_factors: 3 } })).rejects.toMatchObject({
      code: 'E_START_FROM',
      message: 'The earlier model has the num_factors 2, the hyperparameters say 3.',
    });
  });
});

describe('what is refused', () => {
  test('labels that are no class, in train and test', async () => {
    const given = { predictor_type: 'binary_classifier' };
    const wrong = {
      features: matrix([
        [1, 0],
        [0, 1],
      ]),
      labels: Float32Array.of(1, 2),
    };
    const right = { ...wrong, labels: Float32Array.of(1, 0) };
    const refusal = {
      code: 'E_LABEL',
      where: { file: 'memory', record: 1 },
      hint: expect.stringContaining('regressor'),
    };
    await expect(run({ train: wrong, given })).rejects.toMatchObject(refusal);
    await expect(run({ train: right, test: wrong, given })).rejects.toMatchObject(refusal);
    await run({ train: wrong });
  });

  test('a model that does not fit into memory', async () => {
    const features = {
      rows: 1,
      cols: 2 ** 31,
      rowStarts: Uint32Array.of(0, 1),
      columns: Uint32Array.of(5),
      values: Float32Array.of(1),
    };
    const running = run({ train: { features, labels: Float32Array.of(1) }, given: { num_factors: 64 } });
    await expect(running).rejects.toMatchObject({ code: 'E_TOO_WIDE', hint: expect.stringContaining('num_factors') });
  });

  test('training that goes out of bounds, and it was warned of', async () => {
    const features = matrix([
      [3e20, 1],
      [-3e20, 2],
    ]);
    const running = run({
      train: { features, labels: Float32Array.of(1, 2) },
      given: { mini_batch_size: 1, epochs: 5 },
    });
    await expect(running).rejects.toMatchObject({ code: 'E_DIVERGED', hint: expect.stringContaining('Scale') });
  });
});
