import { readFileSync } from 'node:fs';
import { factorizationMachines } from '../../../dist/algorithms/factorization-machines/index.js';
import { dense } from '../../../dist/data/dense.js';
import { memoryDataset } from '../../../dist/data/memory-dataset.js';
import { leave, load, megabytes } from './data.mjs';

/** What ../settings/choose-factorization.mjs found best on held-out training rows. */
function chosen() {
  const { ours } = JSON.parse(readFileSync(new URL('../settings/factorization.json', import.meta.url), 'utf8'));
  const { log_loss: _, ...settings } = ours.reduce((a, b) => (b.log_loss < a.log_loss ? b : a));
  return settings;
}

function oneHot(ids, from = 0, to = ids.shape[0]) {
  const fields = ids.shape[1];
  const columns = Uint32Array.from(ids.data.subarray(from * fields, to * fields));
  const rowStarts = Uint32Array.from({ length: to - from + 1 }, (_, row) => fields * row);
  return { rows: to - from, rowStarts, columns, values: new Float32Array(columns.length).fill(1) };
}

const widest = (...parts) => 1 + Math.max(...parts.map(({ columns }) => columns.reduce((a, b) => Math.max(a, b), 0)));

/** A training of one pass over the rows with 64 factors, not begun. What is not named is SageMaker's default. */
function training({ rows, labels }, settings, kernels) {
  const data = { train: memoryDataset(rows, { labels }) };
  const shape = {
    feature_dim: rows.cols,
    num_factors: 64,
    predictor_type: 'binary_classifier',
    mini_batch_size: 16_000,
  };
  const given = { ...shape, ...settings, bias_lr: settings.linear_lr };
  const hyperparameters = factorizationMachines.hyperparameters.check(given);
  const context = { kernels, seed: 0, host: 'algo-1', warn: () => undefined };
  return factorizationMachines.train(data, hyperparameters, context);
}

/** Lets it run until that phase, or to its end: the step, or the model. */
async function runUntil(steps, phase) {
  let step = await steps.next();
  while (!step.done && step.value.phase !== phase) step = await steps.next();
  return step.value;
}

export const trained = (train, settings, kernels) => runUntil(training(train, settings, kernels));

/** The first nine tenths of the training rows, and the last to hold what they teach against. */
export function heldOut(set) {
  const [ids, labels] = [load(`${set}_train.npy`), load(`${set}_train_labels.npy`).data];
  const split = Math.floor(0.9 * labels.length);
  const [train, test] = [oneHot(ids, 0, split), oneHot(ids, split)];
  const cols = widest(train, test);
  return {
    train: { rows: { ...train, cols }, labels: labels.subarray(0, split) },
    test: { ...test, cols },
    labels: labels.subarray(split),
  };
}

/**
 * A pass alone, as that of xLearn is timed: parameters are drawn before, the model is made after, and probabilities of the test rows are left for
 * the judge.
 */
const epoch = (set) => (kernels) => {
  const [train, test] = ['train', 'test'].map((part) => oneHot(load(`${set}_${part}.npy`)));
  const cols = widest(train, test);
  const labels = load(`${set}_train_labels.npy`).data;
  const settings = chosen();
  return {
    async prepare() {
      const steps = training({ rows: { ...train, cols }, labels }, settings, kernels);
      await runUntil(steps, 'initialize');
      return steps;
    },
    async work(steps) {
      await runUntil(steps, 'epoch');
      return steps;
    },
    async finish(steps) {
      const model = await runUntil(steps);
      const { score } = await model.predict({ ...test, cols });
      leave('ours_probabilities.npy', dense(score, score.length, 1));
      return { data_mb: megabytes(8 * train.columns.length), note: JSON.stringify(settings) };
    },
  };
};

export const factorization = { fm_epoch: epoch('clicks') };
