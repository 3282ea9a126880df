import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { convert } from '../../../src/convert/convert.js';
import { ofOneForm } from '../../../src/convert/one-form.js';
import { memorySource } from '../../../src/formats/byte-source.js';
import { firstBytes } from '../../../src/formats/first-bytes.js';
import { libsvmDataset } from '../../../src/formats/libsvm/libsvm.js';
import { sniffBytes } from '../../../src/formats/sniff.js';
import { loadKernels } from '../../../src/kernels/choose.js';
import { collect } from '../../support/collect.js';
import { file } from '../cli/support/files.js';
import { scratch } from '../library/support.js';

const CSV = '1,0,2.5,-3\n0,0.1,0,1e-7\n';

describe('any format to any other and back', () => {
  const formats = ['pbr', 'libsvm', 'parquet', 'jsonl'];

  test.each(formats.flatMap((via) => formats.map((then) => [via, then])))('CSV, %s, %s, CSV', async (via, then) => {
    const folder = await scratch();
    const paths = [
      await file('in.csv', CSV),
      join(folder, `a.${via}`),
      join(folder, `b.${then}`),
      join(folder, 'out.csv'),
    ];
    for (const [step, output] of paths.slice(1).entries()) {
      const input = paths[step] as string;
      const labelSize = /\.(csv|parquet)$/.test(input) ? 1 : undefined;
      await convert({ input, output: output as string, labelSize });
    }
    expect(await readFile(paths[3] as string, 'utf8')).toBe(CSV);
  });

  test('whatever the numbers are, as far as both can hold them', async () => {
    // libsvm has one label a row, and its numbers are read to the last bit where they are of everyday size.
    const everyday = fc
      .float({ noNaN: true, min: Math.fround(-1e9), max: Math.fround(1e9) })
      .filter((value) => Math.abs(value) > 1e-6 || Object.is(value, 0));
    const folder = await scratch();
    let run = 0;
    const row = fc.array(everyday, { minLength: 4, maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(
        fc.array(row, { minLength: 1, maxLength: 5 }),
        fc.shuffledSubarray(['pbr', 'libsvm', 'parquet', 'jsonl', 'csv'], { minLength: 2 }),
        async (rows, through) => {
          const start = await file('start.csv', rows.map((cells) => `${cells.join(',')}\n`).join(''));
          let input = start;
          for (const format of [...through, 'csv']) {
            const output = join(folder, `${run++}.${format}`);
            await convert({ input, output, labelSize: /\.(csv|parquet)$/.test(input) ? 1 : undefined });
            input = output;
          }
          const numbers = async (path: string) =>
            (await readFile(path, 'utf8')).split(/[,\n]/).map(Number).map(Math.fround);
          expect(await numbers(input)).toEqual(await numbers(start));
        },
      ),
      { numRuns: 12 },
    );
  });

  test('libsvm keeps weights, queries and sparsity', async () => {
    const text = '1:0.5 qid:1 4:2\n0:2 qid:1\n1:1 qid:2 0:1 9:-1.5\n';
    const output = join(await scratch(), 'out.libsvm');
    expect(await convert({ input: await file('in.libsvm', text), output })).toMatchObject({
      layout: 'sparse',
      features: 10,
      labelSize: 1,
    });
    expect(await readFile(output, 'utf8')).toBe(text);
  });

  test('CSV keeps weights behind the label; what has no place is said', async () => {
    const text = '1:0.5 qid:1 0:2\n0:2 qid:1 0:3\n';
    const folder = await scratch();
    const codes: string[] = [];
    const onWarning = ({ code }: { readonly code: string }) => void codes.push(code);
    const to = async (input: string, output: string, csvWeights = false) => {
      await convert({ input, output: join(folder, output), csvWeights, onWarning });
      return join(folder, output);
    };
    const csv = await to(await file('in.libsvm', text), 'a.csv');
    expect(await readFile(csv, 'utf8')).toBe('1,0.5,2\n0,2,3\n');
    expect(codes).toEqual(['W_QUERY_IDS_DROPPED', 'W_WEIGHTS_AS_COLUMN']);
    const back = await to(csv, 'back.libsvm', true);
    expect(await readFile(back, 'utf8')).toBe(text.replaceAll(' qid:1', ''));
    codes.length = 0;
    for (const name of ['a.pbr', 'a.jsonl', 'a.parquet']) await to(back, name);
    expect(codes).toEqual(['W_WEIGHTS_DROPPED', 'W_WEIGHTS_DROPPED', 'W_WEIGHTS_DROPPED']);
    await expect(to(back, 'x.csv', true)).rejects.toMatchObject({ code: 'E_CSV_WEIGHTS' });
  });

  test('one row with a weight gives all of them one, however late it comes', async () => {
    const kernels = await loadKernels();
    const text = '1 0:1\n0:3 0:1\n';
    const dataset = libsvmDataset([memorySource('a', Buffer.from(text))], { kernels, name: 'a', windowBytes: 6 });
    const blocks = await collect(ofOneForm(dataset).blocks());
    expect(blocks.flatMap(({ weights }) => [...(weights ?? [])])).toEqual([0, 3]);
  });

  test('a label size is of CSV and Parquet', async () => {
    const options = { input: await file('in.libsvm', '1 0:1\n'), output: join(await scratch(), 'o.csv'), labelSize: 1 };
    await expect(convert(options)).rejects.toMatchObject({ code: 'E_LABEL_SIZE' });
  });
});

test.each([
  ['1 0:1 3:2.5\n0', 'text/libsvm'],
  ['-1:0.5 qid:3 1:1e-3 # x\r\n', 'text/libsvm'],
  [`0 1:2 3:4 ${'5:6 '.repeat(200)}7`, 'text/libsvm'],
  ['1,2,3\n', 'text/csv'],
  ['1 2 3\n', 'text/csv'],
  ['12:30,5\n', 'text/csv'],
  ['PAR1\x15\x04', 'application/x-parquet'],
])('%j is %s', (text, contentType) => {
  expect(sniffBytes(Buffer.from(text).subarray(0, 512), 'a')).toEqual({ kind: 'data', contentType });
});

test('blocks become as wide as the widest', async () => {
  const kernels = await loadKernels();
  const dataset = libsvmDataset([memorySource('a', Buffer.from('1 0:1\n1 5:1\n'))], {
    kernels,
    name: 'a',
    windowBytes: 6,
  });
  const widths = async (data: typeof dataset) =>
    (await collect(data.blocks())).map(({ features }) => 'cols' in features && features.cols);
  expect(await widths(dataset)).toEqual([1, 6]);
  expect(await widths(ofOneForm(dataset))).toEqual([6, 6]);
});

test('the first bytes are as many as there are', async () => {
  expect([...(await firstBytes(memorySource('a', Uint8Array.of(1, 2, 3), 1), 2))]).toEqual([1, 2]);
  expect([...(await firstBytes(memorySource('a', Uint8Array.of(1)), 9))]).toEqual([1]);
});
