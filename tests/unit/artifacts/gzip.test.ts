import { gunzipSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { DEFAULT_ARCHIVE_LIMITS } from '../../../src/artifacts/archive-limits.js';
import { compress, inflateWithin } from '../../../src/artifacts/gzip.js';

const inflate = (bytes: Uint8Array, limits = {}) =>
  inflateWithin(bytes, { ...DEFAULT_ARCHIVE_LIMITS, ...limits }, 'model.tar.gz');

describe('compress', () => {
  it('is undone by gunzip', async () => {
    const bytes = new Uint8Array(100_000).map((_, index) => index % 251);
    expect(gunzipSync(await compress(bytes)).equals(bytes)).toBe(true);
  });
});

describe('inflateWithin', () => {
  it('allows any ratio to small archives, and the stated one to large ones', async () => {
    const zeros = gzipSync(new Uint8Array(1 << 20));
    expect(await inflate(zeros)).toHaveLength(1 << 20);
    await expect(inflate(zeros, { alwaysAllowedBytes: 0 })).rejects.toMatchObject({ code: 'E_ARCHIVE_TOO_LARGE' });
    const exactly = { alwaysAllowedBytes: 0, maxCompressionRatio: Math.ceil((1 << 20) / zeros.length) };
    expect(await inflate(zeros, exactly)).toHaveLength(1 << 20);
  });

  it('inflates streams that were put one after the other', async () => {
    const text = Buffer.from(await inflate(Buffer.concat([gzipSync('one '), gzipSync('two')]))).toString();
    expect(text).toBe('one two');
  });

  it('says what is wrong with the data, and in which file', async () => {
    const changed = gzipSync('x'.repeat(1000));
    changed.writeUInt32LE(1, changed.length - 8);
    await expect(inflate(changed)).rejects.toMatchObject({
      code: 'E_ARCHIVE_DAMAGED',
      where: { file: 'model.tar.gz' },
    });
  });
});
