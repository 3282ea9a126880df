import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readOptionalText } from '../../../src/training/optional-text.js';

test('a file that is there, one that is not, and one that is none', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'sagelocal-'));
  try {
    await writeFile(join(folder, 'a'), 'text');
    expect(await readOptionalText(join(folder, 'a'))).toBe('text');
    expect(await readOptionalText(join(folder, 'b'))).toBeUndefined();
    await expect(readOptionalText(folder)).rejects.toMatchObject({ code: 'EISDIR' });
  } finally {
    await rm(folder, { recursive: true });
  }
});
