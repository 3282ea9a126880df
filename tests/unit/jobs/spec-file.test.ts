import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readSpecFile } from '../../../src/jobs/spec-file.js';
import { scratch } from '../library/support.js';

const KIND = { name: 'recipe', code: 'E_RECIPE' };

describe('readSpecFile', () => {
  it('reads JSON, and says in the words of its kind why it cannot', async () => {
    const folder = await scratch();
    const path = join(folder, 'recipe.json');
    await expect(readSpecFile(path, KIND)).rejects.toMatchObject({
      code: 'E_RECIPE_NOT_FOUND',
      message: `There is no recipe at ${path}.`,
    });
    await expect(readSpecFile(folder, KIND)).rejects.toMatchObject({
      name: 'PlatformError',
      code: 'E_RECIPE_UNREADABLE',
    });
    await writeFile(path, '{');
    await expect(readSpecFile(path, KIND)).rejects.toMatchObject({ name: 'UserError', code: 'E_RECIPE' });
    await writeFile(path, '{"a": [1]}');
    expect(await readSpecFile(path, KIND)).toEqual({ a: [1] });
  });
});
