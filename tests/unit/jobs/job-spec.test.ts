import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { UserError } from '../../../src/errors.js';
import { parseJobSpec, readJobSpec } from '../../../src/jobs/job-spec.js';

const FOLDER = '/jobs';

/** As the SDK or the console would send it, with paths in place of S3 addresses. */
const spec = {
  TrainingJobName: 'digits-1',
  AlgorithmSpecification: {
    TrainingImage: '382416733822.dkr.ecr.us-east-1.amazonaws.com/kmeans:1',
    TrainingInputMode: 'File',
  },
  RoleArn: 'arn:aws:iam::123456789012:role/SageMaker',
  HyperParameters: { k: '10', eval_metrics: '["msd"]' },
  InputDataConfig: [
    {
      ChannelName: 'train',
      DataSource: {
        S3DataSource: { S3DataType: 'S3Prefix', S3Uri: 'data/train', S3DataDistributionType: 'ShardedByS3Key' },
      },
      ContentType: 'text/csv;label_size=0',
      CompressionType: 'None',
      RecordWrapperType: 'None',
    },
    {
      ChannelName: 'test',
      DataSource: { S3DataSource: { S3DataType: 'S3Prefix', S3Uri: 'file:///elsewhere/test.pbr' } },
      InputMode: 'FastFile',
    },
  ],
  OutputDataConfig: { S3OutputPath: 'out' },
  ResourceConfig: { InstanceCount: 1, InstanceType: 'ml.m5.large', VolumeSizeInGB: 10 },
  StoppingCondition: { MaxRuntimeInSeconds: 3600 },
};

test('a whole request becomes a job', async () => {
  expect(await parseJobSpec(spec, FOLDER)).toEqual({
    name: 'digits-1',
    algorithm: 'kmeans',
    hyperparameters: { k: '10', eval_metrics: '["msd"]' },
    channels: {
      train: {
        path: '/jobs/data/train',
        contentType: 'text/csv;label_size=0',
        inputMode: 'File',
        name: 'train',
        dataType: 'S3Prefix',
        distribution: 'ShardedByS3Key',
      },
      test: { path: '/elsewhere/test.pbr', inputMode: 'FastFile', name: 'test', dataType: 'S3Prefix' },
    },
    outputFolder: '/jobs/out',
    notes: [],
  });
});

test('the least there can be: an algorithm, and where the results go', async () => {
  const least = { AlgorithmSpecification: { AlgorithmName: 'kmeans' }, OutputDataConfig: { S3OutputPath: '/out' } };
  expect(await parseJobSpec(least, FOLDER)).toEqual({
    algorithm: 'kmeans',
    hyperparameters: {},
    channels: {},
    outputFolder: '/out',
    notes: [],
  });
});

test('a seed comes as an environment variable, which SageMaker would accept too', async () => {
  const job = await parseJobSpec({ ...spec, Environment: { SAGELOCAL_SEED: '42', OTHER: 'x' } }, FOLDER);
  expect(job.seed).toBe(42);
});

test('what has no effect here is noted', async () => {
  const [train, ...others] = spec.InputDataConfig;
  const job = await parseJobSpec(
    {
      ...spec,
      InputDataConfig: [{ ...train, ShuffleConfig: { Seed: 1 } }, ...others],
      ResourceConfig: { InstanceCount: 2 },
    },
    FOLDER,
  );
  expect(job.hostCount).toBe(2);
  expect(job.channels.train?.shuffleSeed).toBe(1);
  expect(job.notes).toEqual(['InstanceCount 2: the job runs on this one machine.']);
});

test('a channel says how its objects are handed over', async () => {
  const S3DataSource = {
    S3Uri: 'rows.manifest',
    S3DataType: 'AugmentedManifestFile',
    AttributeNames: ['row-ref', 'label'],
  };
  const train = {
    ChannelName: 'train',
    DataSource: { S3DataSource },
    InputMode: 'Pipe',
    CompressionType: 'Gzip',
    RecordWrapperType: 'RecordIO',
    ShuffleConfig: { Seed: 3 },
  };
  const { channels } = await parseJobSpec({ ...spec, InputDataConfig: [train] }, FOLDER);
  expect(channels.train).toEqual({
    path: '/jobs/rows.manifest',
    inputMode: 'Pipe',
    name: 'train',
    dataType: 'AugmentedManifestFile',
    attributeNames: ['row-ref', 'label'],
    shuffleSeed: 3,
    compression: 'Gzip',
    recordWrapper: 'RecordIO',
  });
});

