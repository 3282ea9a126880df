import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { parseRequestedJob, readRequestedJob } from '../../../src/jobs/requested-job.js';

const request = {
  TrainingJobName: 'digits',
  AlgorithmSpecification: { AlgorithmName: 'kmeans', TrainingInputMode: 'File' },
  OutputDataConfig: { S3OutputPath: 's3://bucket/out' },
  StoppingCondition: { MaxRuntimeInSeconds: 60 },
};

test('a folder stands for S3, and the request stays as it was', async () => {
  expect(await parseRequestedJob(request, '/jobs', { s3Root: '/s3' })).toMatchObject({
    outputFolder: '/s3/bucket/out',
    maxRuntimeSeconds: 60,
    request,
  });
});

test('without one, an address in S3 is refused', async () => {
  await expect(parseRequestedJob(request, '/jobs')).rejects.toMatchObject({ code: 'E_S3_ADDRESS' });
});

test('what SageMaker would refuse is refused in its words', async () => {
  const bad = { ...request, TrainingJobName: 'my_digits', StoppingCondition: { MaxRuntimeInSeconds: 0 } };
  await expect(parseRequestedJob(bad, '/jobs', { s3Root: '/s3' })).rejects.toMatchObject({
    code: 'E_VALIDATION',
    message: expect.stringMatching(/^2 validation errors detected: Value 'my_digits' at 'trainingJobName' failed/),
  });
});

test('from a file, relative paths start beside it', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'sagelocal-request-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const path = join(folder, 'job.json');
  await writeFile(path, JSON.stringify({ ...request, OutputDataConfig: { S3OutputPath: 'out' } }));
  expect((await readRequestedJob(path)).outputFolder).toBe(join(folder, 'out'));
});
