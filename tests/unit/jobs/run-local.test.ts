import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { NewFile } from '../../../src/artifacts/model-archive.js';
import { dense } from '../../../src/data/dense.js';
import { memoryDataset } from '../../../src/data/memory-dataset.js';
import { PlatformError } from '../../../src/errors.js';
import { runLocal } from '../../../src/jobs/run-local.js';
import type { Kernels } from '../../../src/kernels/kernels.js';
import { type FakeOptions, fakeAlgorithm } from '../training/support/fake-algorithm.js';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'sagelocal-run-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function run(folder = 'out', options: FakeOptions = {}) {
  return {
    algorithm: fakeAlgorithm(options),
    hyperparameters: { k: '1' },
    channels: { train: memoryDataset(dense(Float32Array.of(1, 2, 3), 3, 1)) },
    kernels: {} as Kernels,
    outputFolder: join(root, folder),
    clock: () => Date.UTC(2021, 4, 16),
  };
}

/** Everything under the test's folder, hidden files too. */
const left = () => readdirSync(root, { recursive: true }).map(String).sort();

describe('a job that ends well', () => {
  test('leaves model and metrics in a folder it made', async () => {
    const { modelPath, metricsPath, metrics } = await runLocal(run('deep/er/out'));
    expect(left()).toEqual(['deep', 'deep/er', 'deep/er/out', 'deep/er/out/metrics.jsonl', 'deep/er/out/model.tar.gz']);
    expect(modelPath).toBe(join(root, 'deep/er/out/model.tar.gz'));
    expect(metrics['train:msd']).toBe(6);
    const lines = readFileSync(metricsPath, 'utf8').split('\n');
    expect(lines.pop()).toBe('');
    const records = lines.map((line) => JSON.parse(line));
    expect(records.map(({ step, phase }) => `${step} ${phase}`)).toEqual([
      '0 initialize',
      '1 update',
      '2 update',
      '3 epoch',
      '4 finalize',
      '5 summary',
    ]);
    expect(records.at(-1)).toMatchObject({
      'train:msd': 6,
      'train:progress': 100,
      timestamp: '2021-05-16T00:00:00.000Z',
    });
  });

  test('leaves what else lies in the folder alone', async () => {
    mkdirSync(join(root, 'out'));
    writeFileSync(join(root, 'out/notes.txt'), 'mine');
    await runLocal(run());
    expect(readdirSync(join(root, 'out')).sort()).toEqual(['metrics.jsonl', 'model.tar.gz', 'notes.txt']);
  });

  test('same seed, same bytes, whatever the clock; another seed, other bytes', async () => {
    const bytes = async (folder: string, more: object) =>
      readFileSync((await runLocal({ ...run(folder), ...more })).modelPath);
    const first = await bytes('a', {});
    expect(await bytes('b', { clock: () => Date.now() })).toEqual(first);
    expect(await bytes('c', { seed: 8 })).not.toEqual(first);
  });

  test('passes each step on', async () => {
    const phases: string[] = [];
    await runLocal({ ...run(), onStep: (step) => void phases.push(step.phase) });
    expect(phases).toEqual(['initialize', 'update', 'update', 'epoch', 'finalize']);
  });
});

describe('a job that does not', () => {
  test.each(['model.tar.gz', 'metrics.jsonl'])('refuses to overwrite %s before any work', async (name) => {
    mkdirSync(join(root, 'out'));
    writeFileSync(join(root, 'out', name), 'precious');
    const onBatch = vi.fn();
    await expect(runLocal(run('out', { onBatch }))).rejects.toMatchObject({
      name: 'UserError',
      code: 'E_OUTPUT_EXISTS',
      where: { file: join(root, 'out', name) },
    });
    expect(onBatch).not.toHaveBeenCalled();
    expect(left()).toEqual(['out', `out/${name}`]);
    expect(readFileSync(join(root, 'out', name), 'utf8')).toBe('precious');
  });

  test('refuses an output that is a file, or lies in one', async () => {
    writeFileSync(join(root, 'out'), '');
    for (const folder of ['out', 'out/in']) {
      await expect(runLocal(run(folder))).rejects.toMatchObject({ code: 'E_OUTPUT_NOT_A_FOLDER' });
    }
  });

  test.each([['an error while training', { onBatch: () => Promise.reject(new Error('bug')) }, 'E_UNEXPECTED']])(
    '%s leaves nothing, not even the folders it made',
    async (_, options, code) => {
      await expect(runLocal(run('deep/out', options))).rejects.toMatchObject({ code });
      expect(left()).toEqual([]);
    },
  );

  test('hyperparameters that are wrong leave nothing', async () => {
    await expect(runLocal({ ...run('deep/out'), hyperparameters: {} })).rejects.toMatchObject({
      code: 'E_HYPERPARAMETERS',
    });
    expect(left()).toEqual([]);
  });

  test('an abort leaves nothing', async () => {
    for (const during of ['initialize', 'update', 'finalize']) {
      const controller = new AbortController();
      const outcome = runLocal({
        ...run('deep/out'),
        signal: controller.signal,
        onStep: (step) => {
          if (step.phase === during) controller.abort(new Error('enough'));
        },
      });
      await expect(outcome).rejects.toThrow('enough');
      expect(left()).toEqual([]);
    }
  });
});