test('a channel in S3 is taken where that is allowed', async () => {
  const train = { ChannelName: 'train', DataSource: { S3DataSource: { S3Uri: 's3://bucket/train' } } };
  const { channels } = await parseJobSpec({ ...spec, InputDataConfig: [train] }, FOLDER, { allowS3: true });
  expect(channels.train).toMatchObject({ path: 's3://bucket/train', allowS3: true });
});

describe('problems', () => {
  const problems = async (wrong: unknown): Promise<readonly string[]> => {
    try {
      await parseJobSpec(wrong, FOLDER);
    } catch (error) {
      expect(error).toMatchObject({ name: 'UserError' });
      return (error as UserError).issues.map(({ message, hint }) =>
        hint === undefined ? message : `${message} ${hint}`,
      );
    }
    return [];
  };

  test('are all said at once, each with the full name of its key', async () => {
    const wrong = {
      AlgorithmSpecification: { TrainingImage: 'my-own:1', TrainingInputMode: 'Stream', TrainingImge: '' },
      HyperParameters: { k: 10, list: ['msd'] },
      InputDataConfig: [
        { ChannelName: 'train', DataSource: { S3DataSource: { S3Uri: 's3://bucket/x', S3DataType: 'Folder' } } },
        { DataSource: { FileSystemDataSource: {} }, CompressionType: 'Zip' },
        'text',
      ],
      OutputDataConfig: {},
      HyperParameter: {},
      Environment: { SAGELOCAL_SEED: '-1' },
    };
    expect(await problems(wrong)).toEqual([
      "AlgorithmSpecification.TrainingInputMode must be one of File, FastFile, Pipe, not 'Stream'.",
      'AlgorithmSpecification.TrainingImge is not known. Did you mean TrainingImage?',
      "AlgorithmSpecification.TrainingImage 'my-own:1' is not the image of a built-in algorithm known here.",
      'HyperParameters.k must be a string, not 10. Write "10".',
      'HyperParameters.list must be a string, not ["msd"]. Write "[\\"msd\\"]".',
      'InputDataConfig[2] must be a JSON object.',
      "InputDataConfig[0].DataSource.S3DataSource.S3DataType must be one of S3Prefix, ManifestFile, AugmentedManifestFile, not 'Folder'.",
      's3://bucket/x lies in S3; jobs that run on this machine read and write local files only. Copy the data here (aws s3 sync) and give its path or a file:// address, or allow what lies in S3 to be read: --allow-s3, in the library allowS3.',
      'InputDataConfig[1].ChannelName is missing.',
      "InputDataConfig[1].CompressionType must be one of None, Gzip, not 'Zip'.",
      'InputDataConfig[1].DataSource.S3DataSource is missing.',
      'InputDataConfig[1].DataSource.FileSystemDataSource is not known.',
      'OutputDataConfig.S3OutputPath is missing.',
      "Environment.SAGELOCAL_SEED must be an integer from 0 to 4294967295, not '-1'.",
      'HyperParameter is not known. Did you mean HyperParameters?',
    ]);
  });

  test('what the API does not let a channel ask for', async () => {
    const train = {
      ChannelName: 'train',
      DataSource: { S3DataSource: { S3Uri: 'm', S3DataType: 'AugmentedManifestFile', AttributeNames: 'x' } },
      ShuffleConfig: { Seed: 0.5 },
    };
    expect(await problems({ ...spec, InputDataConfig: [train] })).toEqual([
      'InputDataConfig[0].ShuffleConfig.Seed must be a whole number, not 0.5.',
      'InputDataConfig[0].DataSource.S3DataSource.AttributeNames must be a JSON array of strings.',
      "The 'train' channel is an AugmentedManifestFile, which is read in input mode Pipe only, not File. Write InputMode Pipe.",
      expect.stringContaining('needs 1 to 16 AttributeNames, not 0.'),
    ]);
  });

  test.each([
    ['no object', [], ['The job spec must be a JSON object.']],
    ['nothing in it', {}, ['AlgorithmSpecification is missing.', 'OutputDataConfig is missing.']],
    [
      'a channel twice',
      { ...spec, InputDataConfig: [spec.InputDataConfig[1], spec.InputDataConfig[1]] },
      ["InputDataConfig[1].ChannelName 'test' is used twice."],
    ],
    ['channels as an object', { ...spec, InputDataConfig: {} }, ['InputDataConfig must be a JSON array.']],
    ['a number as name', { ...spec, TrainingJobName: 7 }, ['TrainingJobName must be a string, not 7.']],
    [
      'two machines for an algorithm of one',
      {
        ...spec,
        AlgorithmSpecification: { AlgorithmName: 'lda', TrainingInputMode: 'File' },
        ResourceConfig: { InstanceCount: 2 },
      },
      ['ResourceConfig.InstanceCount must be 1, not 2: lda trains on one machine only.'],
    ],
    [
      'a text as count',
      { ...spec, ResourceConfig: { InstanceCount: '1' } },
      ['ResourceConfig.InstanceCount must be a number, not "1".'],
    ],
    [
      'neither image nor algorithm',
      { ...spec, AlgorithmSpecification: {} },
      ['AlgorithmSpecification.TrainingImage is missing. Name an image or, as AlgorithmName, an algorithm: kmeans.'],
    ],
  ])('%s', async (_, wrong, messages) => {
    expect(await problems(wrong)).toEqual(messages);
  });
});

