import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';

export const DIGITS = fileURLToPath(new URL('../../../fixtures/digits/train.csv', import.meta.url));

/** Three groups of points on a line, far apart. */
export const GROUPS = Array.from({ length: 60 }, (_, row) => [(row % 3) * 100 + row / 60, row / 30]);

/** A folder that goes away with the test. */
export async function scratch(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'sagelocal-library-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}
