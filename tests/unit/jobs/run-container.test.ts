import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { runContainer } from '../../../src/jobs/run-container.js';
import { loadModel } from '../../../src/library/load-model.js';
import { channelConfig, containerTree } from '../../support/container-tree.js';
import { GROUPS } from '../library/support.js';

const CSV = channelConfig('text/csv');
const POINTS = GROUPS.map((row) => `${row.join(',')}\n`).join('');

async function trained(
  tree: Partial<Parameters<typeof containerTree>[0]>,
  { algorithm = 'kmeans', ...more }: { algorithm?: string; signal?: AbortSignal; stop?: AbortSignal } = {},
) {
  const defaults = { hyperparameters: { k: '3' }, channels: { train: CSV }, data: { 'train/a.csv': POINTS } };
  const base = await containerTree({ ...defaults, ...tree });
  return { base, ...(await trainedIn(base, { algorithm, ...more })) };
}

async function trainedIn(base: string, { algorithm = 'kmeans', ...more }: { algorithm?: string } = {}) {
  const [log, notes]: [string[], string[]] = [[], []];
  const environment = { SAGELOCAL_ALGORITHM: algorithm };
  const write = { log: (line: string) => void log.push(line), note: (text: string) => void notes.push(text) };
  const outcome = await runContainer({ base, environment, ...write, ...more });
  const failure = join(base, 'output/failure');
  return { ...outcome, log, notes, failure: existsSync(failure) ? readFileSync(failure, 'utf8') : undefined };
}

describe('a job that ends well', () => {
  test('leaves its model unpacked, and SageMaker’s log', async () => {
    const { base, exitCode, log, failure, notes } = await trained({});
    expect({ exitCode, failure, notes }).toEqual({ exitCode: 0, failure: undefined, notes: [] });
    expect(readdirSync(join(base, 'model'))).toEqual(['model_algo-1', expect.stringMatching(/^state_/)]);
    expect((await loadModel(join(base, 'model'))).describe()).toMatchObject({ k: 3 });
    expect(log[0]).toBe('Docker entrypoint called with argument(s): train');
    expect(log.join('\n')).toMatch(/#progress_metric: host=algo-1, completed 100.0 %/);
  });

  test('takes the place of an earlier model, and forgets an earlier failure', async () => {
    const { base } = await trained({ hyperparameters: { k: 'none' } });
    writeFileSync(join(base, 'model/model_algo-1'), 'earlier');
    writeFileSync(join(base, 'input/config/hyperparameters.json'), '{"k": "3"}');
    expect(await trainedIn(base)).toMatchObject({ exitCode: 0, failure: undefined });
    expect((await loadModel(join(base, 'model'))).describe()).toMatchObject({ k: 3 });
  });

  test('goes on from the model channel', async () => {
    const { base } = await trained({ channels: { train: CSV, model: channelConfig('application/x-sagemaker-model') } });
    expect(readFileSync(join(base, 'output/failure'), 'utf8')).toContain('model');
    mkdirSync(join(base, 'input/data/model'));
    const earlier = await trained({});
    for (const name of readdirSync(join(earlier.base, 'model'))) {
      writeFileSync(join(base, 'input/data/model', name), readFileSync(join(earlier.base, 'model', name)));
    }
    expect(await trainedIn(base)).toMatchObject({ exitCode: 0 });
  });

  test('leaves what goes beside the model under output/data', async () => {
    const hyperparameters = { num_round: '2', _kfold: '2' };
    const { base, exitCode } = await trained({ hyperparameters }, { algorithm: 'xgboost' });
    expect(exitCode).toBe(0);
    expect(readdirSync(join(base, 'model'))).toEqual(['xgboost-model-0', 'xgboost-model-1']);
    expect(readFileSync(join(base, 'output/data/predictions.csv'), 'utf8').trim().split('\n')).toHaveLength(60);
  });

  test('on several hosts, of which the first one trains', async () => {
    const host = (current_host: string) => ({ current_host, hosts: ['algo-1', 'algo-2'] });
    const second = await trained({ resources: host('algo-2') });
    expect(second).toMatchObject({
      exitCode: 0,
      notes: ['algo-2 leaves the training to algo-1, which sees the same data.'],
    });
    expect(readdirSync(join(second.base, 'model'))).toEqual([]);
    const first = await trained({ resources: host('algo-1') });
    expect(readdirSync(join(first.base, 'model'))).toHaveLength(2);
  });
});

describe('a job that fails', () => {
  test.each([
    ['a hyperparameter', { hyperparameters: { k: 'none' } }, /^Customer Error: The value for hyperparameter 'k'/],
    ['the data', { data: { 'train/a.csv': '1,2\nx,y\n' } }, /^Customer Error: .*[Uu]nable to parse csv/s],
    ['a configuration', { resources: [] }, /^Customer Error: The content of the resource configuration file/],
    ['no data', { data: {} }, /^Customer Error: Unable to read data channel 'train'/],
  ])('because of %s: the customer’s error', async (_, tree, text) => {
    const { base, exitCode, failure, log } = await trained(tree);
    expect(exitCode).toBe(2);
    expect(failure).toMatch(text);
    expect(log.join('\n')).toContain(`ERROR ${process.pid}] ${failure}`);
    expect(readdirSync(join(base, 'model'))).toEqual([]);
  });

  test('because a place cannot be written: the platform’s error', async () => {
    const base = await containerTree({
      hyperparameters: { k: '3' },
      channels: { train: CSV },
      data: { 'train/a.csv': POINTS },
    });
    mkdirSync(join(base, 'model/model_algo-1/in-the-way'), { recursive: true });
    const { exitCode, failure } = await trainedIn(base);
    expect(exitCode).toBe(3);
    expect(failure).toMatch(/^Platform Error: .*model_algo-1 cannot be written/);
    expect(readdirSync(join(base, 'model'))).toEqual(['model_algo-1']);
  });

  test('of XGBoost, always with 1', async () => {
    const { exitCode, failure, log } = await trained({ hyperparameters: { eta: '7' } }, { algorithm: 'xgboost' });
    expect(exitCode).toBe(1);
    expect(failure).toBe(
      'framework error: \nMissing required hyperparameter: num_round\nHyperparameter eta: 7.0 is not in [0, 1]',
    );
    expect(log.at(-4)).toMatch(/:ERROR\] Reporting training FAILURE$/);
  });

  test('keeps the 1,024 characters that SageMaker keeps', async () => {
    const hyperparameters = Object.fromEntries(Array.from({ length: 50 }, (_, at) => [`no_such_thing_${at}`, '1']));
    const { failure } = await trained({ hyperparameters });
    expect(failure).toHaveLength(1024);
  });

  test('without an algorithm', async () => {
    const { exitCode, failure } = await trained({}, { algorithm: '' });
    expect(exitCode).toBe(2);
    expect(failure).toBe('Customer Error: Nothing says which algorithm is to be trained.');
  });
});

