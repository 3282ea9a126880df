import { describe, expect, test } from 'vitest';
import type { Csr } from '../../../../src/data/csr.js';
import type { Warning } from '../../../../src/data/dataset.js';
import { dense } from '../../../../src/data/dense.js';
import { readAll } from '../../../../src/data/read-all.js';
import { memorySource } from '../../../../src/formats/byte-source.js';
import { libsvmDataset } from '../../../../src/formats/libsvm/libsvm.js';
import { LibsvmScanner } from '../../../../src/formats/libsvm/scanner.js';
import { validateLibsvm } from '../../../../src/formats/libsvm/validator.js';
import { LibsvmWriter } from '../../../../src/formats/libsvm/writer.js';
import { parsePythonFloat } from '../../../../src/formats/python-number.js';
import { textLines } from '../../../../src/formats/text-lines.js';
import { loadKernels } from '../../../../src/kernels/choose.js';
import { collect } from '../../../support/collect.js';

const kernels = await loadKernels();
const source = (text: string | Uint8Array, name = 'a.libsvm') => memorySource(name, Buffer.from(text));

async function read(...texts: string[]) {
  const warnings: Warning[] = [];
  const sources = texts.map((text, index) => source(text, `${index}.libsvm`));
  const dataset = libsvmDataset(sources, { kernels, name: 'channel' });
  const matrix = await readAll(dataset, { onWarning: (warning) => warnings.push(warning) });
  return { ...matrix, features: matrix.features as Csr, codes: warnings.map(({ code }) => code), warnings };
}

describe('libsvmDataset', () => {
  test('takes indices as they are, and warns where they seem to start at 1', async () => {
    const { features, labels, codes } = await read('1 1:0.5 3:2\n', '0 2:4');
    expect(features).toMatchObject({
      rows: 2,
      cols: 4,
      rowStarts: Uint32Array.of(0, 2, 3),
      columns: Uint32Array.of(1, 3, 2),
    });
    expect([...(labels ?? [])]).toEqual([1, 0]);
    expect(codes).toEqual(['W_LIBSVM_ONE_BASED']);
  });

  test('rows without a weight weigh 0 where another has one', async () => {
    const { weights, codes } = await read('1:0.5 0:1\n0 0:2\n');
    expect([...(weights ?? [])]).toEqual([0.5, 0]);
    expect(codes).toEqual(['W_LIBSVM_PARTLY_WEIGHTED']);
    expect((await read('1 0:1\n')).weights).toBeUndefined();
  });

  test('queries are of all rows or of none', async () => {
    expect([...((await read('1 qid:7 0:1\n0 qid:9 0:2\n')).queryIds ?? [])]).toEqual([7, 9]);
    await expect(read('1 qid:7 0:1\n0 0:2\n')).rejects.toMatchObject({ code: 'E_LIBSVM_QUERY' });
  });

  test.each([
    ['1 0:1\nfoo bar\n', 'W_LIBSVM_SKIPPED', 2],
    ['1 0:1\n# e\n', 'W_LIBSVM_COMMENT_ROW', 2],
    ['1 0:1 foo 2:3\n', 'W_LIBSVM_TEXT', 1],
  ])('%j is warned of: %s', async (text, code, line) => {
    expect((await read(text)).warnings).toMatchObject([{ code, where: { file: '0.libsvm', line } }]);
  });

  test('a comment in the first line is one', async () => {
    expect(await read('# 1 2:3\n1 0:1 # 5:6\n')).toMatchObject({ features: { rows: 1, cols: 1 }, codes: [] });
  });

  test.each([
    ['1 0:1\nx 0:2\n', 'E_LIBSVM_LABEL'],
    ['1 0:1\n0 5\n', 'E_LIBSVM_VALUE'],
    ['1 0:1\n0 0:nan\n', 'E_LIBSVM_VALUE'],
    ['1 0:1\n0 -1:2\n', 'E_LIBSVM_INDEX'],
    ['1 0:1\n0 4294967295:2\n', 'E_LIBSVM_INDEX'],
    ['1 0:1\n0 qid:x 0:1\n', 'E_LIBSVM_QUERY'],
    ['1 0:1\n0 0:-inf\n', 'E_LIBSVM_INFINITE'],
  ])('%j is refused: %s', async (text, code) => {
    await expect(read(text)).rejects.toMatchObject({ code, where: { file: '0.libsvm', line: 2 } });
  });

  test('an index costs nothing but itself', async () => {
    expect((await read('1 4294967294:1\n')).features).toMatchObject({ rows: 1, cols: 4294967295 });
  });

  test('with a listener it goes on behind a bad line', async () => {
    const problems: unknown[] = [];
    const onProblem = async (explain: () => Promise<Error>) => void problems.push(await explain());
    const data = libsvmDataset([source('1 0:1\nx 0:2\n0 1:2\n')], { kernels, name: 'channel' });
    const blocks = await collect(data.blocks({ onProblem: onProblem as never }));
    expect(blocks.reduce((rows, { features }) => rows + (features as Csr).rows, 0)).toBe(2);
    expect(problems).toMatchObject([{ code: 'E_LIBSVM_LABEL' }]);
  });

  test('many short lines fill the room more than once', async () => {
    expect((await read('1\n'.repeat(5_000))).features).toMatchObject({ rows: 5_000, cols: 0 });
    const scanner = new LibsvmScanner(kernels);
    expect(await scanner.scan(Buffer.from('1 0:1\n'), { first: true, final: true, offset: 0 })).toMatchObject({
      count: 1,
      more: false,
    });
  });
});

