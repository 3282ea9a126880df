import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadModel } from '../../../src/library/load-model.js';
import { DIGITS, scratch } from '../library/support.js';
import { run, runWith } from './support/run.js';

const CSV = 'text/csv;label_size=1';

function trainOn(output: string, ...more: string[]): string[] {
  return ['train', '--algorithm', 'kmeans', '--train', DIGITS, '--content-type', CSV, '--output', output, ...more];
}

describe('sagelocal train', () => {
  it('writes the model and the metrics, SageMaker’s log on stdout, progress on stderr', async () => {
    const output = join(await scratch(), 'new/folder');
    const { code, stdout, stderr } = await run(...trainOn(output, '--hyperparameter', 'k=10'));
    expect({ code, stderr }).toMatchObject({ code: 0 });
    expect((await readdir(output)).sort()).toEqual(['metrics.jsonl', 'model.tar.gz']);
    expect((await loadModel(join(output, 'model.tar.gz'))).describe()).toMatchObject({ k: 10, feature_dim: 64 });
    expect(stdout).toMatch(/^Docker entrypoint called with argument\(s\): train\n/);
    expect(stdout).toMatch(/#progress_metric: host=\S+, completed (\S+) %/);
    expect(stdout).not.toContain('\x1b');
    expect(stderr).toContain('100 %');
    expect(stderr).toContain(`wrote ${join(output, 'model.tar.gz')}`);
  });

  it('--quiet leaves the progress out', async () => {
    const { stderr } = await run(...trainOn(await scratch(), '--hyperparameter', 'k=2', '--quiet'));
    expect(stderr).not.toContain('%');
  });

  it('same seed, same bytes; another seed, others', async () => {
    const folder = await scratch();
    const train = async (name: string, seed: string) => {
      await run(...trainOn(join(folder, name), '--hyperparameter', 'k=10', '--seed', seed));
      return readFile(join(folder, name, 'model.tar.gz'), 'base64');
    };
    const first = await train('a', '7');
    expect(await train('b', '7')).toBe(first);
    expect(await train('c', '8')).not.toBe(first);
  });

  it('reads hyperparameters from a file, flags win', async () => {
    const folder = await scratch();
    const file = join(folder, 'hyperparameters.json');
    await writeFile(file, JSON.stringify({ k: '10', epochs: '2' }));
    const output = join(folder, 'out');
    const { code } = await run(...trainOn(output, '--hyperparameters', file, '--hyperparameter', 'k=4'));
    expect(code).toBe(0);
    expect((await loadModel(join(output, 'model.tar.gz'))).describe()).toMatchObject({ k: 4 });
    expect(await readFile(join(output, 'metrics.jsonl'), 'utf8')).toContain('"epoch":1');
  });

  it('trains from a CreateTrainingJob request, its model channel included', async () => {
    const folder = await scratch();
    const earlier = join(folder, 'earlier');
    await run(...trainOn(earlier, '--hyperparameter', 'k=10'));
    const data = (name: string, uri: string, contentType?: string) => ({
      ChannelName: name,
      ...(contentType && { ContentType: contentType }),
      DataSource: { S3DataSource: { S3DataType: 'S3Prefix', S3Uri: uri } },
    });
    const job = join(folder, 'job.json');
    await writeFile(
      job,
      JSON.stringify({
        TrainingJobName: 'digits',
        AlgorithmSpecification: { AlgorithmName: 'kmeans', TrainingInputMode: 'File' },
        HyperParameters: { k: '10' },
        InputDataConfig: [data('train', `file://${DIGITS}`, CSV), data('model', join(earlier, 'model.tar.gz'))],
        OutputDataConfig: { S3OutputPath: 'from-spec' },
      }),
    );
    expect(await run('train', '--job', job)).toMatchObject({ code: 0 });
    expect(await run('train', '--job', job, '--output', join(folder, 'from-flag'))).toMatchObject({ code: 0 });
    const [spec, flag, first] = await Promise.all(
      ['from-spec', 'from-flag', 'earlier'].map((name) => readFile(join(folder, name, 'model.tar.gz'), 'base64')),
    );
    expect(flag).toBe(spec);
    expect(spec).not.toBe(first);
  });

  it('keeps checkpoints of XGBoost, and goes on from them', async () => {
    const folder = await scratch();
    const boost = (output: string, rounds: number, ...more: string[]) =>
      run(
        ...['train', '--algorithm', 'xgboost', '--train', DIGITS, '--content-type', 'text/csv', '--quiet'],
        ...['--hyperparameter', `num_round=${rounds}`, '--output', join(folder, output), ...more],
      );
    const checkpoints = ['--checkpoints', join(folder, 'checkpoints')];
    await boost('first', 2, ...checkpoints);
    expect((await readdir(join(folder, 'checkpoints'))).sort()).toEqual([
      'xgboost-checkpoint.0',
      'xgboost-checkpoint.1',
    ]);
    const { stdout } = await boost('second', 3, ...checkpoints);
    expect(stdout).toContain('Resuming from iteration 2');
    await boost('whole', 3);
    const [resumed, whole] = ['second', 'whole'].map((name) => readFile(join(folder, name, 'model.tar.gz'), 'base64'));
    expect(await resumed).toBe(await whole);
  });

  it('leaves nothing behind when it is interrupted', async () => {
    const folder = await scratch();
    const abort = new AbortController();
    const outcome = runWith(
      abort.signal,
      ...trainOn(join(folder, 'out'), '--hyperparameter', 'k=10', '--hyperparameter', 'epochs=100000'),
    );
    setTimeout(() => abort.abort(), 300);
    expect(await outcome).toMatchObject({
      code: 130,
      stderr: expect.stringContaining('interrupted, nothing was written'),
    });
    expect(await readdir(folder)).toEqual([]);
  });
});

describe('sagelocal train refuses', () => {
  it('what is missing, all of it', async () => {
    const { code, stdout, stderr } = await run('train');
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    for (const flag of ['--algorithm NAME', '--train PATH', '--output DIR'])
      expect(stderr).toContain(`${flag} is missing`);
  });

  it('bad hyperparameters, all of them, with the nearest name', async () => {
    const output = join(await scratch(), 'out');
    const flags = ['k=none', 'epocs=2', 'init_method=best'].flatMap((text) => ['--hyperparameter', text]);
    const { code, stderr } = await run(...trainOn(output, ...flags));
    expect(code).toBe(1);
    for (const text of ['k', 'epochs', 'init_method']) expect(stderr).toContain(text);
    expect(existsSync(output)).toBe(false);
  });

  it.each([
    { name: 'a misspelt algorithm', flags: ['--algorithm', 'kmean'], says: "Did you mean 'kmeans'?" },
    { name: 'a hyperparameter without value', flags: ['--hyperparameter', 'k'], says: 'NAME=VALUE' },
    { name: 'an unknown input mode', flags: ['--input-mode', 'Stream'], says: 'File, FastFile, Pipe' },
    {
      name: 'a file of hyperparameters that is not there',
      flags: ['--hyperparameters', 'no.json'],
      says: 'no.json does not exist',
    },
  ])('$name', async ({ flags, says }) => {
    const output = join(await scratch(), 'out');
    const base = flags[0] === '--algorithm' ? [] : ['--algorithm', 'kmeans'];
    const { code, stderr } = await run(
      'train',
      ...base,
      '--train',
      DIGITS,
      '--content-type',
      CSV,
      '--output',
      output,
      ...flags,
    );
    expect(code).toBe(1);
    expect(stderr).toContain(says);
    expect(existsSync(output)).toBe(false);
  });

  it.each(['[1]', '"k"', 'null', '{k: 1}', ''])('%j as file of hyperparameters', async (text) => {
    const folder = await scratch();
    await writeFile(join(folder, 'h.json'), text);
    const { code, stderr } = await run(...trainOn(join(folder, 'out'), '--hyperparameters', join(folder, 'h.json')));
    expect(code).toBe(1);
    expect(stderr).toContain('E_HYPERPARAMETERS_FILE');
  });

  it('flags beside --job that the job says already', async () => {
    const { code, stderr } = await run('train', '--job', 'job.json', '--train', 'x', '--hyperparameter', 'k=1');
    expect(code).toBe(1);
    expect(stderr).toContain('--train cannot stand beside --job');
    expect(stderr).toContain('--hyperparameter cannot stand beside --job');
  });

  it('an output that exists, before any work', async () => {
    const output = await scratch();
    await mkdir(output, { recursive: true });
    await writeFile(join(output, 'model.tar.gz'), 'precious');
    const { code, stdout, stderr } = await run(...trainOn(output, '--hyperparameter', 'k=10'));
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain('E_OUTPUT_EXISTS');
    expect(await readFile(join(output, 'model.tar.gz'), 'utf8')).toBe('precious');
  });
});
