import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { findAlgorithm } from '../../../src/algorithms/registry.js';
import { loadKernels } from '../../../src/kernels/choose.js';
import { XGBoost } from '../../../src/library/estimators.js';
import { resume } from '../../../src/training/resume.js';
import { GROUPS, scratch } from '../library/support.js';

const ROWS = { features: GROUPS, labels: GROUPS.map(([x = 0, y = 0]) => Math.sin(x) + y) };

test('a training that was stopped and resumed ends with the model of one that was not', async () => {
  const checkpointFolder = join(await scratch(), 'checkpoints');
  const settings = { num_round: 8, max_depth: 3 };
  const whole = await new XGBoost(settings).fit({ train: ROWS });
  const stop = new AbortController();
  const first: number[] = [];
  await new XGBoost({ ...settings, save_model_on_termination: 'true' }).fit(
    { train: ROWS },
    {
      checkpointFolder,
      stop: stop.signal,
      onStep(step) {
        if (step.phase === 'round') first.push(step.epoch);
        if (step.epoch === 3) stop.abort();
      },
    },
  );
  const log: string[] = [];
  const resumed = await new XGBoost(settings).fit({ train: ROWS }, { checkpointFolder, log: (line) => log.push(line) });
  expect(first).toEqual([0, 1, 2, 3]);
  expect(log.filter((line) => /^\[\d\]/.test(line)).map((line) => line.slice(0, 3))).toEqual([
    '[4]',
    '[5]',
    '[6]',
    '[7]',
  ]);
  const at = log.findIndex((line) => line.includes('Checkpoint loaded from'));
  expect(log[at]).toContain(`Checkpoint loaded from ${join(checkpointFolder, 'xgboost-checkpoint.3')}`);
  expect(log[at + 1]).toContain('Resuming from iteration 4');
  expect(await resumed.pack()).toEqual(await whole.pack());
});

test('an algorithm without checkpoints says so', async () => {
  const heard: string[] = [];
  const resumed = await resume(findAlgorithm('kmeans'), '/no/such/folder', {
    kernels: {} as never,
    warn: (message) => void heard.push(message),
  });
  expect(resumed).toEqual({});
  expect(heard).toEqual(['kmeans keeps no checkpoints: a training that is stopped begins anew.']);
});

test('a checkpoint that cannot be read is told of', async () => {
  const folder = await scratch();
  await writeFile(join(folder, 'xgboost-checkpoint.4'), 'no model');
  const heard: string[] = [];
  const context = { kernels: await loadKernels(), warn: (message: string) => void heard.push(message) };
  expect(await resume(findAlgorithm('xgboost'), folder, context)).toEqual({ checkpoint: expect.any(Function) });
  expect(heard[0]).toContain('xgboost-checkpoint.4 cannot be read');
});

test('a cross validation neither keeps checkpoints nor goes on from one', async () => {
  const checkpointFolder = await scratch();
  const settings = { num_round: 2, _kfold: 2 };
  const whole = await new XGBoost(settings).fit({ train: ROWS });
  const watched = await new XGBoost(settings).fit({ train: ROWS }, { checkpointFolder });
  expect(await readdir(checkpointFolder)).toEqual([]);
  await new XGBoost({ num_round: 1 }).fit({ train: ROWS }, { checkpointFolder });
  const again = await new XGBoost(settings).fit({ train: ROWS }, { checkpointFolder });
  for (const model of [watched, again]) expect(await model.pack()).toEqual(await whole.pack());
});