describe('validateLibsvm', () => {
  const validate = (text: string) => validateLibsvm(source(text, '/data/a.libsvm'));

  test('looks as far as the first line with two features', async () => {
    expect(await validate('1 0:1\n0:2 0:1 1:2\nanything\n')).toBeUndefined();
    expect(await validate('1 0:1\n')).toMatchObject({ code: 'W_LIBSVM_ONE_FEATURE' });
  });

  test.each([
    ['1 0:1 1:2 \n', /space/],
    ['1\t0:1\n', /tabs/],
    ['# x\n', /comment/],
    ['1,2,3\n', /CSV/],
    ['\n1 0:1 1:2', /blank line/],
    ['\ufeff1 0:1 1:2', /byte order mark/],
    ['1 0:1:2 1:2', /Every line/],
  ])('refuses %j and says why', async (text, hint) => {
    await expect(validate(text)).rejects.toMatchObject({
      code: 'E_LIBSVM_FORMAT',
      message: expect.stringMatching(/^First line '.*\.\.\.' of file 'a\.libsvm' is not 'LIBSVM' format\./s),
      hint: expect.stringMatching(hint),
    });
  });
});

describe('LibsvmWriter', () => {
  async function written(...[rows, labels, facts]: Parameters<LibsvmWriter['writeRowsWith']>): Promise<string> {
    const pieces: string[] = [];
    const writer = new LibsvmWriter((bytes) => pieces.push(Buffer.from(bytes).toString()));
    await writer.writeRowsWith(rows, labels, facts);
    await writer.end();
    return pieces.join('');
  }

  test('writes zeros of dense rows, and leaves out what is missing', async () => {
    const rows = dense(Float32Array.of(0, 1.5, Number.NaN, -2), 2, 2);
    expect(await written(rows, Float32Array.of(1, 0), {})).toBe('1 0:0 1:1.5\n0 1:-2\n');
    expect(await written(rows, undefined, {})).toBe('0 0:0 1:1.5\n0 1:-2\n');
  });

  test('writes weights and queries', async () => {
    const facts = { weights: Float32Array.of(0.5), queryIds: Float64Array.of(7) };
    expect(await written(dense(Float32Array.of(3), 1, 1), Float32Array.of(1), facts)).toBe('1:0.5 qid:7 0:3\n');
  });

  test('refuses what nobody could read', async () => {
    const row = (value: number) => dense(Float32Array.of(value), 1, 1);
    await expect(written(row(Number.POSITIVE_INFINITY), undefined, {})).rejects.toMatchObject({
      code: 'E_LIBSVM_INFINITE',
    });
    await expect(written(row(1), Float32Array.of(Number.NaN), {})).rejects.toMatchObject({ code: 'E_LIBSVM_LABEL' });
    await expect(written(row(1), Float32Array.of(1, 2), {})).rejects.toMatchObject({ code: 'E_LIBSVM_LABEL' });
  });
});

test('lines are Python’s: every line end is LF, bytes that are no text are left out', async () => {
  expect(await collect(textLines(source('a\r\nb\rc')))).toEqual(['a\n', 'b\n', 'c']);
  expect(await collect(textLines(memorySource('a', Buffer.from('a\r\nb\n'), 1)))).toEqual(['a\n', 'b\n']);
  expect(await collect(textLines(source(Uint8Array.of(0x61, 0xff, 0x62))))).toEqual(['ab']);
  expect(await collect(textLines(source('')))).toEqual([]);
});

test.each([
  ['1_0', 10],
  [' -2.5e3\n', -2500],
  ['.5', 0.5],
  ['5.', 5],
  ['Infinity', Number.POSITIVE_INFINITY],
  ['-inf', Number.NEGATIVE_INFINITY],
  ['NaN', Number.NaN],
  ['', undefined],
  ['1__0', undefined],
  ['0x10', undefined],
  ['1e', undefined],
  ['\ufeff1', undefined],
])('float(%j) is %d', (text, value) => {
  expect(parsePythonFloat(text)).toBe(value);
});
