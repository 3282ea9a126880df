import { readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { DIGITS } from '../library/support.js';
import { file } from './support/files.js';
import { run } from './support/run.js';

const KMEANS = ['--algorithm', 'kmeans', '--content-type', 'text/csv;label_size=1'];

describe('sagelocal check', () => {
  it('accepts, and says what it read', async () => {
    const { code, stdout, stderr } = await run('check', ...KMEANS, DIGITS);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/train.csv: accepted by kmeans as its train channel \(text\/csv;label_size=1\)/);
    expect(stdout).toMatch(/read {5}1,541 good rows of 64 features, dense, float32/);
  });

  it('refuses, with code, place and hint, all of them', async () => {
    const path = await file('a.csv', 'label,x\n1,2\n3\n4,y\n');
    const { code, stdout } = await run('check', ...KMEANS, path, '--problems', '2');
    expect(code).toBe(1);
    expect(stdout).toContain(`${path}: refused by kmeans`);
    expect(stdout).toMatch(
      /error {4}Unable to parse csv: rows 1-1000, file .*\(E_CSV_HEADER\)\n {11}at .*, line 1, column 1, byte 0\n {11}Line 1 looks like a header/,
    );
    expect(stdout).toContain('… and 1 more');
  });

  it('as JSON', async () => {
    const { code, stdout } = await run('check', ...KMEANS, DIGITS, '--hyperparameter', 'feature_dim=3', '--json');
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({
      version: 1,
      accepted: false,
      channels: [{ channel: 'train', problemCount: 1, problems: [{ code: 'E_FEATURE_DIM' }], read: { rows: 1541 } }],
    });
  });

  it('a job spec', async () => {
    const data = await file('a.csv', '1,2\n');
    const spec = {
      AlgorithmSpecification: { AlgorithmName: 'kmeans' },
      HyperParameters: { k: '2' },
      InputDataConfig: [
        {
          ChannelName: 'train',
          ContentType: 'text/csv',
          DataSource: { S3DataSource: { S3DataType: 'S3Prefix', S3Uri: data } },
        },
      ],
      OutputDataConfig: { S3OutputPath: 'out' },
    };
    const path = join(dirname(data), 'job.json');
    await writeFile(path, JSON.stringify(spec));
    expect(await run('check', '--job', path)).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('W_LABEL_SIZE_ABSENT'),
    });
    await writeFile(path, JSON.stringify({ ...spec, HyperParameters: {} }));
    expect(await run('check', '--job', path)).toMatchObject({
      code: 1,
      stdout: expect.stringContaining('E_HYPERPARAMETER_MISSING'),
    });
    expect(await run('check', '--job', path, data)).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('cannot stand beside --job'),
    });
  });

  it('mends the channels of a job', async () => {
    const data = await file('a.csv', 'x,y\n1,2\n');
    const out = join(dirname(data), 'out');
    const path = join(dirname(data), 'job.json');
    const channelOf = (uri: string) => ({
      ChannelName: 'train',
      ContentType: 'text/csv;label_size=0',
      DataSource: { S3DataSource: { S3DataType: 'S3Prefix', S3Uri: uri } },
    });
    const spec = {
      AlgorithmSpecification: { AlgorithmName: 'kmeans' },
      HyperParameters: { k: '1', feature_dim: '2' },
      InputDataConfig: [channelOf(data)],
      OutputDataConfig: { S3OutputPath: 'models' },
    };
    await writeFile(path, JSON.stringify(spec));
    const { code, stdout } = await run('check', '--job', path, '--fix', out);
    expect(stdout).toContain('header dropped');
    expect(stdout).toContain(`${join(out, 'train')}: accepted by kmeans as its train channel`);
    expect(code).toBe(0);
    expect(await readFile(join(out, 'train', 'a.csv'), 'utf8')).toBe('1,2\n');
    await writeFile(path, JSON.stringify({ ...spec, InputDataConfig: [channelOf(`${data}.absent`)] }));
    expect(await run('check', '--job', path, '--fix', `${out}.2`)).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("The 'train' channel cannot be mended"),
    });
  });

  it('mends a copy, checks it, and says what it did', async () => {
    const path = await file('a.csv', 'x,label\n"1",0\n2,1\n');
    const out = join(dirname(path), 'out.csv');
    const mend = ['check', '--algorithm', 'kmeans', '--content-type', 'text/csv', path, '--fix', out];
    const { code, stdout } = await run(...mend, '--label-column', 'label');
    expect(code).toBe(0);
    expect(stdout).toContain('header dropped');
    expect(stdout).toContain(`wrote ${out}`);
    expect(stdout).toContain(`${out}: accepted by kmeans as its train channel (text/csv;label_size=1)`);
    expect(await readFile(out, 'utf8')).toBe('0,1\n1,2\n');
    expect(await run(...mend)).toMatchObject({ code: 1, stderr: expect.stringContaining('E_OUTPUT_EXISTS') });
    const again = await run('check', ...KMEANS, out, '--fix', `${out}.2`, '--json');
    expect(again).toMatchObject({ code: 0, stderr: expect.stringContaining('There is nothing that --fix mends') });
  });

  it.each([
    [['check', 'x'], '--algorithm NAME is missing.'],
    [['check', '--algorithm', 'kmeans'], 'PATH is missing.'],
    [['check', '--algorithm', 'kmaens', 'x'], "Did you mean 'kmeans'?"],
    [['check', ...KMEANS, 'x', 'y', '--fix', 'z'], '--fix mends one PATH'],
    [['check', ...KMEANS, 'x', '--label-column', '2'], '--label-column needs --fix'],
  ])('%j', async (argv, message) => {
    const { code, stderr } = await run(...argv);
    expect(code).toBe(1);
    expect(stderr).toContain(message);
  });
});
