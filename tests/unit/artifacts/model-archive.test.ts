import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { ArtifactFiles } from '../../../src/algorithms/algorithm.js';
import { DEFAULT_ARCHIVE_LIMITS } from '../../../src/artifacts/archive-limits.js';
import { packModel, unpackModel } from '../../../src/artifacts/model-archive.js';
import { encodeNdarrays } from '../../../src/artifacts/mxnet-params.js';
import { writeTar } from '../../../src/artifacts/tar.js';

const model: ArtifactFiles = new Map([
  ['state_1', { format: 'mxnet-ndarrays', arrays: [{ name: '0', shape: [1], values: Float32Array.of(7) }] }],
  ['model_algo-1', { format: 'mxnet-ndarrays', arrays: [{ shape: [1, 2], values: Float32Array.of(1, 2) }] }],
  ['meta.json', { format: 'json', value: { k: 10 } }],
  ['raw', { format: 'bytes', bytes: Uint8Array.of(1, 2, 3) }],
  [
    'zipped',
    {
      format: 'zip',
      files: new Map([
        ['params', { format: 'mxnet-ndarrays', arrays: [{ shape: [1], values: Float32Array.of(7) }] }],
        ['meta.json', { format: 'json', value: { version: 1 } }],
      ]),
    },
  ],
]);

const plain = (files: ArtifactFiles) =>
  new Map(
    [...files].map(([name, file]) => [name, file.format === 'bytes' ? { ...file, bytes: [...file.bytes] } : file]),
  );

describe('packModel', () => {
  it('and unpackModel give back the files', async () => {
    expect(plain(await unpackModel(await packModel(model)))).toEqual(plain(model));
  });

  it('gives the same bytes whatever the order and the hour', async () => {
    const backwards = new Map([...model].reverse());
    const packed = await packModel(model);
    expect(await packModel(backwards)).toEqual(packed);
    // No time stamp, no operating system.
    expect([...packed.subarray(4, 8), packed[9]]).toEqual([0, 0, 0, 0, 255]);
  });
});

describe('unpackModel', () => {
  const pack = (name: string, bytes: Uint8Array): Uint8Array => gzipSync(writeTar([{ name, bytes }]));

  it('knows arrays by their magic, whatever the name', async () => {
    const bytes = encodeNdarrays([{ shape: [1], values: Float32Array.of(1) }]);
    expect((await unpackModel(pack('anything', bytes))).get('anything')).toMatchObject({ format: 'mxnet-ndarrays' });
  });

  it('leaves a .json that does not parse as bytes', async () => {
    const files = await unpackModel(pack('code/tsconfig.json', Buffer.from('{ // comment\n}')));
    expect(files.get('code/tsconfig.json')?.format).toBe('bytes');
  });

  it('names the member whose arrays are damaged', async () => {
    const bytes = encodeNdarrays([{ shape: [4], values: new Float32Array(4) }]).subarray(0, 70);
    await expect(unpackModel(pack('model_algo-1', bytes))).rejects.toMatchObject({
      code: 'E_MODEL_TRUNCATED',
      where: { file: 'model_algo-1' },
    });
  });

  it.each([
    ['no gzip', Buffer.from('hello'), 'E_ARCHIVE_NOT_GZIP'],
    ['a tar that is not compressed', Buffer.from(writeTar([])), 'E_ARCHIVE_NOT_GZIP'],
    ['nothing', Buffer.alloc(0), 'E_ARCHIVE_NOT_GZIP'],
    [
      'gzip cut short',
      gzipSync(writeTar([{ name: 'm', bytes: Buffer.alloc(9) }])).subarray(0, 40),
      'E_ARCHIVE_DAMAGED',
    ],
    ['gzip of something else', gzipSync('x'.repeat(512)), 'E_ARCHIVE_DAMAGED'],
    ['an empty archive', gzipSync(writeTar([])), 'E_ARCHIVE_EMPTY'],
  ])('refuses %s', async (_, bytes, code) => {
    await expect(unpackModel(bytes)).rejects.toMatchObject({ name: 'UserError', code });
  });

  it('stops where more comes out than the limits allow', async () => {
    const repetitive = pack('m', Buffer.alloc(100_000));
    const bounded = { ...DEFAULT_ARCHIVE_LIMITS, alwaysAllowedBytes: 1000 };
    await expect(unpackModel(repetitive, { limits: { ...bounded, maxCompressionRatio: 10 } })).rejects.toMatchObject({
      code: 'E_ARCHIVE_TOO_LARGE',
    });
    await expect(unpackModel(repetitive, { limits: { ...bounded, maxTotalBytes: 100_000 } })).rejects.toMatchObject({
      code: 'E_ARCHIVE_TOO_LARGE',
    });
    expect(await unpackModel(repetitive, { limits: { ...bounded, maxCompressionRatio: 1000 } })).toHaveProperty(
      'size',
      1,
    );
  });
});
