import { readdirSync, readFileSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { convert } from '../../../src/convert/convert.js';
import { openInput } from '../../../src/convert/input.js';
import { type Csr, densify, isCsr } from '../../../src/data/csr.js';
import { type Dense, dense } from '../../../src/data/dense.js';
import { readAll } from '../../../src/data/read-all.js';
import { encodeRecords } from '../../../src/formats/recordio/recordio.js';
import { loadKernels } from '../../../src/kernels/choose.js';
import { sharedFolder } from '../../support/shared.js';
import { file } from '../cli/support/files.js';
import { scratch } from '../library/support.js';

const kernels = await loadKernels();
const FORMATS = ['recordio', 'csv', 'jsonlines'] as const;

async function matrix(path: string, from: string, labelSize: number) {
  const { dataset } = await openInput(path, { kernels, from, ...(from === 'csv' && { labelSize }) });
  const { features, labels } = await readAll(dataset);
  const bits = (values: Float32Array) => [...new Uint32Array(values.slice().buffer)];
  const values = isCsr(features) ? densified(features) : (features as Dense);
  return { shape: values.shape, values: bits(values.data), labels: bits(labels ?? new Float32Array()) };
}

/** Keeps the bits of entries that stand alone. */
function densified(features: Csr): Dense {
  const rows = densify(features);
  for (let row = 0; row < features.rows; row++) {
    for (let entry = features.rowStarts[row] as number; entry < (features.rowStarts[row + 1] as number); entry++) {
      rows.data[row * features.cols + (features.columns[entry] as number)] = features.values[entry] as number;
    }
  }
  return rows;
}

describe('any format to any other and back is the identity', () => {
  const number = fc.oneof(fc.constantFrom(0, 0, -0, 1), fc.float({ noNaN: true, noDefaultInfinity: true }));
  test.each(FORMATS.flatMap((a) => FORMATS.map((b) => [a, b] as const)))('%s, %s', async (a, b) => {
    const folder = await scratch();
    let run = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 4 }),
        fc.integer({ min: 0, max: 2 }),
        fc.boolean(),
        fc.array(number, { minLength: 7, maxLength: 40 }),
        async (cols, labelSize, sparse, numbers) => {
          const rows = Math.floor(numbers.length / (cols + labelSize));
          const [values, labels] = [
            numbers.slice(0, rows * cols),
            numbers.slice(rows * cols, rows * (cols + labelSize)),
          ];
          const paths = ['start', 'first', 'there', 'back'].map((name) => join(folder, `${name}-${run}`)) as [
            string,
            string,
            string,
            string,
          ];
          run++;
          const start = await file(
            'start.pbr',
            encodeRecords(dense(Float32Array.from(values), rows, cols), labelSize > 0 ? labels : undefined),
          );
          const through = (input: string, from: string, output: string, to: string) =>
            convert({ input, output, from, to, sparse, kernels, ...(from === 'csv' && { labelSize }) });
          await through(start, 'recordio', paths[1], a);
          await through(paths[1], a, paths[2], b);
          await through(paths[2], b, paths[3], a);
          const original = await matrix(start, 'recordio', labelSize);
          expect(await matrix(paths[1], a, labelSize)).toEqual(original);
          expect(await matrix(paths[2], b, labelSize)).toEqual(original);
          expect(await readFile(paths[3])).toEqual(await readFile(paths[1]));
        },
      ),
      { numRuns: 12 },
    );
  });
});

const golden = sharedFolder('golden', 'recordio', 'multi');

test.skipIf(golden === undefined)('shards are those of the SageMaker SDK, byte for byte', async () => {
  const folder = golden as string;
  const names = readdirSync(folder).filter((name) => name.endsWith('.pbr'));
  const whole = await file('all.pbr', Buffer.concat(names.map((name) => readFileSync(join(folder, name)))));
  const output = join(await scratch(), 'shards');
  const { files, rows } = await convert({ input: whole, output, to: 'recordio', shards: 3, kernels });
  expect({ rows, of: files.map((shard) => shard.rows) }).toEqual({ rows: 7, of: [2, 2, 3] });
  expect((await readdir(output)).sort()).toEqual(names);
  for (const name of names) expect(await readFile(join(output, name))).toEqual(readFileSync(join(folder, name)));
});

describe('the output', () => {
  test('is not there, nor anything beside it, where the input is wrong in the end', async () => {
    const input = await file('a.csv', `${'1,2\n'.repeat(1000)}3\n`);
    for (const shards of [undefined, 4]) {
      const output = join(dirname(input), 'out.pbr');
      await expect(convert({ input, output, to: 'recordio', shards, kernels })).rejects.toMatchObject({
        code: 'E_CSV_RAGGED',
        where: { line: 1001 },
      });
      expect(await readdir(dirname(input))).toEqual(['a.csv']);
    }
  });

  test('is not overwritten', async () => {
    const input = await file('a.csv', '1\n');
    await expect(convert({ input, output: input, to: 'csv', kernels })).rejects.toMatchObject({
      code: 'E_OUTPUT_EXISTS',
    });
    expect(await readFile(input, 'utf8')).toBe('1\n');
  });

  test('cannot hold what its format cannot', async () => {
    const nan = await file('nan.csv', 'nan\n');
    const wide = {
      rows: 1,
      cols: 2 ** 31,
      rowStarts: Uint32Array.of(0, 0),
      columns: new Uint32Array(),
      values: new Float32Array(),
    };
    const sparse = await file('wide.pbr', encodeRecords(wide));
    const to = (input: string, name: string, more = {}) =>
      convert({ input, output: join(dirname(input), name), kernels, ...more });
    await expect(to(nan, 'x.jsonl')).rejects.toMatchObject({ code: 'E_JSON_NOT_FINITE' });
    await expect(to(sparse, 'x.csv')).rejects.toMatchObject({ code: 'E_CSV_LINE_TOO_LONG' });
    await expect(to(nan, 'shards', { shards: 2 })).rejects.toMatchObject({ code: 'E_FORMAT_UNKNOWN' });
    await expect(to(nan, 'shards', { shards: 2, to: 'csv' })).rejects.toMatchObject({ code: 'E_SHARDS' });
    await expect(to(nan, 'noname')).rejects.toMatchObject({ code: 'E_FORMAT_UNKNOWN' });
    expect(await to(sparse, 'x.jsonl')).toMatchObject({ layout: 'sparse', features: 2 ** 31, rows: 1 });
  });
});
