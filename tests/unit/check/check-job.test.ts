import { expect, test } from 'vitest';
import type { Algorithm } from '../../../src/algorithms/algorithm.js';
import { kmeans } from '../../../src/algorithms/kmeans/index.js';
import { check } from '../../../src/check/check-job.js';
import { loadKernels } from '../../../src/kernels/choose.js';
import { channel } from '../../../src/training/channels/channel.js';
import { file } from '../cli/support/files.js';

const kernels = await loadKernels();
const algorithm = kmeans as unknown as Algorithm;

test('a whole job: hyperparameters, the set of channels, every channel', async () => {
  const contentType = 'text/csv;label_size=0';
  const channels = {
    train: channel(await file('a.csv', '1,2\n'), { contentType }),
    tset: channel(await file('b.csv', '1,x\n'), { contentType }),
  };
  const report = await check(algorithm, channels, { kernels, whole: true, hyperparameters: { kk: '3' } });
  expect(report).toMatchObject({ version: 1, accepted: false, algorithm: 'kmeans', profile: 'first-party' });
  expect(report.problems.map(({ code }) => code)).toEqual([
    'E_HYPERPARAMETER_MISSING',
    'E_HYPERPARAMETER_UNKNOWN',
    'E_CHANNEL_UNKNOWN',
  ]);
  expect(report.channels.map(({ channel, accepted }) => [channel, accepted])).toEqual([
    ['train', true],
    ['tset', false],
  ]);
});

test('a part of one: nothing is missing', async () => {
  const test = channel(await file('a.csv', '1,2\n'), { contentType: 'text/csv;label_size=0' });
  const options = { kernels, whole: false };
  expect(await check(algorithm, { test }, options)).toMatchObject({ accepted: true, problems: [] });
  expect((await check(algorithm, { test }, { ...options, hyperparameters: { epochs: '0' } })).problems).toMatchObject([
    { code: 'E_HYPERPARAMETER_VALUE' },
  ]);
});
