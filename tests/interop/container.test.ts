/** The image's entry point as a process, in a tree as SageMaker lays it out: `sagelocal train`, and nothing more. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { dense } from '../../src/data/dense.js';
import { encodeRecords } from '../../src/formats/recordio/writer.js';
import { loadModel } from '../../src/library/load-model.js';
import { channelConfig, containerTree } from '../support/container-tree.js';
import { PROGRAM } from '../unit/cli/support/built.js';

/** Three groups, the label of each its number. */
const ROWS = Array.from({ length: 60 }, (_, row) => [
  row % 3,
  (row % 3) * 10 + row / 60,
  ((row * 7) % 10) + 1,
  row % 5,
]);
const csv = (rows: readonly (readonly number[])[]) => rows.map((row) => `${row.join(',')}\n`).join('');
const FEATURES = csv(ROWS.map((row) => row.slice(1)));
const LABELLED = csv(ROWS);

interface Job {
  readonly hyperparameters: Readonly<Record<string, string>>;
  readonly contentType?: string;
  readonly content?: string | Uint8Array;
  readonly model: readonly (string | RegExp)[];
}

const JOBS: Readonly<Record<string, Job>> = {
  'linear-learner': {
    hyperparameters: { predictor_type: 'regressor', mini_batch_size: '20', num_models: '2' },
    contentType: 'text/csv',
    content: LABELLED,
    model: ['model_algo-1'],
  },
  xgboost: {
    hyperparameters: { num_round: '3' },
    contentType: 'text/csv',
    content: LABELLED,
    model: ['xgboost-model'],
  },
  'factorization-machines': {
    hyperparameters: { predictor_type: 'regressor', feature_dim: '3', num_factors: '2', mini_batch_size: '20' },
    contentType: 'application/x-recordio-protobuf',
    content: encodeRecords(
      dense(Float32Array.from(ROWS.flatMap((row) => row.slice(1))), 60, 3),
      ROWS.map(([label = 0]) => label),
    ),
    model: ['model_algo-1'],
  },
  kmeans: { hyperparameters: { k: '3', feature_dim: '3' }, model: ['model_algo-1', /^state_/] },
  knn: {
    hyperparameters: { k: '3', predictor_type: 'classifier', sample_size: '60', feature_dim: '3' },
    contentType: 'text/csv;label_size=1',
    content: LABELLED,
    model: ['model_algo-1', 'model_algo-1.json', 'model_algo-1.labels'],
  },
  pca: { hyperparameters: { num_components: '2', feature_dim: '3', mini_batch_size: '20' }, model: ['model_algo-1'] },
  randomcutforest: { hyperparameters: { feature_dim: '3', num_trees: '50' }, model: [/./] },
  lda: {
    hyperparameters: { num_topics: '2', feature_dim: '3', mini_batch_size: '60' },
    model: [/./],
  },
};

function treeOf({ hyperparameters, contentType = 'text/csv;label_size=0', content = FEATURES }: Job) {
  const channels = { train: channelConfig(contentType) };
  return containerTree({ hyperparameters, channels, data: { 'train/rows': content } });
}

