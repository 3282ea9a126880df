import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { encodeRecords } from '../../../src/formats/recordio/recordio.js';
import { DIGITS, scratch } from '../library/support.js';
import { file, RECORDS } from './support/files.js';
import { run } from './support/run.js';

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
      featureType: 'float32',
      labelType: 'float32',
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

  it('tells types and shapes as they are stored, and counts what sparse rows leave out', async () => {
    const sparse = {
      rows: 2,
      cols: 4,
      rowStarts: new Uint32Array([0, 1, 2]),
      columns: new Uint32Array([3, 0]),
      values: new Float32Array([2, 6]),
    };
    const { stdout } = await run('inspect', await file('data', encodeRecords(sparse)));
    expect(stdout).toMatch(/features +4, sparse float32 of shape 4$/m);
    expect(stdout).toMatch(/values +0 to 6, mean 1, 75\.0 % zeros$/m);
    expect(stdout).toMatch(/label +none$/m);
    expect(stdout).toMatch(/row 0 +3:2$/m);
  });

  it('names file and position of what is wrong', async () => {
    const path = await file('bad.csv', '1,2\n3,x\n');
    const { code, stdout, stderr } = await run('inspect', path);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain(`${path}, line 2, column 2`);
  });
});
