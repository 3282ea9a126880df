import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { writeNewFile } from '../../src/artifacts/new-file.js';

const folder = mkdtempSync(join(tmpdir(), 'sagelocal-full-'));
const isMounted = mountTiny();

/** A disk of 64 KiB, where this machine lets us have one. */
function mountTiny(): boolean {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', folder], { stdio: 'ignore' });
    return true;
  } catch {
    console.warn('SKIPPED full disk: mounting a small one needs root on Linux.');
    return false;
  }
}

afterAll(() => {
  if (isMounted) execFileSync('umount', [folder]);
  rmSync(folder, { recursive: true });
});

describe.skipIf(!isMounted)('a full disk', () => {
  test('is named, and nothing is left on it', async () => {
    const path = join(folder, 'model.tar.gz');
    await expect(writeNewFile(path, new Uint8Array(1 << 20))).rejects.toMatchObject({
      name: 'PlatformError',
      code: 'E_DISK_FULL',
      where: { file: path },
    });
    expect(readdirSync(folder)).toEqual([]);
    await writeNewFile(path, new Uint8Array(1 << 10));
    expect(readdirSync(folder)).toEqual(['model.tar.gz']);
  });
});