function start(base: string, algorithm: string) {
  const env = { ...process.env, SAGEMAKER_BASE_DIR: base, SAGELOCAL_ALGORITHM: algorithm };
  const child = spawn(process.execPath, [PROGRAM, 'train'], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  let [stdout, stderr] = ['', ''];
  child.stderr.on('data', (chunk) => {
    stderr += chunk;
  });
  const heard = (pattern: RegExp) =>
    new Promise<void>((resolve) => {
      child.stdout.on('data', () => pattern.test(stdout) && resolve());
    });
  child.stdout.on('data', (chunk) => {
    stdout += chunk;
  });
  const ended = new Promise<{ code: number | null; signal: string | null; stdout: string; stderr: string }>((resolve) =>
    child.on('close', (code, signal) => resolve({ code, signal, stdout, stderr })),
  );
  return { child: child as ChildProcess, ended, heard };
}

const modelFiles = (base: string) => readdirSync(join(base, 'model')).sort();
const rounds = (text: string) => [...text.matchAll(/^\[(\d+)\]\t/gm)].map(([, round]) => Number(round));

describe('a tree of', () => {
  test.each(Object.entries(JOBS))('%s', async (algorithm, job) => {
    const base = await treeOf(job);
    const { code, stdout, stderr } = await start(base, algorithm).ended;
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain(algorithm === 'xgboost' ? 'Single node training.' : '#metrics {"StartTime"');
    expect(modelFiles(base)).toEqual(
      job.model.map((name) => (typeof name === 'string' ? name : expect.stringMatching(name))),
    );
    expect(existsSync(join(base, 'output/failure'))).toBe(false);
    expect((await loadModel(join(base, 'model'))).describe()).toMatchObject({ feature_dim: 3 });
  });
});

test('in input mode Pipe every epoch has its FIFO, which SageMaker makes when the one before is read', async () => {
  const hyperparameters = { k: '3', epochs: '3', mini_batch_size: '20' };
  const base = await containerTree({
    hyperparameters,
    channels: { train: channelConfig('text/csv;label_size=0', { TrainingInputMode: 'Pipe' }) },
    data: { rows: FEATURES },
  });
  const stem = join(base, 'input/data/train');
  execFileSync('mkfifo', [`${stem}_0`]);
  const feed =
    'cat rows > train_0; rm train_0; mkfifo train_1; cat rows > train_1; rm train_1; mkfifo train_2; cat rows > train_2';
  const feeder = spawn('sh', ['-c', feed], { cwd: join(base, 'input/data'), stdio: 'ignore' });
  onTestFinished(() => void feeder.kill());
  const { code, stdout } = await start(base, 'kmeans').ended;
  expect(code).toBe(0);
  expect(stdout).toContain('"Total Records Seen": {"sum": 200.0');
});

describe('SIGTERM', () => {
  const endless = { k: '3', epochs: '100000000', mini_batch_size: '20', feature_dim: '3' };

  test('during k-means leaves the model of what was read', async () => {
    const base = await treeOf({ hyperparameters: endless, model: [] });
    const { child, ended, heard } = start(base, 'kmeans');
    await heard(/#progress_metric/);
    child.kill('SIGTERM');
    expect(await ended).toMatchObject({ code: 0, signal: null });
    expect((await loadModel(join(base, 'model'))).describe()).toMatchObject({ k: 3 });
  });

  test.each([
    ['true', 0, ['xgboost-model']],
    ['false', 143, []],
  ])('during XGBoost with save_model_on_termination=%s', async (saves, code, model) => {
    const hyperparameters = { num_round: '1000000', save_model_on_termination: saves };
    const base = await treeOf({ ...(JOBS.xgboost as Job), hyperparameters });
    const { child, ended, heard } = start(base, 'xgboost');
    await heard(/^\[3\]/m);
    child.kill('SIGTERM');
    const { stdout, ...end } = await ended;
    expect(end).toMatchObject({ code, signal: null });
    expect(modelFiles(base)).toEqual(model);
    if (model.length === 0) return;
    const { rounds: saved } = (await loadModel(join(base, 'model'))).describe();
    expect(saved).toBe((rounds(stdout).at(-1) as number) + 1);
  });

  test('during a forest leaves nothing, also where nobody writes to its FIFO', async () => {
    const base = await containerTree({
      hyperparameters: { feature_dim: '3' },
      channels: { train: channelConfig('text/csv;label_size=0', { TrainingInputMode: 'Pipe' }) },
    });
    execFileSync('mkfifo', [join(base, 'input/data/train_0')]);
    const { child, ended, heard } = start(base, 'randomcutforest');
    await heard(/Final configuration/);
    child.kill('SIGTERM');
    expect(await ended).toMatchObject({ code: 143, signal: null });
    expect([modelFiles(base), existsSync(join(base, 'output/failure'))]).toEqual([[], false]);
  });
});

test('a kill at any moment loses no round that was reported, and the training goes on from there', async () => {
  const tree = (num_round: string) => ({
    hyperparameters: { num_round, max_depth: '3' },
    channels: { train: channelConfig('text/csv') },
    data: { 'train/rows': LABELLED },
    checkpoints: { LocalPath: '/opt/ml/checkpoints' },
  });
  const base = await containerTree(tree('1000000'));
  const { child, ended, heard } = start(base, 'xgboost');
  await heard(/^\[9\]/m);
  child.kill('SIGKILL');
  const { stdout, signal } = await ended;
  expect(signal).toBe('SIGKILL');
  const reported = rounds(stdout).at(-1) as number;
  const kept = readdirSync(join(base, 'checkpoints')).flatMap(
    (name) => /^xgboost-checkpoint\.(\d+)$/.exec(name)?.[1] ?? [],
  );
  const newest = Math.max(...kept.map(Number));
  expect(newest).toBeGreaterThanOrEqual(reported);
  expect(kept.length).toBeLessThanOrEqual(6);

  const more = String(newest + 4);
  writeFileSync(join(base, 'input/config/hyperparameters.json'), JSON.stringify(tree(more).hyperparameters));
  const resumed = await start(base, 'xgboost').ended;
  expect(resumed.code).toBe(0);
  expect(resumed.stdout).toContain(`Checkpoint loaded from ${join(base, `checkpoints/xgboost-checkpoint.${newest}`)}`);
  expect(rounds(resumed.stdout)).toEqual([newest + 1, newest + 2, newest + 3]);

  const whole = await containerTree({ ...tree(more), checkpoints: undefined });
  expect((await start(whole, 'xgboost').ended).code).toBe(0);
  const model = (folder: string) => readFileSync(join(folder, 'model/xgboost-model'));
  expect(model(base).equals(model(whole))).toBe(true);
});
