import { appendFile, mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { JOURNAL_NAME, TransformJournal } from '../../../src/serving/transform-journal.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sagelocal-journal-'));
  await writeFile(join(folder, 'a'), '1,2\n');
  await writeFile(join(folder, 'a.out'), '0.5\n');
});
afterEach(() => rm(folder, { recursive: true }));

const input = () => ({ path: join(folder, 'a'), relativePath: 'a' });
const output = () => join(folder, 'a.out');

async function noted(identity: unknown = { job: 1 }): Promise<void> {
  const journal = await TransformJournal.open(folder, identity);
  await journal.add(input(), await stat(input().path), output(), 3);
  await journal.close();
}

async function known(identity: unknown = { job: 1 }): Promise<number | undefined> {
  const journal = await TransformJournal.open(folder, identity);
  try {
    return await journal.requestsOf(input(), output());
  } finally {
    await journal.close();
  }
}

describe('TransformJournal', () => {
  it('knows what was done, in another process too', async () => {
    expect(await known()).toBeUndefined();
    await noted();
    expect(await known()).toBe(3);
  });

  it('leaves nothing where nothing was done', async () => {
    await known();
    expect(await readdir(folder)).not.toContain(JOURNAL_NAME);
  });

  it.each<[string, () => Promise<unknown>]>([
    ['the input has another length', () => appendFile(input().path, '3,4\n')],
    ['the input has another time', () => utimes(input().path, 1, 1)],
    ['the answers have another length', () => writeFile(output(), '')],
    ['the answers are gone', () => rm(output())],
  ])('does not count what was done where %s', async (_, change) => {
    await noted();
    await change();
    expect(await known()).toBeUndefined();
  });

  it('is the journal of one job: another begins it anew', async () => {
    await noted();
    expect(await known({ job: 2 })).toBeUndefined();
    await noted({ job: 2 });
    expect(await known()).toBeUndefined();
    expect((await readFile(join(folder, JOURNAL_NAME), 'utf8')).trim().split('\n')).toHaveLength(1);
  });

  it('reads past a line that was cut off, and what is none of its own', async () => {
    await noted();
    await appendFile(join(folder, JOURNAL_NAME), 'null\n[]\n{"job": 1}\n{"job":"');
    expect(await known()).toBe(3);
  });
});
