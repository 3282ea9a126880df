import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { runTask } from '../../../../src/jobs/control-plane/run-task.js';
import type { TransformTask } from '../../../../src/jobs/control-plane/transform-jobs.js';
import { newJobState, readJobRecord } from '../../../../src/jobs/job-record.js';
import { Abandoned } from '../../../../src/jobs/run-job.js';
import { KMeans } from '../../../../src/library/estimators.js';
import { GROUPS, scratch } from '../../library/support.js';

let folder: string;
let log: string[];
beforeEach(async () => {
  folder = await scratch();
  log = [];
  await writeFile(join(folder, 'train.csv'), '0,0\n0,1\n9,9\n9,8\n');
});

const context = (signal = new AbortController().signal) => ({
  folder,
  signal,
  log: (line: string) => void log.push(line),
});

describe('a training job', () => {
  const task = (hyperparameters: object = { k: '2', feature_dim: '2' }) => ({
    kind: 'training-job' as const,
    request: {
      TrainingJobName: 'j',
      AlgorithmSpecification: { TrainingImage: 'kmeans:1', TrainingInputMode: 'File' },
      HyperParameters: hyperparameters,
      InputDataConfig: [
        {
          ChannelName: 'train',
          ContentType: 'text/csv;label_size=0',
          DataSource: { S3DataSource: { S3DataType: 'S3Prefix', S3Uri: 'train.csv' } },
        },
      ],
      OutputDataConfig: { S3OutputPath: 'out' },
    },
    folder,
    state: newJobState(),
    modelAddress: 's3://b/model.tar.gz',
  });

  test('leaves its model where SageMaker would, and its record', async () => {
    await runTask(task(), context());
    expect(await readdir(join(folder, 'out/j/output'))).toContain('model.tar.gz');
    expect(await readJobRecord(folder)).toMatchObject({
      TrainingJobStatus: 'Completed',
      ModelArtifacts: { S3ModelArtifacts: 's3://b/model.tar.gz' },
    });
    expect(log.join('\n')).toContain('#metrics');
  });

  test('that fails says why, even before it ran', async () => {
    await runTask(task({ k: 2 }), context());
    expect(await readJobRecord(folder)).toMatchObject({
      TrainingJobStatus: 'Failed',
      FailureReason: expect.stringMatching(/^ClientError: HyperParameters\.k must be a string/),
    });
  });

  test('that nobody waits for says nothing', async () => {
    await runTask(task(), context(AbortSignal.abort(new Abandoned())));
    expect((await readJobRecord(folder))?.TrainingJobStatus).toBe('InProgress');
  });
});

describe('a transform job', () => {
  async function task(more: Partial<TransformTask> = {}): Promise<TransformTask> {
    const model = join(folder, 'model.tar.gz');
    await (await new KMeans({ k: 2 }).fit({ train: GROUPS })).save(model);
    await mkdir(join(folder, 'in'));
    await writeFile(join(folder, 'in/a.csv'), '0,0\n9,9\n');
    return {
      kind: 'transform-job',
      request: {
        TransformInput: {
          DataSource: { S3DataSource: { S3DataType: 'S3Prefix', S3Uri: 's3://bucket/in' } },
          ContentType: 'text/csv',
          SplitType: 'Line',
        },
        TransformOutput: { Accept: 'text/csv', AssembleWith: 'Line' },
        BatchStrategy: 'SingleRecord',
        MaxPayloadInMB: 1,
      },
      input: join(folder, 'in'),
      output: join(folder, 'out'),
      containers: [{ path: model, multiModel: false, environment: {} }],
      state: { TransformJobStatus: 'InProgress', CreationTime: 1 },
      ...more,
    };
  }
  const record = async () => JSON.parse(await readFile(join(folder, 'transform-job.json'), 'utf8'));

  test('answers every file', async () => {
    await runTask(await task(), context());
    expect((await readFile(join(folder, 'out/a.csv.out'), 'utf8')).trim().split('\n')).toHaveLength(2);
    expect(await record()).toMatchObject({
      TransformJobStatus: 'Completed',
      CreationTime: 1,
      TransformStartTime: expect.any(Number),
      TransformEndTime: expect.any(Number),
    });
  });

  test('that fails says why', async () => {
    await runTask(await task({ input: join(folder, 'nowhere') }), context());
    expect(await record()).toMatchObject({
      TransformJobStatus: 'Failed',
      FailureReason: expect.stringMatching(/^ClientError: /),
    });
  });

  test('of a manifest is refused', async () => {
    const { request, ...rest } = await task();
    const DataSource = { S3DataSource: { S3DataType: 'ManifestFile', S3Uri: 's3://bucket/in' } };
    await runTask({ ...rest, request: { ...request, TransformInput: { DataSource } } }, context());
    expect(await record()).toMatchObject({ FailureReason: expect.stringContaining('ManifestFile is not read here') });
  });

  test('may be a pipeline', async () => {
    const { containers, ...one } = await task();
    await runTask({ ...one, containers: [...containers, ...containers] }, context());
    expect((await record()).TransformJobStatus).toBe('Completed');
  });

  test.each([
    ['is stopped', new Error('stop'), 'Stopped'],
    ['nobody waits for', new Abandoned(), 'InProgress'],
  ])('that %s', async (_, reason, status) => {
    await runTask(await task(), context(AbortSignal.abort(reason)));
    expect((await record()).TransformJobStatus).toBe(status);
  });
});
