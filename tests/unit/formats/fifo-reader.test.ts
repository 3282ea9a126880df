import { execFileSync, spawn } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { isNamedFifo, openFifo } from '../../../src/formats/fifo-reader.js';
import { scratch } from '../library/support.js';

async function fifo(command: string) {
  const path = join(await scratch(), 'fifo');
  execFileSync('mkfifo', [path]);
  const writer = spawn('sh', ['-c', `${command} > "$0"`, path], { stdio: 'ignore' });
  onTestFinished(() => void writer.kill());
  return { path, ended: new Promise((resolve) => writer.once('exit', resolve)) };
}

describe.skipIf(process.platform !== 'linux')('a named FIFO', () => {
  test('is read to its end, in as small pieces as one likes', async () => {
    const { path } = await fifo('seq 1 100000');
    const reader = await openFifo(path);
    const [bytes, chunks] = [new Uint8Array(1000), [] as Buffer[]];
    for (;;) {
      const count = await reader.read(bytes);
      if (count === 0) break;
      chunks.push(Buffer.from(bytes.subarray(0, count)));
    }
    await reader.close();
    const text = Buffer.concat(chunks).toString();
    expect(text.length).toBe(588_895);
    expect(text.endsWith('\n99999\n100000\n')).toBe(true);
  });

  test('that is left early leaves its writer without a reader', async () => {
    const { path, ended } = await fifo('yes');
    const reader = await openFifo(path);
    expect(await reader.read(new Uint8Array(10))).toBe(10);
    await reader.close();
    await ended;
  });

  test('that nobody writes to can be closed', async () => {
    const { path } = await fifo('true <');
    await (await openFifo(path)).close();
  });

  test('that is not there is told of', async () => {
    await expect(openFifo('/no/such/fifo')).rejects.toMatchObject({ code: 'ENOENT' });
  });
});

test('a pipe of the shell is none', () => {
  expect(['/dev/stdin', '/proc/self/fd/0', '/dev/fd/3'].map(isNamedFifo)).toEqual([false, false, false]);
  expect(isNamedFifo('/opt/ml/input/data/train_0')).toBe(process.platform === 'linux');
});
