import { expect, test } from 'vitest';
import { logLines } from '../../../../src/algorithms/kmeans/log-lines.js';
import type { KMeansStep } from '../../../../src/algorithms/kmeans/steps.js';
import { blobs, matrix, run } from './helpers.js';

const centroids = matrix([[0, 0]]);
const common = { epoch: 0, rows: 3218, progress: 0, metrics: {}, centroids };

/** A job of three attempts, with the numbers of a real one: 3,218 rows, k = 8. */
const steps: readonly KMeansStep[] = [
  { ...common, phase: 'initialize', extraCenterFactor: 10, factorIsAuto: true, miniBatchSize: 5000 },
  {
    ...common,
    phase: 'update',
    batch: 0,
    iteration: 1,
    weights: Float64Array.of(1),
    shortTermMsd: 0.01,
    longTermMsd: 0.01,
  },
  { ...common, phase: 'epoch', totalRows: 3218 },
  { ...common, phase: 'shrink', attempt: 0, from: 80, to: 8, msd: 0.069973, iterations: 5 },
  { ...common, phase: 'shrink', attempt: 1, from: 80, to: 8, msd: 0.066166, iterations: 7 },
  { ...common, phase: 'finalize', msd: 0.06404909491539001 },
  { ...common, phase: 'test' },
];

const text = (step: KMeansStep) => logLines(step).map((line) => `${line.level} ${line.text}`);

test("a job prints the lines of SageMaker's own, in its order", () => {
  expect(steps.flatMap(text)).toEqual([
    "INFO 'extra_center_factor' was set to 'auto', evaluated to 10.",
    'INFO Number of GPUs being used: 0',
    'INFO number of center slices 1',
    'WARNING Batch size 5000 is bigger than the first batch data. Effective batch size used to initialize is 3218',
    'INFO processed a total of 3218 examples',
    'WARNING wait_for_all_workers will not sync workers since the kv store is not running distributed',
    'INFO shrinking 80 centers into 8',
    'INFO local kmeans attempt #0. Current mean square distance 0.069973',
    'INFO local kmeans attempt #1. Current mean square distance 0.066166',
    'INFO finished shrinking process. Mean Square Distance = 0',
  ]);
});

test('every tenth mini-batch tells its loss', () => {
  const update = { ...(steps[1] as KMeansStep), iteration: 10, shortTermMsd: 46.405341, longTermMsd: 50.694177 };
  expect(text(update as KMeansStep)).toEqual(['INFO Iter 10: Short term msd 46.405341. Long term msd 50.694177']);
});

test('a factor that was given and a full batch need no words', () => {
  const step = { ...steps[0], factorIsAuto: false, miniBatchSize: 3218 } as KMeansStep;
  expect(text(step)).toEqual(['INFO Number of GPUs being used: 0', 'INFO number of center slices 1']);
});

test('with extra_center_factor 1 there is nothing to shrink', async () => {
  const { steps } = await run({ train: blobs(100), given: { extra_center_factor: 1, mini_batch_size: 100 } });
  expect(steps.flatMap(text).slice(-2)).toEqual([
    'WARNING wait_for_all_workers will not sync workers since the kv store is not running distributed',
    'INFO No shrinking is required as extra_center_factor is 1.',
  ]);
});
