import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { expect, test } from 'vitest';
import { file } from '../cli/support/files.js';
import { run } from '../cli/support/run.js';
import { scratch } from '../library/support.js';

const schema = JSON.parse(
  readFileSync(new URL('../../../docs/learn/check-report.schema.json', import.meta.url), 'utf8'),
);
const validate = new Ajv({ allErrors: true, strict: false }).compile(schema);

/** What `check --json` prints, held against the schema. */
async function report(words: readonly string[]) {
  const { stdout } = await run('check', '--json', ...words);
  const value = JSON.parse(stdout);
  validate(value);
  expect(validate.errors ?? []).toEqual([]);
  return value;
}

test('good data of every format', async () => {
  const csv = await file('a.csv', '1,2,3\n0,5,6\n');
  expect(await report(['--algorithm', 'kmeans', '--content-type', 'text/csv;label_size=1', csv])).toMatchObject({
    accepted: true,
    channels: [{ read: { rows: 2, label: { columns: 1 } } }],
  });
  const libsvm = await file('a.libsvm', '1 0:1 3:2\n0 1:1 2:nan\n');
  await report(['--algorithm', 'xgboost', libsvm]);
});

test('everything that can be wrong: rows, labels, channels, hyperparameters, files that are not there', async () => {
  const bad = await file('bad.csv', 'h,h\n1,x\n2,3,4\n5,\n1,inf\n');
  const words = [
    '--algorithm',
    'linear-learner',
    '--content-type',
    'text/csv',
    '--hyperparameter',
    'feature_dim=0',
    bad,
  ];
  expect(await report(words)).toMatchObject({ accepted: false });
  expect(await report([...words, '--problems', '1'])).toMatchObject({
    channels: [{ problemCount: expect.any(Number) }],
  });
  await report(['--algorithm', 'xgboost', '--channel', 'test', '--content-type', 'TEXT/CSV', bad]);
  await report(['--algorithm', 'pca', join(await scratch(), 'gone')]);
});

test('a job, and a file that was mended', async () => {
  const csv = await file('a.csv', '\ufeffa,b\n1,2\n3,4\n');
  const S3DataSource = { S3DataType: 'S3Prefix', S3Uri: csv, S3DataDistributionType: 'ShardedByS3Key' };
  const job = await file(
    'job.json',
    JSON.stringify({
      AlgorithmSpecification: { AlgorithmName: 'kmeans' },
      HyperParameters: { k: '2', feature_dim: '2' },
      InputDataConfig: [{ ChannelName: 'train', DataSource: { S3DataSource }, ContentType: 'text/csv;label_size=0' }],
      OutputDataConfig: { S3OutputPath: 'out' },
      ResourceConfig: { InstanceCount: 3 },
    }),
  );
  const { channels } = await report(['--job', job]);
  expect(channels[0].warnings.map(({ code }: { code: string }) => code)).toContain('W_HOSTS_WITHOUT_OBJECTS');
  const output = join(await scratch(), 'fixed.csv');
  const fixed = await report([
    '--algorithm',
    'kmeans',
    '--content-type',
    'text/csv;label_size=0',
    csv,
    '--fix',
    output,
  ]);
  expect(fixed).toMatchObject({ accepted: true, fixed: { output, mended: [{ file: csv }] } });
});

test('the schema refuses what is no report', () => {
  expect(validate({ version: 2 })).toBe(false);
});