describe('a spec in a file', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'sagelocal-spec-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  test('its relative paths start at its own folder', async () => {
    const path = join(folder, 'job.json');
    writeFileSync(path, JSON.stringify(spec));
    const job = await readJobSpec(path);
    expect(job.outputFolder).toBe(join(folder, 'out'));
    expect(job.channels.train?.path).toBe(join(folder, 'data/train'));
  });

  test('that is not JSON, or not there', async () => {
    const path = join(folder, 'job.json');
    writeFileSync(path, '{"TrainingJobName": ');
    await expect(readJobSpec(path)).rejects.toMatchObject({ code: 'E_JOB_SPEC', where: { file: path } });
    await expect(readJobSpec(join(folder, 'gone.json'))).rejects.toMatchObject({ code: 'E_JOB_SPEC_NOT_FOUND' });
    await expect(readJobSpec(folder)).rejects.toMatchObject({ name: 'PlatformError', code: 'E_JOB_SPEC_UNREADABLE' });
  });
});

test.each([
  ['sagemaker-xgboost:1.7-1', { _image_version: '1.7-1' }, []],
  ['sagemaker-xgboost:9.9-9', {}, ['TrainingImage: version 9.9-9 is not known here; 3.0-5 is taken.']],
  ['sagemaker-xgboost', {}, []],
  ['kmeans:1', {}, []],
])('the tag of an image says which version is meant: %s', async (image, hyperparameters, notes) => {
  const least = {
    AlgorithmSpecification: { TrainingImage: `1.dkr.ecr.us-east-1.amazonaws.com/${image}` },
    OutputDataConfig: { S3OutputPath: '/out' },
  };
  const job = await parseJobSpec(least, FOLDER);
  expect([job.hyperparameters, job.notes]).toEqual([hyperparameters, notes]);
});

test('checkpoints lie where CheckpointConfig says, whatever the container calls that', async () => {
  const checkpoints = { S3Uri: 'kept', LocalPath: '/opt/ml/checkpoints' };
  expect((await parseJobSpec({ ...spec, CheckpointConfig: checkpoints }, FOLDER)).checkpointFolder).toBe('/jobs/kept');
  const problem = parseJobSpec({ ...spec, CheckpointConfig: { LocalPath: '/opt/ml/checkpoints' } }, FOLDER);
  await expect(problem).rejects.toMatchObject({ message: 'CheckpointConfig.S3Uri is missing.' });
});
