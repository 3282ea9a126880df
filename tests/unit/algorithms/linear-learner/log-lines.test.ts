import { expect, test } from 'vitest';
import { linearLearner } from '../../../../src/algorithms/linear-learner/index.js';
import { logLines } from '../../../../src/algorithms/linear-learner/log-lines.js';
import { memoryDataset } from '../../../../src/data/memory-dataset.js';
import { runTraining } from '../../../../src/training/run.js';
import { logTexts } from '../../../support/log-texts.js';
import { classes, kernels, numbers, run } from './helpers.js';

const given = { predictor_type: 'binary_classifier', mini_batch_size: '50', epochs: '2', num_models: '2' };

async function logOf(channels: Record<string, ReturnType<typeof classes>>, more: Record<string, string> = {}) {
  const lines: string[] = [];
  const datasets = Object.fromEntries(
    Object.entries(channels).map(([name, { features, labels }]) => [name, memoryDataset(features, { labels, name })]),
  );
  let ms = Date.UTC(2021, 5, 16, 19, 36);
  const job = {
    algorithm: linearLearner,
    hyperparameters: { ...given, ...more },
    channels: datasets,
    kernels,
    clock: () => (ms += 1000),
    threadId: 1,
  };
  await runTraining({ ...job, log: (line) => lines.push(line) });
  return lines.map((line) => line.replace(/^\[[^\]]*\] /, ''));
}

const shape = (line: string) =>
  line
    .replaceAll(/-?\d+\.\d+(e-\d+)?/g, 'F')
    .replace(/"StartTime": F, "EndTime": F, /, '')
    .replace(/"sum": F, "count": 1, "min": F, "max": F/, '…');

test("an epoch prints what SageMaker's does, in its order", async () => {
  const log = (await logOf({ train: classes(2, 100), validation: classes(2, 60, 2) })).map(shape);
  const objective = 'binary_classification_cross_entropy_objective';
  const metric = (channel: string, model: number) =>
    `#metrics {"Dimensions": {"Algorithm": "Linear Learner", "Host": "algo-1", "Operation": "training", "epoch": 0, "model": ${model}}, "Metrics": {"${channel}_${objective}": {…}}}`;
  const from = log.indexOf(metric('train', 0));
  expect(log.slice(from, from + 14)).toEqual([
    metric('train', 0),
    '',
    metric('train', 1),
    '',
    `#quality_metric: host=algo-1, epoch=0, train ${objective} <loss>=F`,
    metric('validation', 0),
    '',
    metric('validation', 1),
    '',
    `#quality_metric: host=algo-1, epoch=0, validation ${objective} <loss>=F`,
    '#early_stopping_criteria_metric: host=algo-1, epoch=0, criteria=sampled_accuracy, value=F',
    'Epoch 0: Loss improved. Updating best model',
    'Saving model for epoch: 0',
    expect.stringMatching(/^Saved checkpoint to ".*mx-mod-0000.params"$/),
  ]);
  expect(log[from + 14]).toBe('#progress_metric: host=algo-1, completed F % of epochs');
});

test('the end: scores, their quality, the best model, the test channel, all timings in one line', async () => {
  const log = await logOf({ train: classes(2, 100), test: classes(2, 60, 2) });
  const from = log.findIndex((line) => line.startsWith('#train_score'));
  const names = [
    'binary_classification_cross_entropy_objective',
    'binary_classification_accuracy',
    'binary_f_1.000',
    'precision',
    'recall',
    'roc_auc_score',
  ];
  expect(
    log.slice(from, from + 6).map((line) => /^#train_score \(algo-1\) : \('(\S+)', [\d.e-]+\)$/.exec(line)?.[1]),
  ).toEqual(names);
  expect(
    log
      .slice(from + 6, from + 12)
      .map((line) => /^#quality_metric: host=algo-1, train (\S+) <(loss|score)>=/.exec(line)?.slice(1)),
  ).toEqual(names.map((name, at) => [name, at === 0 ? 'loss' : 'score']));
  expect(log[from + 12]).toMatch(
    /^Best model found for hyperparameters: {"optimizer": "adam", "learning_rate": 0.005, "wd": 0.0001, "l1": 0.0, "lr_scheduler_step": \d+, "lr_scheduler_factor": 0.99, "lr_scheduler_minimum_lr": 1e-05}$/,
  );
  expect(log[from + 13]).toMatch(/^Saved checkpoint to/);
  expect(log.filter((line) => line.startsWith('#test_score'))).toHaveLength(6);
  expect(log.at(-2)).toMatch(/"initialize.time".*"epochs".*"update.time".*"finalize.time".*"setuptime".*"totaltime"/);
});

test('without a test channel the log says so', async () => {
  const log = await logOf({ train: classes(2, 100) });
  expect(log).toContain('Test data is not provided.');
  expect(log.filter((line) => line.includes('_score (algo-1)'))).toHaveLength(6);
});

test('the scaler tells its means and deviations, on one line each', async () => {
  const { scale } = await run({ train: numbers(100), given: { predictor_type: 'regressor', epochs: 1 } });
  const lines = logTexts(logLines(scale));
  expect(lines[0]).toBe('Scaler algorithm parameters');
  expect(lines[2]).toBe('Scaling model computed with parameters:');
  expect(lines[3]).toMatch(
    /^{'stdev_label': \[[\d.]+] <NDArray 1 @cpu\(0\)>, 'stdev_weight': \[[\d. ]+] <NDArray 4 @cpu\(0\)>, 'mean_label': .*}$/,
  );
  const wide = { ...scale, features: { means: new Float64Array(2000), stdevs: new Float64Array(2000) } };
  const { label, ...classifier } = wide;
  expect(label).toBeDefined();
  expect(logTexts(logLines(classifier)).at(-1)).toContain(
    "'stdev_label': None, 'stdev_weight': [0.0 0.0 0.0 ... 0.0 0.0 0.0] <NDArray 2000 @cpu(0)>",
  );
});

test('an early stop is told', async () => {
  const { epochs } = await run({
    train: classes(2, 100),
    given: { ...given, epochs: 9, learning_rate: 1e-9, early_stopping_patience: 1 },
  });
  const texts = logTexts(logLines(epochs.at(-1) as (typeof epochs)[0]));
  expect(texts.at(-1)).toBe('Early stop condition met. Stopping training.');
  expect(texts).not.toContain(`Epoch ${epochs.length - 1}: Loss improved. Updating best model`);
});
