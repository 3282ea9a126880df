import { describe, expect, test } from 'vitest';
import { type ByteSource, memorySource } from '../../../../src/formats/byte-source.js';
import { GrowingMatrix } from '../../../../src/formats/csv/matrix.js';
import { scanSources } from '../../../../src/formats/csv/scan.js';
import { twin } from '../support/csv.js';

const source = (text: string, name = 'a.csv') => memorySource(name, new TextEncoder().encode(text));

async function scan(sources: readonly ByteSource[], { labelSize = 0, windowBytes = 16 } = {}) {
  const matrix = new GrowingMatrix(labelSize, undefined);
  for await (const _ of scanSources(sources, matrix, { kernels: twin, labelSize, windowBytes }));
  return [...matrix.values];
}

describe('scanSources', () => {
  test('holds every file to the width of the first', async () => {
    const narrow = [source('1,2\n'), source('3\n', 'b.csv')];
    await expect(scan(narrow)).rejects.toMatchObject({
      code: 'E_CSV_RAGGED',
      where: { file: 'b.csv', line: 1 },
      message: expect.stringContaining(
        "the data store 'b.csv' has 1 column(s) while it is expected to have 2 column(s)",
      ),
    });
  });

  test('finds a header in any file', async () => {
    const second = [source('1,2\n'), source('\nx,y\n3,4\n', 'b.csv')];
    await expect(scan(second)).rejects.toMatchObject({ code: 'E_CSV_HEADER', where: { file: 'b.csv', line: 2 } });
  });

  test('counts lines of files and of pipes alike', async () => {
    const text = `${'1,2\r\n\n'.repeat(20)}3,4\r\r5,x\n`;
    const file = source(text);
    const { size, ...pipe } = file;
    const expected = { file: 'a.csv', line: 43, column: 2, byteOffset: text.indexOf('x') };
    expect(size).toBe(text.length);
    for (const windowBytes of [1, 3, 16, 1000]) {
      await expect(scan([file], { windowBytes })).rejects.toMatchObject({ where: expected });
      await expect(scan([pipe], { windowBytes })).rejects.toMatchObject({ where: expected });
    }
  });

  test('names the block of 1,000 rows', async () => {
    const text = `${'1\n'.repeat(2999)}x\n4\n`;
    const wide = { windowBytes: 1 << 16 };
    await expect(scan([source(text)], wide)).rejects.toThrow(/^Unable to parse csv: rows 2001-3000, file a.csv: /);
    await expect(scan([source(`1\n${text}`)], wide)).rejects.toThrow(
      /^Unable to parse csv: rows 3001-4000, file a.csv: /,
    );
  });

  test('leaves a column for features', async () => {
    expect(await scan([source('1,2,3\n')], { labelSize: 2 })).toEqual([3]);
    for (const labelSize of [3, 4]) {
      await expect(scan([source('1,2,3\n')], { labelSize })).rejects.toMatchObject({ code: 'E_LABEL_SIZE' });
    }
  });

  test('gives up on a line that does not end', async () => {
    const endless = memorySource('endless.csv', new Uint8Array(20 << 20).fill(0x31));
    const late = memorySource('late.csv', Buffer.concat([Buffer.from('1\n\n'), new Uint8Array(20 << 20).fill(0x31)]));
    const windowBytes = 4 << 20;
    await expect(scan([endless], { windowBytes })).rejects.toMatchObject({
      code: 'E_CSV_LINE_TOO_LONG',
      where: { line: 1 },
    });
    await expect(scan([late], { windowBytes })).rejects.toMatchObject({
      code: 'E_CSV_LINE_TOO_LONG',
      where: { line: 3 },
    });
  });
});
