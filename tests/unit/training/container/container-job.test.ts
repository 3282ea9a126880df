import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { findAlgorithm } from '../../../../src/algorithms/registry.js';
import { readCheckpointFolder } from '../../../../src/training/container/checkpoint-config.js';
import { readConfigFile } from '../../../../src/training/container/config-file.js';
import { readContainerJob } from '../../../../src/training/container/container-job.js';
import { channelsOf, readChannelConfigs } from '../../../../src/training/container/input-data-config.js';
import { containerPaths } from '../../../../src/training/container/paths.js';
import { readHosts } from '../../../../src/training/container/resource-config.js';
import { channelConfig, containerTree } from '../../../support/container-tree.js';

const CSV = channelConfig('text/csv');
const kmeans = findAlgorithm('kmeans');

async function tree(files: Partial<Parameters<typeof containerTree>[0]>) {
  return containerPaths(await containerTree({ hyperparameters: {}, channels: { train: CSV }, ...files }));
}

test('a job is what SageMaker wrote below input/config', async () => {
  const paths = await tree({
    hyperparameters: { k: '10' },
    channels: { train: CSV, test: { TrainingInputMode: 'Pipe' } },
    resources: { current_host: 'algo-2', hosts: ['algo-2', 'algo-1'], network_interface_name: 'eth0' },
    checkpoints: { LocalPath: '/opt/ml/checkpoints' },
  });
  expect(await readContainerJob(paths, kmeans)).toEqual({
    hyperparameters: { k: '10' },
    channels: {
      train: { name: 'train', path: join(paths.base, 'input/data/train'), contentType: 'text/csv', inputMode: 'File' },
      test: { name: 'test', path: join(paths.base, 'input/data/test'), inputMode: 'Pipe' },
    },
    hosts: { current: 'algo-2', all: ['algo-1', 'algo-2'] },
    checkpointFolder: join(paths.base, 'checkpoints'),
  });
});

test('files that are not there say nothing', async () => {
  const paths = containerPaths('/no/such/folder');
  expect(await readConfigFile(paths.hyperparameters, '')).toBeUndefined();
  expect(await readChannelConfigs(paths.inputDataConfig)).toEqual({});
  expect(await readHosts(paths.resourceConfig)).toEqual({ current: 'algo-1', all: ['algo-1'] });
  expect(await readCheckpointFolder(paths.checkpointConfig, paths.base)).toBeUndefined();
});

test.each([
  [{}, 'checkpoints'],
  [{ LocalPath: '/opt/ml/checkpoints/mine' }, 'checkpoints/mine'],
])('checkpoints of %j lie below the base', async (checkpoints, below) => {
  const paths = await tree({ checkpoints });
  expect(await readCheckpointFolder(paths.checkpointConfig, paths.base)).toBe(join(paths.base, below));
});

test('checkpoints elsewhere are left where they are', async () => {
  const paths = await tree({ checkpoints: { LocalPath: '/mnt/kept' } });
  expect(await readCheckpointFolder(paths.checkpointConfig, paths.base)).toBe('/mnt/kept');
});

describe('refused', () => {
  test.each([
    ['hyperparameters that are no object', { hyperparameters: ['k'] }, 'Hyperparameters must be valid json.'],
    ['hosts without this one', { resources: { hosts: ['algo-1'] } }, 'does not specify the current host name'],
    ['a host among others', { resources: { current_host: 'algo-3', hosts: ['algo-1'] } }, 'resource configuration'],
    ['hosts that are no names', { resources: { current_host: 'algo-1', hosts: 'algo-1' } }, 'resource configuration'],
    ['a channel that is no object', { channels: { train: 'text/csv' } }, "The channel 'train' must be an object"],
    ['a channel of numbers', { channels: { train: { ContentType: 1 } } }, "The channel 'train' must be an object"],
    ['a channel outside the tree', { channels: { '..': CSV } }, "'..' cannot be the name of a channel."],
    ['a channel with a path for a name', { channels: { 'a/b': CSV } }, "'a/b' cannot be the name of a channel."],
    ['an input mode', { channels: { train: channelConfig('text/csv', { TrainingInputMode: 'file' }) } }, "'file'"],
    ['checkpoints nowhere', { checkpoints: { LocalPath: 'here' } }, 'checkpoint configuration'],
  ])('%s', async (_, files, message) => {
    const failure = readContainerJob(await tree(files), kmeans);
    await expect(failure).rejects.toMatchObject({
      code: 'E_CONTAINER_CONFIG',
      message: expect.stringContaining(message),
    });
  });

  const two = { current_host: 'algo-1', hosts: ['algo-1', 'algo-2'] };

  test('several hosts, where none would see all the data', async () => {
    const sharded = { train: channelConfig('text/csv', { S3DistributionType: 'ShardedByS3Key' }) };
    const failure = readContainerJob(await tree({ resources: two, channels: sharded }), kmeans);
    await expect(failure).rejects.toMatchObject({
      code: 'E_HOSTS',
      message: "The job has 2 hosts. The channel 'train' is ShardedByS3Key, and no host would see all of it.",
      hint: 'Set InstanceCount to 1.',
    });
    expect(await readContainerJob(await tree({ channels: sharded }), kmeans)).toMatchObject({ hyperparameters: {} });
  });

  test('several hosts, of an algorithm that has one', async () => {
    const failure = readContainerJob(await tree({ resources: two }), findAlgorithm('lda'));
    await expect(failure).rejects.toMatchObject({ code: 'E_HOSTS', message: expect.stringContaining('lda trains on') });
  });

  test('what XGBoost says of its channels, and of its hyperparameters with them', async () => {
    const channels = { train: channelConfig('text/csv', { TrainingInputMode: 'FastFile' }), more: CSV };
    const failure = readContainerJob(await tree({ channels }), findAlgorithm('xgboost'));
    await expect(failure).rejects.toMatchObject({
      code: 'E_JOB',
      issues: [
        { message: 'Missing required hyperparameter: num_round' },
        { message: expect.stringMatching(/^Channel configuration for 'train' .* \{'TrainingInputMode': 'FastFile'/) },
        { message: 'Extraneous channel found: more' },
      ],
    });
  });
});

test('channels are where their names say', () => {
  expect(channelsOf({ train: {} }, containerPaths('/base'))).toEqual({
    train: { name: 'train', path: '/base/input/data/train', inputMode: 'File' },
  });
});
