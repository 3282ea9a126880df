import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { dense } from '../../../src/data/dense.js';
import { encodeRecords } from '../../../src/formats/recordio/recordio.js';
import { file } from './support/files.js';
import { run } from './support/run.js';

describe('sagelocal convert', () => {
  it('says what it wrote', async () => {
    const input = await file('a.csv', '1,2,3\n4,5,6\n');
    const output = join(dirname(input), 'b.jsonl');
    const { code, stdout, stderr } = await run('convert', input, output, '--label-size', '1');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toBe(`2 rows, 2 features (dense), 1 label\nwrote ${output}: 2 rows, 58 bytes\n`);
    expect(await readFile(output, 'utf8')).toBe('{"label":1,"features":[2,3]}\n{"label":4,"features":[5,6]}\n');
  });

  it('tells a program the same', async () => {
    const input = await file('a.csv', '1,0,3\n');
    const { stdout } = await run('convert', input, `${input}.pbr`, '--sparse', '--json');
    expect(JSON.parse(stdout)).toMatchObject({
      from: 'text/csv',
      to: 'application/x-recordio-protobuf',
      rows: 1,
      features: 3,
      labelSize: 0,
      layout: 'sparse',
      files: [{ path: `${input}.pbr`, rows: 1 }],
    });
  });

  it('warns of padding that SageMaker would miss', async () => {
    const record = encodeRecords(dense(new Float32Array(29), 1, 29));
    const padding = (record[4] as number) % 4 === 0 ? 0 : 4 - ((record[4] as number) % 4);
    expect(padding).toBeGreaterThan(0);
    const input = await file('a.pbr', record.subarray(0, record.length - padding));
    const { code, stderr } = await run('convert', input, `${input}.csv`);
    expect({ code, stderr }).toEqual({ code: 0, stderr: expect.stringContaining('(W_RECORD_PADDING)') });
  });

  it.each([
    [['convert'], 'IN is missing.'],
    [['convert', 'x'], 'OUT is missing.'],
    [['convert', 'x', 'y', '--shards', '0'], '--shards needs a whole number from 1 on'],
    [['convert', 'no-such.csv', 'y.pbr'], 'no-such.csv does not exist.'],
  ])('%j', async (argv, message) => {
    const { code, stderr } = await run(...argv);
    expect(code).toBe(1);
    expect(stderr).toContain(message);
  });
});
