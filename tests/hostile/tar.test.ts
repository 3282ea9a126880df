import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { unpackModel } from '../../src/artifacts/model-archive.js';
import { readTar } from '../../src/artifacts/tar.js';
import { UserError } from '../../src/errors.js';
import { hostileFolder as generated, hostileFiles } from '../support/hostile.js';
import { sharedFolder } from '../support/shared.js';

/** What the archive holds, or the code it is refused with. */
async function outcomeOf(
  read: () => Promise<readonly string[]> | readonly string[],
): Promise<readonly string[] | string> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof UserError) return error.code;
    throw error;
  }
}

/** The code for every row that must be refused, and the choice for every row that leaves one. */
const OUTCOMES: Readonly<Record<string, readonly string[] | string>> = {
  'good.tar.gz': ['model_algo-1'],
  'dot-slash.tar.gz': ['model_algo-1'],
  'setuid.tar.gz': ['m'],
  'name-300.tar.gz': ['n'.repeat(300)],
  'parent.tar.gz': 'E_ARCHIVE_NAME',
  'parent-inner.tar.gz': 'E_ARCHIVE_NAME',
  'absolute.tar.gz': 'E_ARCHIVE_NAME',
  'windows-drive.tar.gz': 'E_ARCHIVE_NAME',
  'backslash.tar.gz': 'E_ARCHIVE_NAME',
  'symlink-out-then-write.tar.gz': 'E_ARCHIVE_MEMBER',
  'symlink-plain.tar.gz': 'E_ARCHIVE_MEMBER',
  'hardlink-out.tar.gz': 'E_ARCHIVE_MEMBER',
  'device.tar.gz': 'E_ARCHIVE_MEMBER',
  'duplicate-name.tar.gz': 'E_ARCHIVE_DUPLICATE',
  'unicode-nfd.tar.gz': 'E_ARCHIVE_DUPLICATE',
  'empty-archive.tar.gz': 'E_ARCHIVE_EMPTY',
  'gzip-bomb-64MiB.tar.gz': 'E_ARCHIVE_TOO_LARGE',
  'not-gzip.tar.gz': 'E_ARCHIVE_NOT_GZIP',
  'truncated.tar.gz': 'E_ARCHIVE_DAMAGED',
};

describe.skipIf(generated === undefined)('generated hostile archives', () => {
  const folder = generated ?? '';
  const rows = hostileFiles('model.tar.gz');

  test('all rows are known', () => {
    expect(rows.map(({ file }) => file.replace('tar/', '')).sort()).toEqual(
      [...Object.keys(OUTCOMES), 'many-members.tar.gz'].sort(),
    );
  });

  test.each(rows)('$file: $expect', async ({ file, expect: expected }) => {
    const outcome = await outcomeOf(async () => [...(await unpackModel(readFileSync(join(folder, file)))).keys()]);
    if (expected !== 'either') expect(typeof outcome === 'string').toBe(expected === 'error');
    const name = file.replace('tar/', '');
    if (name === 'many-members.tar.gz') expect(outcome).toHaveLength(5000);
    else expect(outcome).toEqual(OUTCOMES[name]);
  });
});

const nodeTar = sharedFolder('corpora', 'node-tar', 'test', 'fixtures');

/** Where the answer is not the list of regular files that node-tar's own parser reports. */
const ELSE: Readonly<Record<string, readonly string[] | string>> = {
  'bad-cksum': 'E_ARCHIVE_CHECKSUM',
  links: 'E_ARCHIVE_MEMBER',
  'links-invalid': 'E_ARCHIVE_MEMBER',
  'links-strip': 'E_ARCHIVE_MEMBER',
  'next-file-has-long': 'E_ARCHIVE_MEMBER',
  'path-missing': 'E_ARCHIVE_NAME',
  // A path for all members: node-tar passes it over, POSIX and GNU tar do not.
  'global-header': ['ab'],
};

describe.skipIf(nodeTar === undefined)("node-tar's fixtures", () => {
  const folder = join(nodeTar ?? '', 'tars');
  const names = nodeTar === undefined ? [] : readdirSync(folder).map((file) => file.replace('.tar', ''));

  /** Names of the regular files that node-tar's own parser reports. */
  function parsedElsewhere(name: string): string[] {
    const events: [string, { type: string; path: string }][] = JSON.parse(
      readFileSync(join(folder, '..', 'parse', `${name}.json`), 'utf8'),
    );
    return events.flatMap(([event, entry]) => (event === 'entry' && entry.type === 'File' ? [entry.path] : []));
  }

  test.each(names)('%s', async (name) => {
    const bytes = readFileSync(join(folder, `${name}.tar`));
    const outcome = await outcomeOf(() => readTar(bytes).map((member) => member.name));
    expect(outcome).toEqual(ELSE[name] ?? parsedElsewhere(name));
  });

  test.each(['excessively-deep', 'long-linkname'])('%s is refused, quickly', async (name) => {
    const bytes = gzipSync(readFileSync(join(folder, '..', `${name}.tar`)));
    expect(await outcomeOf(async () => [...(await unpackModel(bytes)).keys()])).toMatch(/^E_ARCHIVE_(NAME|MEMBER)$/);
  });

  test('a compressed archive', async () => {
    const files = await unpackModel(readFileSync(join(folder, '..', 'sync-gzip-fail.tgz')));
    expect([...files.keys()].sort()).toEqual(
      ['1', '10', '2', '3', '4', '5', '6', '7', '8', '9'].map((name) => `x/${name}`),
    );
  });
});
