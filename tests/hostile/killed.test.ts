/**
 * `kill -9` before each of the changes that a program makes to its files, a write cut off in its middle: whatever was reported done is there, nothing half-written
 * is in sight, and the same command goes on to the same result. A few moments are drawn by a seed; SAGELOCAL_KILL_AT=all tries every one.
 */
import { execFile } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import { Random } from '../../src/data/random.js';
import { KMeans } from '../../src/library/estimators.js';
import { loadModel } from '../../src/library/load-model.js';
import { channelConfig } from '../support/container-tree.js';
import { PROGRAM } from '../unit/cli/support/built.js';

const PRELOAD = fileURLToPath(new URL('../support/kill-at.mjs', import.meta.url));
const MOMENTS = 2;
const SEED = 9;

const root = mkdtempSync(join(tmpdir(), 'sagelocal-killed-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const LABELLED = Array.from({ length: 60 }, (_, row) => `${row % 2},${(row * 7) % 13},${row % 5}\n`).join('');

interface Ended {
  readonly code: number | null;
  readonly signal: string | null;
  readonly stdout: string;
  readonly stderr: string;
}

interface Job {
  readonly words: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

interface Scenario {
  /** Lays out what the job needs; its results go into the folder. */
  readonly prepare: (folder: string) => Job | Promise<Job>;
  /** Of a job that was killed: what it has reported is there, and what is in sight is whole. */
  readonly check: (folder: string, killed: Ended, whole: string) => void | Promise<void>;
  /** Below the folder. */
  readonly results: readonly string[];
  /** Where this is there, all is, and the job is not done again. */
  readonly last?: string;
}

function run({ words, env }: Job, killAt: number): Promise<Ended> {
  const options = { env: { ...process.env, ...env, KILL_AT: String(killAt) } };
  return new Promise((resolve) => {
    const child = execFile(process.execPath, ['--import', PRELOAD, PROGRAM, ...words], options, (_, stdout, stderr) =>
      resolve({ code: child.exitCode, signal: child.signalCode, stdout, stderr }),
    );
  });
}

function momentsOf(changes: number): number[] {
  const all = Array.from({ length: changes }, (_, at) => at + 1);
  if (process.env.SAGELOCAL_KILL_AT === 'all') return all;
  const random = new Random(SEED);
  return Array.from({ length: MOMENTS }, () => all.splice(random.integer(all.length), 1)[0] as number);
}

const inSight = (folder: string) =>
  existsSync(folder) ? readdirSync(folder).filter((name) => !name.startsWith('.')) : [];
const leftovers = (folder: string) =>
  readdirSync(folder, { recursive: true }).filter((name) => String(name).endsWith('.partial'));
const contentOf = (folder: string, { results }: Scenario) =>
  results.map((name) => [name, readFileSync(join(folder, name), 'base64')]);

const SCENARIOS: Readonly<Record<string, Scenario>> = {
  'a training job': {
    results: ['model.tar.gz'],
    last: 'model.tar.gz',
    prepare(folder) {
      writeFileSync(`${folder}.csv`, LABELLED);
      const S3DataSource = { S3DataType: 'S3Prefix', S3Uri: `${folder}.csv` };
      const spec = {
        TrainingJobName: 'killed',
        AlgorithmSpecification: { AlgorithmName: 'xgboost', TrainingInputMode: 'File' },
        HyperParameters: { num_round: '3' },
        InputDataConfig: [{ ChannelName: 'train', ContentType: 'text/csv', DataSource: { S3DataSource } }],
        OutputDataConfig: { S3OutputPath: folder },
      };
      writeFileSync(`${folder}.json`, JSON.stringify(spec));
      return { words: ['train', '--job', `${folder}.json`] };
    },
    check(folder, _killed, whole) {
      const there = inSight(folder);
      const status = there.includes('training-job.json')
        ? JSON.parse(readFileSync(join(folder, 'training-job.json'), 'utf8')).TrainingJobStatus
        : 'InProgress';
      expect(status).toBe('InProgress');
      for (const name of there.filter((one) => one === 'model.tar.gz'))
        expect(readFileSync(join(folder, name))).toEqual(readFileSync(join(whole, name)));
    },
  },
  'a training in a container, with checkpoints': {
    results: ['model/xgboost-model'],
    prepare(base) {
      for (const folder of ['input/config', 'input/data/train', 'model', 'output/data'])
        mkdirSync(join(base, folder), { recursive: true });
      const config = (name: string, value: unknown) =>
        writeFileSync(join(base, 'input/config', `${name}.json`), JSON.stringify(value));
      config('hyperparameters', { num_round: '3' });
      config('inputdataconfig', { train: channelConfig('text/csv') });
      config('checkpointconfig', { LocalPath: '/opt/ml/checkpoints' });
      writeFileSync(join(base, 'input/data/train/rows.csv'), LABELLED);
      return { words: ['train'], env: { SAGEMAKER_BASE_DIR: base, SAGELOCAL_ALGORITHM: 'xgboost' } };
    },
    async check(base, { stdout }) {
      const checkpoints = inSight(join(base, 'checkpoints'));
      const reported = [...stdout.matchAll(/^\[(\d+)\]\t/gm)].map(([, round]) => `xgboost-checkpoint.${round}`);
      expect(checkpoints).toEqual(expect.arrayContaining(reported));
      for (const name of checkpoints) {
        const folder = mkdtempSync(join(root, 'checkpoint-'));
        writeFileSync(join(folder, name), readFileSync(join(base, 'checkpoints', name)));
        expect((await loadModel(folder)).describe()).toMatchObject({ feature_dim: 2 });
      }
      expect(inSight(join(base, 'model'))).toEqual([]);
    },
  },
  'a batch transform': {
    results: ['a.csv.out', 'b.csv.out', 'c.csv.out'],
    async prepare(folder) {
      const [input, model] = [`${folder}.in`, `${folder}.tar.gz`];
      mkdirSync(input);
      for (const [at, name] of ['a', 'b', 'c'].entries())
        writeFileSync(join(input, `${name}.csv`), `${at},1\n`.repeat(9));
      await (
        await new KMeans({ k: 2 }).fit({
          train: [
            [0, 0],
            [9, 9],
            [0, 1],
          ],
        })
      ).save(model);
      const words = ['transform', '--model', model, '--input', input, '--output', folder, '--content-type', 'text/csv'];
      return { words: [...words, '--accept', 'text/csv', '--split-type', 'Line'] };
    },
    check(folder, { stderr }, whole) {
      const reported = [...stderr.matchAll(/^wrote .*?([^/\n]+\.out)$/gm)].map(([, name]) => name as string);
      const there = inSight(folder);
      expect(there).toEqual(expect.arrayContaining(reported));
      for (const name of there) expect(readFileSync(join(folder, name))).toEqual(readFileSync(join(whole, name)));
    },
  },
};

describe.each(Object.entries(SCENARIOS))('%s', (name, scenario) => {
  test('that is killed has lost nothing, shows nothing half-written, and goes on', async () => {
    const folderOf = (part: string) => join(root, `${name.replaceAll(/\W/g, '-')}-${part}`);
    const whole = folderOf('whole');
    const { code, stderr } = await run(await scenario.prepare(whole), Number.POSITIVE_INFINITY);
    expect({ code, stderr }).toMatchObject({ code: 0, stderr: expect.stringMatching(/changes: \d+/) });
    const changes = Number(/changes: (\d+)/.exec(stderr)?.[1]);
    for (const moment of momentsOf(changes)) {
      const folder = folderOf(String(moment));
      const job = await scenario.prepare(folder);
      const killed = await run(job, moment);
      expect(killed, `before change ${moment}`).toMatchObject({ signal: 'SIGKILL' });
      await scenario.check(folder, killed, whole);

      const done = inSight(folder).filter((one) => scenario.results.includes(one));
      const times = done.map((one) => statSync(join(folder, one)).mtimeMs);
      const again = await run(job, Number.POSITIVE_INFINITY);
      const isDone = scenario.last !== undefined && done.includes(scenario.last);
      expect(again, `before change ${moment}`).toMatchObject({ code: isDone ? 1 : 0 });
      if (isDone) expect(again.stderr).toContain('E_OUTPUT_EXISTS');
      else expect(leftovers(folder)).toEqual([]);
      expect(contentOf(folder, scenario)).toEqual(contentOf(whole, scenario));
      // What the journal knows of is not done again; the last file may have come before its line.
      const same = done.filter((one, at) => statSync(join(folder, one)).mtimeMs === times[at]);
      expect(same.length).toBeGreaterThanOrEqual(done.length - 1);
    }
  }, 600_000);
});