describe('a job that is ended', () => {
  const ended = new AbortController();
  ended.abort();
  const xgboost = { hyperparameters: { num_round: '50' } };

  test('by SIGTERM: k-means makes a model of what it has read', async () => {
    const hyperparameters = { k: '3', epochs: '1000000', mini_batch_size: '20' };
    const { base, exitCode } = await trained({ hyperparameters }, { stop: ended.signal });
    expect(exitCode).toBe(0);
    expect((await loadModel(join(base, 'model'))).describe()).toMatchObject({ k: 3 });
  });

  test('by SIGTERM: XGBoost keeps its trees where it was asked to', async () => {
    const asked = { hyperparameters: { num_round: '50', save_model_on_termination: 'true' } };
    const saved = await trained(asked, { algorithm: 'xgboost', stop: ended.signal });
    expect({ exitCode: saved.exitCode, model: readdirSync(join(saved.base, 'model')) }).toEqual({
      exitCode: 0,
      model: ['xgboost-model'],
    });
    const { base, exitCode, failure } = await trained(xgboost, { algorithm: 'xgboost', stop: ended.signal });
    expect({ exitCode, failure, model: readdirSync(join(base, 'model')) }).toEqual({ exitCode: 143, model: [] });
  });

  test('by its user', async () => {
    const { base, exitCode, failure } = await trained({}, { signal: ended.signal });
    expect({ exitCode, failure, model: readdirSync(join(base, 'model')) }).toEqual({ exitCode: 130, model: [] });
  });

  test('and begun again: XGBoost goes on from its checkpoints', async () => {
    const tree = { hyperparameters: { num_round: '3' }, checkpoints: { LocalPath: '/opt/ml/checkpoints' } };
    const { base } = await trained(tree, { algorithm: 'xgboost' });
    expect(readdirSync(join(base, 'checkpoints'))).toEqual([0, 1, 2].map((round) => `xgboost-checkpoint.${round}`));
    writeFileSync(join(base, 'input/config/hyperparameters.json'), '{"num_round": "5"}');
    const { log } = await trainedIn(base, { algorithm: 'xgboost' });
    expect(log.flatMap((line) => line.match(/^\[\d\]/)?.[0] ?? [])).toEqual(['[3]', '[4]']);
  });
});
