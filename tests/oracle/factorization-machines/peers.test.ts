import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { factorizationMachines } from '../../../src/algorithms/factorization-machines/index.js';
import { memoryDataset } from '../../../src/data/memory-dataset.js';
import { loadKernels } from '../../../src/kernels/choose.js';

const kernels = await loadKernels();
const frozen = JSON.parse(readFileSync(new URL('peers.json', import.meta.url), 'utf8'));

/** One-hot pairs with their labels; every fifth row is for the test. */
interface Pairs {
  readonly first: readonly number[];
  readonly second: readonly number[];
  readonly labels: readonly number[];
}

function split({ first, second, labels }: Pairs) {
  const users = Math.max(...first) + 1;
  const cols = users + Math.max(...second) + 1;
  const part = (test: boolean) => {
    const rows = labels.flatMap((_, row) => ((row % 5 === 4) === test ? [row] : []));
    const columns = Uint32Array.from(rows.flatMap((row) => [first[row] as number, users + (second[row] as number)]));
    const rowStarts = Uint32Array.from({ length: rows.length + 1 }, (_, row) => 2 * row);
    const features = { rows: rows.length, cols, rowStarts, columns, values: new Float32Array(columns.length).fill(1) };
    return memoryDataset(features, { labels: Float32Array.from(rows, (row) => labels[row] as number) });
  };
  return { cols, train: part(false), test: part(true) };
}

async function learn(pairs: Pairs, metric: string, given: Record<string, unknown>): Promise<number> {
  const { cols, ...data } = split(pairs);
  const common = { feature_dim: cols, num_factors: frozen.factors, epochs: frozen.epochs, factors_init_sigma: 0.05 };
  const hyperparameters = factorizationMachines.hyperparameters.check({ ...common, ...given });
  const context = { kernels, seed: 0, host: 'algo-1', warn: () => undefined };
  let found = Number.NaN;
  for await (const step of factorizationMachines.train(data, hyperparameters, context)) {
    found = step.metrics[metric] ?? found;
  }
  return found;
}

function lectureRatings(): Pairs {
  const file = new URL('../../../fixtures/lecture-ratings/ratings.csv', import.meta.url);
  const table = readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .map((line) => line.split(',').map(Number) as [number, number, number]);
  return {
    labels: table.map(([rating]) => rating),
    first: table.map(([, student]) => student),
    second: table.map(([, , lecturer]) => lecturer),
  };
}

/** As make.py makes them: 200 users and 100 items whose four factors are known. */
function synthetic(): Pairs {
  let state = 1;
  const noise = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 31 - 1;
  };
  const factors = Array.from({ length: 300 }, () => Array.from({ length: 4 }, () => noise() * 1.5));
  const weights = Array.from({ length: 300 }, noise);
  const rows = Array.from({ length: 12_000 }, () => {
    const [user, item] = [Math.floor((noise() + 1) * 100), Math.floor((noise() + 1) * 50)];
    const together = (factors[user] as number[]).reduce(
      (sum, v, f) => sum + v * (factors[200 + item]?.[f] as number),
      0,
    );
    const score = (weights[user] as number) + (weights[200 + item] as number) + together;
    return { user, item, label: (noise() + 1) / 2 < 1 / (1 + Math.exp(-score)) ? 1 : 0 };
  });
  return {
    first: rows.map(({ user }) => user),
    second: rows.map(({ item }) => item),
    labels: rows.map(({ label }) => label),
  };
}

const sum = ({ labels }: Pairs) => labels.reduce((total, label) => total + label, 0);

describe('after as many passes over the data it predicts no worse than xLearn and myFM', () => {
  test('real ratings: root of the mean squared error', async () => {
    const pairs = lectureRatings();
    expect(sum(pairs)).toBe(frozen.ratings.labels);
    const found = await learn(pairs, 'test:rmse', {
      ...{ predictor_type: 'regressor', bias_init_method: 'constant', bias_init_value: 3 },
      ...{ bias_lr: 0.01, bias_wd: 0, linear_lr: 0.02, linear_wd: 0.0005, factors_lr: 0.004, factors_wd: 0.002 },
    });
    expect(found).toBeLessThan(Math.min(frozen.ratings.xlearn.loss, frozen.ratings.myfm.loss));
  });

  test('clicks of which the truth is known: log loss', async () => {
    const pairs = synthetic();
    expect(sum(pairs)).toBe(frozen.synthetic.labels);
    const found = await learn(pairs, 'test:binary_classification_cross_entropy', {
      ...{ predictor_type: 'binary_classifier', mini_batch_size: 200, bias_wd: 0 },
      ...{ linear_lr: 0.02, linear_wd: 0.0005, factors_lr: 0.03, factors_wd: 0.0005, factors_init_sigma: 0.2 },
    });
    expect(found).toBeLessThan(Math.min(frozen.synthetic.xlearn.loss, frozen.synthetic.myfm.loss));
  });
});
