import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { sharedFolder } from '../support/shared.js';
import { run } from '../unit/cli/support/run.js';

/** `inspect` meets every hostile file there is, under every name it could be given: an answer or a typed error, never a bug. */
const corpus = sharedFolder('corpora', 'generated-hostile');
const formats = [[], ['--content-type', 'text/csv'], ['--content-type', 'application/x-recordio-protobuf']];

describe.skipIf(corpus === undefined)('inspect on hostile files', () => {
  const folder = corpus ?? '';
  const files = corpus === undefined ? [] : readdirSync(folder, { recursive: true, withFileTypes: true });
  const paths = files.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));

  it('are many', () => expect(paths.length).toBeGreaterThan(100));

  it.each(paths)('%s', async (path) => {
    for (const flags of [...formats, [...(formats[2] ?? []), '--records', '3']]) {
      const { code, stdout, stderr } = await run('inspect', path, ...flags);
      expect({ flags, code, stderr: code < 2 ? '' : stderr }).toEqual({
        flags,
        code: expect.toSatisfy((c) => c <= 1),
        stderr: '',
      });
      if (code === 1) expect(stderr).toMatch(/\(UserError E_\w+\)\n$/);
      // biome-ignore lint/suspicious/noControlCharactersInRegex: these must not reach a terminal
      expect(stdout + stderr).not.toMatch(/[\x00-\x08\x0b-\x1f\x7f-\x9f]/);
    }
  });
});
