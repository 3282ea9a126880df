/**
 * A training job that AWS ran and logged (examples repository, aws_sagemaker_studio/getting_started): 600 rounds of churn prediction with `subsample` 0.8.
 * Every line of its log has to come out of our training, which takes the same rows by the same random stream.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { MersenneTwister } from '../../../src/algorithms/xgboost/random-stream.js';
import { ExactGrower } from '../../../src/algorithms/xgboost/trees/exact-grower.js';
import { dense } from '../../../src/data/dense.js';
import { loadKernels } from '../../../src/kernels/choose.js';
import { sharedFolder } from '../../support/shared.js';
import { boost, defaults, errorRate, logisticGradients, type Table } from './boosting.js';

const churn = sharedFolder('data', 'churn');
const golden = sharedFolder('golden');

/** The label first, no header. */
function readTable(path: string): Table {
  const rows = readFileSync(path, 'utf8')
    .trim()
    .split('\n')
    .map((line) => line.split(',').map(Number));
  const cols = (rows[0] as number[]).length - 1;
  return {
    rows: rows.length,
    cols,
    points: Float32Array.from(rows.flatMap((row) => row.slice(1))),
    labels: Float32Array.from(rows, (row) => row[0] as number),
  };
}

test.skipIf(churn === undefined || golden === undefined)('all 600 lines that AWS logged', async () => {
  const logged = readFileSync(join(golden as string, 'xgb_churn_600.csv'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => line.split(',').slice(1));
  const tables = ['train.csv', 'validation.csv'].map((name) => readTable(join(churn as string, name)));
  const [train] = tables as [Table];
  const parameters = { ...defaults, max_depth: 5, eta: 0.2, gamma: 4, min_child_weight: 6, subsample: 0.8 };
  const surroundings = { kernels: await loadKernels(), stream: new MersenneTwister(0), columnSeedFirst: true };
  const grower = await ExactGrower.create(dense(train.points, train.rows, train.cols), parameters, surroundings);

  const lines: string[][] = [];
  for await (const { margins } of boost(grower, logisticGradients, logged.length, tables)) {
    lines.push(tables.map(({ labels }, at) => errorRate(margins[at] as Float32Array, labels).toFixed(6)));
  }
  const numbers = logged.map((line) => line.map((text) => Number(text).toFixed(6)));
  expect(numbers).toHaveLength(600);
  expect(lines).toEqual(numbers);
});