describe('a disk that fills up', () => {
  const diskFull = () => Promise.reject(new PlatformError('E_DISK_FULL', 'No space left on device'));

  test.each(['metrics.jsonl', 'model.tar.gz'])('at %s leaves neither file', async (name) => {
    const newFile = vi.fn<typeof NewFile.create>((path, options) =>
      path.endsWith(name) ? diskFull() : NewFile.create(path, options),
    );
    const outcome = runLocal({ ...run('deep/out'), newFile });
    await expect(outcome).rejects.toMatchObject({ name: 'PlatformError', code: 'E_DISK_FULL' });
    expect(newFile).toHaveBeenCalled();
    expect(left()).toEqual([]);
  });

  test('for real: a file system of 64 kB', async (context) => {
    const disk = join(root, 'disk');
    mkdirSync(disk);
    const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', disk]).status === 0;
    if (!mounted) {
      console.warn(
        'SKIPPED: a full disk cannot be made here (mounting needs root); the simulated one above stands in.',
      );
      context.skip();
    }
    try {
      writeFileSync(join(disk, 'ballast'), new Uint8Array(60 * 1024));
      const long = { ...run(), outputFolder: join(disk, 'out'), hyperparameters: { k: '1', epochs: '200' } };
      await expect(runLocal(long)).rejects.toMatchObject({ name: 'PlatformError', code: 'E_DISK_FULL' });
      expect(readdirSync(disk)).toEqual(['ballast']);
    } finally {
      spawnSync('umount', [disk]);
    }
    expect(existsSync(join(disk, 'ballast'))).toBe(false);
  });
});

describe('what a training leaves beside its model', () => {
  const leaving = () => {
    const { algorithm, ...rest } = run();
    const train: typeof algorithm.train = async function* (...given) {
      const model = yield* algorithm.train(...given);
      return Object.assign(Object.create(model), { outputData: new Map([['predictions.csv', '1,0.5\n']]) });
    };
    return { ...rest, algorithm: { ...algorithm, train } };
  };

  test('lies beside it, and goes with it where the model cannot be written', async () => {
    await runLocal(leaving());
    expect(readFileSync(join(root, 'out/predictions.csv'), 'utf8')).toBe('1,0.5\n');
    rmSync(join(root, 'out'), { recursive: true });
    const newFile: typeof NewFile.create = async (path, options) => {
      if (path.endsWith('model.tar.gz')) throw new PlatformError('E_DISK_FULL', 'full');
      return NewFile.create(path, options);
    };
    await expect(runLocal({ ...leaving(), newFile })).rejects.toMatchObject({ code: 'E_DISK_FULL' });
    expect(left()).toEqual([]);
  });

  test('is no result where a kill came before the model had its name', async () => {
    mkdirSync(join(root, 'out'));
    for (const name of ['metrics.jsonl', 'predictions.csv', '.model.tar.gz.1.partial'])
      writeFileSync(join(root, 'out', name), 'half');
    await runLocal(leaving());
    expect(readdirSync(join(root, 'out')).sort()).toEqual(['metrics.jsonl', 'model.tar.gz', 'predictions.csv']);
    expect(readFileSync(join(root, 'out/predictions.csv'), 'utf8')).toBe('1,0.5\n');
  });
});
