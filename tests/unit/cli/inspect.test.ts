import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { dense } from '../../../src/data/dense.js';
import { encodeRecord } from '../../../src/formats/record-protobuf.js';
import { encodeRecords } from '../../../src/formats/recordio.js';
import { KMeans } from '../../../src/library/estimators.js';
import { DIGITS, GROUPS, scratch } from '../library/support.js';
import { run } from './support/run.js';

async function file(name: string, bytes: Uint8Array | string): Promise<string> {
  const path = join(await scratch(), name);
  await writeFile(path, bytes);
  return path;
}

const RECORDS = encodeRecords(dense(new Float32Array([0, 1, 2, 3]), 2, 2), new Float32Array([5, 6]));

describe('sagelocal inspect of data', () => {
  it('tells records, features, values and labels', async () => {
    const { code, stdout } = await run('inspect', DIGITS, '--content-type', 'text/csv;label_size=1');
    expect(code).toBe(0);
    expect(stdout).toMatch(/records +1,541$/m);
    expect(stdout).toMatch(/features +64, dense$/m);
    expect(stdout).toMatch(/values +0 to 16, mean 4\.\d+, \d\d\.\d % zeros$/m);
    expect(stdout).toMatch(/label +10 distinct: /);
    expect(stdout).toMatch(/row 0 +0 \| 0 0 5 13 9 1 .* … 48 more$/m);
  });

  it('says how to name a label column', async () => {
    const { stdout } = await run('inspect', DIGITS);
    expect(stdout).toMatch(/features +65, dense/);
    expect(stdout).toContain('--content-type "text/csv;label_size=1"');
  });

  it('gives the same as JSON', async () => {
    const path = await file('data', RECORDS);
    const { code, stdout } = await run('inspect', path, '--json', '--rows', '1');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toEqual({
      path,
      files: 1,
      bytes: RECORDS.length,
      contentType: 'application/x-recordio-protobuf',
      records: 2,
      features: 2,
      layout: 'dense',
      values: { count: 4, min: 0, max: 3, mean: 1.5, zeros: 1 },
      label: { columns: 1, count: 2, min: 5, max: 6, mean: 5.5, distinct: [{ value: 5, count: 1 }, { value: 6, count: 1 }] }, // biome-ignore format: one fact
      first: [{ label: [5], values: [0, 1] }],
      warnings: [],
    });
  });

  it('reads a folder as one data set', async () => {
    const folder = join(await scratch(), 'parts');
    await mkdir(folder);
    for (const part of ['part-0', 'part-1']) await writeFile(join(folder, part), RECORDS);
    const { stdout } = await run('inspect', folder);
    expect(stdout).toContain('(2 files)');
    expect(stdout).toMatch(/records +4$/m);
  });

  it('names file and position of what is wrong', async () => {
    const path = await file('bad.csv', '1,2\n3,x\n');
    const { code, stdout, stderr } = await run('inspect', path);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain(`${path}, line 2, column 2`);
  });
});

describe('sagelocal inspect --records', () => {
  it('shows frames and every field', async () => {
    const { code, stdout } = await run('inspect', await file('data', RECORDS), '--records', '1');
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /byte 0\n {2}label 'values' {2}float32, 1 value: 5\n {2}feature 'values' {2}float32, 2 values: 0 1\n$/,
    );
  });

  it('shows what no training would read', async () => {
    const record = encodeRecord({
      features: new Map([
        ['picture', { type: 'bytes', value: [new Uint8Array(3)], contentType: 'image/png' }],
        ['words', { type: 'int32', values: new Int32Array([7]), keys: [2], shape: [9] }],
        ['\x1b[31m', { type: 'unset' }],
      ]),
      label: new Map(),
      uid: 'row 1',
    });
    const path = await file('data', frame(record));
    const { stdout } = await run('inspect', path, '--records', '5');
    expect(stdout).toContain("feature 'picture'  bytes (3) of image/png");
    expect(stdout).toContain("feature 'words'  int32 sparse of shape 9, 1 value: 2:7");
    expect(stdout).toContain('uid  "row 1"');
    expect(stdout).not.toContain('\x1b');
    const { stdout: json } = await run('inspect', path, '--records', '5', '--json');
    expect(JSON.parse(json)).toEqual([
      {
        file: path,
        offset: 0,
        uid: 'row 1',
        label: {},
        features: {
          picture: { type: 'bytes', value: ['AAAA'], contentType: 'image/png' },
          words: { type: 'int32', values: [7], keys: [2], shape: [9] },
          '\x1b[31m': { type: 'unset' },
        },
      },
    ]);
  });

  it('is for RecordIO alone', async () => {
    const { code, stderr } = await run('inspect', DIGITS, '--records', '1');
    expect(code).toBe(1);
    expect(stderr).toContain('Use --rows.');
  });
});

describe('sagelocal inspect of a model', () => {
  it('tells files, arrays and what it was trained with', async () => {
    const path = join(await scratch(), 'some-name');
    await (await new KMeans({ k: 3, extra_center_factor: 2 }).fit({ train: GROUPS })).save(path);
    const { code, stdout } = await run('inspect', path);
    expect(code).toBe(0);
    expect(stdout).toMatch(/algorithm +kmeans$/m);
    expect(stdout).toMatch(/k +3$/m);
    expect(stdout).toMatch(/feature_dim +2$/m);
    expect(stdout).toMatch(/file model_algo-1 \(MXNet arrays\)\n {4}array float32 \[3, 2\], /);
    expect(stdout).toMatch(/file state_\S+ \(MXNet arrays\)/);
    const { stdout: json } = await run('inspect', path, '--json');
    expect(JSON.parse(json)).toMatchObject({
      path,
      model: { k: 3, feature_dim: 2 },
      files: [{ name: 'model_algo-1' }, {}],
    });
  });

  it('refuses what is no archive', async () => {
    const { code, stderr } = await run('inspect', await file('model.tar.gz', gzipSync('no tar')));
    expect(code).toBe(1);
    expect(stderr).toMatch(/E_ARCHIVE/);
  });
});

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

/** A RecordIO frame around one payload. */
function frame(payload: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(8 + Math.ceil(payload.length / 4) * 4);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, 0xced7230a, true);
  view.setUint32(4, payload.length, true);
  bytes.set(payload, 8);
  return bytes;
}
