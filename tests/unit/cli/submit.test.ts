import { expect, it } from 'vitest';
import { run } from './support/run.js';

const JOB = 'fixtures/digits/job.json';
const ENOUGH = [
  '--role',
  'arn:aws:iam::123456789012:role/x',
  '--instance-type',
  'ml.m5.large',
  '--data',
  's3://b/digits',
];

it('prints what would be sent', async () => {
  const { code, stdout } = await run('submit', '--job', JOB, '--region', 'eu-west-1', ...ENOUGH, '--dry-run');
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({
    TrainingJobName: 'digits',
    AlgorithmSpecification: { TrainingImage: '438346466558.dkr.ecr.eu-west-1.amazonaws.com/kmeans:1' },
    OutputDataConfig: { S3OutputPath: 's3://b/digits/models' },
  });
});

it('says what is missing, and what is wrong', async () => {
  const { code, stderr } = await run('submit');
  expect(code).toBe(1);
  expect(stderr).toContain('--job FILE.json is missing');
  expect((await run('submit', '--job', JOB, '--region', 'eu-west-1', '--data', 'b/digits')).stderr).toContain(
    "--data needs s3://BUCKET or s3://BUCKET/PREFIX, not 'b/digits'.",
  );
  expect((await run('submit', '--job', JOB, '--region', 'eu-west-1', '--dry-run')).stderr).toContain(
    'lies on this machine',
  );
});
