import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sniff } from '../../../src/cli/sniff.js';

describe('sniff', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sagelocal-sniff-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  /** The name says nothing: only bytes count. */
  async function file(bytes: Uint8Array | string): Promise<string> {
    const path = join(folder, 'file.txt');
    await writeFile(path, bytes);
    return path;
  }

  it('knows RecordIO by its magic number', async () => {
    const path = await file(Uint8Array.from([0x0a, 0x23, 0xd7, 0xce, 0, 0, 0, 0]));
    expect(await sniff(path)).toEqual({ kind: 'data', contentType: 'application/x-recordio-protobuf' });
  });

  it('knows a compressed archive', async () => {
    expect(await sniff(await file(gzipSync('x')))).toEqual({ kind: 'gzip' });
  });

  it.each(['1,2,3\n', '"a",b', '\u{feff}1,2', '1'])('takes the text %j for CSV', async (text) => {
    expect(await sniff(await file(text))).toEqual({ kind: 'data', contentType: 'text/csv' });
  });

  it.each([
    ['PK\x03\x04', /ZIP/],
    ['abc\0def', /neither/],
  ])('refuses %j', async (bytes, message) => {
    await expect(sniff(await file(bytes))).rejects.toMatchObject({
      name: 'UserError',
      code: 'E_FORMAT_UNKNOWN',
      message: expect.stringMatching(message),
    });
  });

  it('refuses an empty file', async () => {
    await expect(sniff(await file(''))).rejects.toMatchObject({ code: 'E_INPUT_EMPTY' });
  });
});
