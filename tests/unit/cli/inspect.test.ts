import { describe, expect, it } from 'vitest';
import { scratch } from '../library/support.js';
import { file } from './support/files.js';
import { run } from './support/run.js';

describe('sagelocal inspect refuses', () => {
  it.each([
    { argv: [], says: 'PATH is missing' },
    { argv: ['a', 'b'], says: 'Unexpected argument b' },
    { argv: ['no-such-file'], says: 'no-such-file does not exist' },
  ])('$argv', async ({ argv, says }) => {
    const { code, stderr } = await run('inspect', ...argv);
    expect(code).toBe(1);
    expect(stderr).toContain(says);
  });

  it('an empty file and an empty folder', async () => {
    for (const path of [await file('empty', ''), await scratch()]) {
      const { code, stderr } = await run('inspect', path);
      expect(code).toBe(1);
      expect(stderr).toContain('E_INPUT_EMPTY');
    }
  });
});
