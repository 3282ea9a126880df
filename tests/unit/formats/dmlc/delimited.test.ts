import { describe, expect, test } from 'vitest';
import { isCsr } from '../../../../src/data/csr.js';
import type { Warning } from '../../../../src/data/dataset.js';
import { type Dense, rowMajor } from '../../../../src/data/dense.js';
import { readAll } from '../../../../src/data/read-all.js';
import { memorySource } from '../../../../src/formats/byte-source.js';
import { delimitedDataset } from '../../../../src/formats/dmlc/delimited.js';
import { DelimitedScanner } from '../../../../src/formats/dmlc/delimited-scanner.js';
import { headerWarning } from '../../../../src/formats/dmlc/header.js';
import { DELIMITED_WARNINGS, LIBSVM_WARNINGS } from '../../../../src/formats/dmlc/texts.js';
import { delimiterOf, refuseOtherEncodings } from '../../../../src/formats/dmlc/validate-csv.js';
import { loadKernels } from '../../../../src/kernels/choose.js';
import { DELIMITED_NOTES, LIBSVM_NOTES } from '../../../../src/kernels/interface/dmlc.js';
import { collect } from '../../../support/collect.js';

const kernels = await loadKernels();
const source = (text: string | Uint8Array, name = 'a.csv') => memorySource(name, Buffer.from(text));

function dataset(
  texts: readonly string[],
  options: { delimiter?: string; weighted?: boolean; windowBytes?: number } = {},
) {
  const sources = texts.map((text, index) => source(text, `${index}.csv`));
  return delimitedDataset(sources, { kernels, name: 'channel', delimiter: ',', weighted: false, ...options });
}

async function warningsOf(text: string): Promise<readonly Warning[]> {
  const warnings: Warning[] = [];
  await readAll(dataset([text]), { onWarning: (warning) => warnings.push(warning) });
  return warnings;
}

describe('delimitedDataset', () => {
  test('hands out blocks of one width each', async () => {
    const blocks = await collect(dataset(['1,2\n0,3,4\n', '1,5,6\n']).blocks());
    expect(
      blocks.map(({ features, origin, labels }) => [(features as Dense).shape, origin?.firstRow, [...(labels ?? [])]]),
    ).toEqual([
      [[1, 1], 0, [1]],
      [[1, 2], 1, [0]],
      [[1, 2], 0, [1]],
    ]);
  });

  test('a few very wide rows among narrow ones make a sparse matrix, not a huge one', async () => {
    const wide = `1,${'7,'.repeat(200_000)}`;
    const { features } = await readAll(dataset([`0,1\n${wide}\n${'0,1\n'.repeat(5_000)}`]));
    expect(isCsr(features) && [features.rows, features.cols, features.values.length]).toEqual([
      5_002, 200_000, 205_001,
    ]);
  });

  test('with a listener it goes on behind a bad row', async () => {
    const problems: unknown[] = [];
    const onProblem = async (explain: () => Promise<Error>) => void problems.push(await explain());
    const blocks = await collect(dataset(['1,2\nx\n1,inf\n0,3\n']).blocks({ onProblem: onProblem as never }));
    expect(blocks.flatMap(({ features }) => [...rowMajor(features as Dense)])).toEqual([2, 3]);
    expect(problems).toMatchObject([
      { code: 'E_CSV_DELIMITER', where: { file: '0.csv', line: 2, byteOffset: 4 } },
      { code: 'E_CSV_INFINITE', where: { file: '0.csv', line: 3, column: 2 } },
    ]);
  });

  test('a weight that is nan is refused', async () => {
    await expect(readAll(dataset(['1,nan,2\n'], { weighted: true }))).rejects.toMatchObject({ code: 'E_CSV_WEIGHT' });
  });

  test('stops at an abort', async () => {
    const reading = collect(
      dataset(['1,2\n'.repeat(100)], { windowBytes: 16 }).blocks({ signal: AbortSignal.abort() }),
    );
    await expect(reading).rejects.toMatchObject({ name: 'AbortError' });
  });
});

describe('what is done without a word elsewhere is warned of here', () => {
  test.each([
    ['1,2,3\n0,abc,4\n', 'W_CSV_TEXT', 2],
    ['1,2,3\n0, ,4\n', 'W_CSV_BLANK', 2],
    ['1,2,3\n0,1, \n7,5,6\n', 'W_CSV_BORROWED', 2],
    ['1,2,3\n0,1\n', 'W_CSV_RAGGED', 2],
    ['1,2\n0,1,2\n', 'W_CSV_RAGGED', 2],
  ])('%j: %s', async (text, code, line) => {
    expect(await warningsOf(text)).toMatchObject([{ code, where: { file: '0.csv', line } }]);
  });

  test('good rows are not', async () => {
    expect(await warningsOf('1,2.5,-3e5\n0,,nan\n1, 7 ,5.\n')).toEqual([]);
  });

  test('a header is a row of its own', async () => {
    expect(await warningsOf('label,f1\n1,2\n')).toMatchObject([
      { code: 'W_CSV_HEADER', where: { line: 1 } },
      { code: 'W_CSV_TEXT' },
    ]);
    expect(await headerWarning(source('a b,1,2\n'), ',')).toBeUndefined();
    const { size, ...pipe } = source('a,b\n');
    expect(await headerWarning(pipe, ',')).toBeUndefined();
  });

  test('every kind has a text', () => {
    expect(DELIMITED_WARNINGS).toHaveLength(DELIMITED_NOTES.length);
    expect(LIBSVM_WARNINGS).toHaveLength(LIBSVM_NOTES.length);
    expect(DELIMITED_WARNINGS[0]?.(1_234).message).toMatch(/^1,234 cells /);
  });
});

test('the first line of the first file says the delimiter, and must be UTF-8', async () => {
  expect(await delimiterOf(source('1|2\n3,4\n'))).toBe('|');
  await expect(delimiterOf(source('\n1,2'))).rejects.toMatchObject({ code: 'E_CSV_DELIMITER', where: { line: 1 } });
  await refuseOtherEncodings(source('é,1\n'));
  await expect(refuseOtherEncodings(source(Uint8Array.of(0x61, 0xc3, 0x61)))).rejects.toThrow(
    "'utf-8' codec can't decode byte 0xc3 in position 1: invalid continuation byte",
  );
});

test('the scanner asks for a room as wide as its rows', async () => {
  const asked: number[] = [];
  const rooms = {
    room(cols: number, bytes: number) {
      asked.push(cols);
      return { values: new Float32Array(bytes), labels: new Float32Array(bytes), weights: new Float32Array() };
    },
    taken() {},
  };
  const scanner = new DelimitedScanner(kernels, { delimiter: ';', weighted: false, rooms });
  const place = { final: true, offset: 0 };
  expect(await scanner.scan(Buffer.from('1;2;3\n'), place)).toMatchObject({ count: 0, more: true });
  expect(await scanner.scan(Buffer.from('1;2;3\n'), place)).toMatchObject({
    count: 1,
    consumed: 6,
    rows: { cols: 2, width: 2 },
  });
  expect(asked).toEqual([0, 2]);
});
