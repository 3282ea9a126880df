import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { dense } from '../../../src/data/dense.js';
import { memoryDataset } from '../../../src/data/memory-dataset.js';
import { UserError } from '../../../src/errors.js';
import { JOB_FILE, readJobRecord } from '../../../src/jobs/job-record.js';
import { Abandoned, runJob } from '../../../src/jobs/run-job.js';
import type { Kernels } from '../../../src/kernels/kernels.js';
import { fakeAlgorithm } from '../training/support/fake-algorithm.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sagelocal-job-'));
  onTestFinished(() => rm(folder, { recursive: true }));
});

function run(more: object = {}) {
  return runJob({
    algorithm: fakeAlgorithm(),
    hyperparameters: { k: '1' },
    channels: { train: memoryDataset(dense(Float32Array.of(1, 2, 3), 3, 1)) },
    kernels: {} as Kernels,
    outputFolder: folder,
    request: { TrainingJobName: 'fake' },
    ...more,
  });
}

/** Ends a training from within, at its first step. */
function abortsWith(reason: unknown) {
  const control = new AbortController();
  return { signal: control.signal, onStep: () => control.abort(reason) };
}

test('a job that completes', async () => {
  const { modelPath } = await run();
  const record = await readJobRecord(folder);
  expect(record).toMatchObject({
    TrainingJobName: 'fake',
    TrainingJobStatus: 'Completed',
    ModelArtifacts: { S3ModelArtifacts: modelPath },
  });
  expect(record?.SecondaryStatusTransitions.map(({ Status }) => Status)).toEqual([
    ...['Starting', 'Downloading', 'Training', 'Uploading', 'Completed'],
  ]);
  expect(record?.FinalMetricDataList).toContainEqual(expect.objectContaining({ MetricName: 'train:msd', Value: 6 }));
  expect((await readdir(folder)).sort()).toEqual(['metrics.jsonl', 'model.tar.gz', JOB_FILE]);
});

test('one that fails says why, and may be run again', async () => {
  const broken = { hyperparameters: { k: 'x' } };
  await expect(run(broken)).rejects.toBeInstanceOf(UserError);
  expect(await readJobRecord(folder)).toMatchObject({
    TrainingJobStatus: 'Failed',
    FailureReason: expect.stringMatching(/^ClientError: .*, exit code: 2$/s),
  });
  expect(await readdir(folder)).toEqual([JOB_FILE]);
  await run();
  expect(await readJobRecord(folder)).toMatchObject({ TrainingJobStatus: 'Completed' });
});

test('one that is stopped', async () => {
  const reason = new Error('enough');
  await expect(run(abortsWith(reason))).rejects.toBe(reason);
  expect(await readJobRecord(folder)).toMatchObject({ TrainingJobStatus: 'Stopped', SecondaryStatus: 'Stopped' });
  expect(await readdir(folder)).toEqual([JOB_FILE]);
});

test('one that runs too long', async () => {
  // Goes on until the timer has fired, whenever that is.
  const waits = { maxRuntimeSeconds: 0.001, onStep: () => new Promise((resolve) => setTimeout(resolve, 5)) };
  await expect(run(waits)).rejects.toMatchObject({ code: 'E_MAX_RUNTIME' });
  expect(await readJobRecord(folder)).toMatchObject({
    TrainingJobStatus: 'Stopped',
    SecondaryStatus: 'MaxRuntimeExceeded',
  });
});

test('one that nobody waits for any more keeps no record of its end', async () => {
  await expect(run(abortsWith(new Abandoned()))).rejects.toBeInstanceOf(Abandoned);
  expect(await readJobRecord(folder)).toMatchObject({ TrainingJobStatus: 'InProgress' });
});

test('nothing begins where there is a model, or somebody else’s file, already', async () => {
  await writeFile(join(folder, JOB_FILE), '{"mine": true}');
  await expect(run()).rejects.toMatchObject({ code: 'E_OUTPUT_EXISTS' });
  await rm(join(folder, JOB_FILE));
  await writeFile(join(folder, 'model.tar.gz'), '');
  await expect(run()).rejects.toMatchObject({ code: 'E_OUTPUT_EXISTS' });
  expect(await readdir(folder)).toEqual(['model.tar.gz']);
});
