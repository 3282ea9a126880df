import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { channel } from '../../../../src/training/channels/channel.js';
import { openPipe } from '../../../../src/training/channels/pipe.js';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'sagelocal-pipe-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

test('regular files and paths that are not there are no pipes, in any mode', async () => {
  const file = join(root, 'a.csv');
  writeFileSync(file, '1\n');
  for (const path of [file, root, join(root, 'gone')]) {
    expect(await openPipe(channel(path))).toBeUndefined();
    expect(await openPipe(channel(path, { inputMode: 'Pipe' }))).toBeUndefined();
  }
});

test.skipIf(process.platform === 'win32')('one FIFO per epoch is looked for in Pipe mode only', async () => {
  execFileSync('mkfifo', [join(root, 'train_0')]);
  const stem = join(root, 'train');
  expect(await openPipe(channel(stem))).toBeUndefined();
  expect(await openPipe(channel(stem, { inputMode: 'Pipe' }))).toMatchObject({ name: stem });
});
