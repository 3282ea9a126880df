/**
 * A training job that AWS ran and logged (examples repository, aws_sagemaker_studio/getting_started): 600 rounds of churn prediction with `subsample` 0.8.
 * Every line of its log has to come out of our training, which takes the same rows by the same random stream.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { channel, XGBoost } from '../../../src/index.js';
import { sharedFolder } from '../../support/shared.js';

/** The twins take their time. */
const TIMEOUT_MS = 300_000;

const churn = sharedFolder('data', 'churn');
const golden = sharedFolder('golden');

const hyperparameters = {
  num_round: 600,
  objective: 'binary:logistic',
  eval_metric: 'error',
  max_depth: 5,
  eta: 0.2,
  gamma: 4,
  min_child_weight: 6,
  subsample: 0.8,
  _image_version: '0.90-1',
} as const;

test.skipIf(churn === undefined || golden === undefined)(
  'all 600 lines that AWS logged',
  async () => {
    const file = (name: string) => channel(join(churn as string, name), { contentType: 'text/csv' });
    const channels = { train: file('train.csv'), validation: file('validation.csv') };
    const lines: string[] = [];
    for await (const step of new XGBoost(hyperparameters).train(channels)) {
      if (step.phase === 'round')
        lines.push([step.epoch, ...step.evaluations.map(({ value }) => value.toFixed(6))].join());
    }
    const logged = readFileSync(join(golden as string, 'xgb_churn_600.csv'), 'utf8')
      .trim()
      .split('\n');
    expect(logged).toHaveLength(600);
    const numbers = logged.map((line) => line.split(','));
    expect(lines).toEqual(
      numbers.map(([round, train, validation]) =>
        [round, Number(train).toFixed(6), Number(validation).toFixed(6)].join(),
      ),
    );
  },
  TIMEOUT_MS,
);
