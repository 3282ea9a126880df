import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { DIGITS, scratch } from '../library/support.js';
import { PROGRAM, ROOT } from './support/built.js';

/** The real process: exit codes, pipes and signals. */
function start(...argv: string[]) {
  const child = spawn(process.execPath, [PROGRAM, ...argv], { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'] });
  let stderr = '';
  child.stderr.on('data', (chunk) => {
    stderr += chunk;
  });
  const ended = new Promise<{ code: number | null; signal: string | null; stderr: string }>((resolve) => {
    child.on('close', (code, signal) => resolve({ code, signal, stderr }));
  });
  return { child, ended };
}

const LONG_TRAINING = [
  'train',
  '--algorithm',
  'kmeans',
  '--train',
  DIGITS,
  '--content-type',
  'text/csv;label_size=1',
].concat(['k=10', 'epochs=100000', 'mini_batch_size=100'].flatMap((text) => ['--hyperparameter', text]));

describe('the process', () => {
  it('exits with the code of the program', async () => {
    const { child, ended } = start('inspect', 'no-such-file');
    child.stdout.resume();
    expect(await ended).toMatchObject({ code: 1, signal: null, stderr: expect.stringContaining('E_NOT_FOUND') });
  });

  it.each(['SIGINT', 'SIGTERM'] as const)('ends cleanly on %s and leaves no file', async (signal) => {
    const output = join(await scratch(), 'out');
    const { child, ended } = start(...LONG_TRAINING, '--output', output);
    child.stdout.resume();
    child.stderr.once('data', () => child.kill(signal));
    expect(await ended).toMatchObject({ code: 130, signal: null, stderr: expect.stringContaining('interrupted') });
    expect(existsSync(output)).toBe(false);
  });

  it('does not crash when its reader goes away', async () => {
    const { child, ended } = start('train', '--help');
    child.stdout.destroy();
    expect(await ended).toMatchObject({ code: 0, stderr: '' });
  });

  it('finishes a training whose log nobody reads', async () => {
    const output = join(await scratch(), 'out');
    const { child, ended } = start(...LONG_TRAINING.slice(0, 9), '--output', output);
    child.stdout.once('data', () => child.stdout.destroy());
    expect(await ended).toMatchObject({ code: 0 });
    expect(existsSync(join(output, 'model.tar.gz'))).toBe(true);
  });
});
