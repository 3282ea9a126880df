import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rowMajor } from '../../../../src/data/dense.js';
import { readAll } from '../../../../src/data/read-all.js';
import { memorySource } from '../../../../src/formats/byte-source.js';
import { csvDataset } from '../../../../src/formats/csv/csv.js';
import { readPlainCsv } from '../../../../src/formats/csv/plain.js';
import { loadKernels } from '../../../../src/kernels/choose.js';

const kernels = await loadKernels();
const plain = (text: string) => {
  const rows = readPlainCsv(Buffer.from(text));
  return rows && { shape: rows.shape, bits: new Uint32Array(rowMajor(rows).slice().buffer) };
};

/** What the reader makes of it; `undefined` where it refuses. */
async function read(text: string) {
  const dataset = csvDataset([memorySource('x', Buffer.from(text))], { kernels, name: 'x', labelSize: 0 });
  const { features } = await readAll(dataset).catch(() => ({ features: undefined }));
  return features && 'shape' in features
    ? { shape: features.shape, bits: new Uint32Array(rowMajor(features).slice().buffer) }
    : undefined;
}

describe('readPlainCsv', () => {
  it('reads rows of numbers', () => {
    expect(plain('1,-2.5\n.5,+1e3\n')).toMatchObject({ shape: [2, 2] });
    expect(plain('7')).toMatchObject({ shape: [1, 1] });
  });

  it.each([
    '',
    '\n',
    '1\n\n2',
    '1,2\n3',
    '1, 2',
    '"1"',
    'nan',
    '1,',
    '1e39',
    '1\r\n2',
    '0x10',
    '1_0',
    '1;2',
    '1'.repeat(10_000),
  ])('leaves %j to the reader', (text) => expect(plain(text)).toBeUndefined());

  it('reads, of what it reads, what the reader does', async () => {
    const cell = fc.oneof(
      fc.double({ noNaN: true }).map(String),
      fc.integer().map(String),
      fc.stringMatching(/^[-+.0-9eE]{0,12}$/),
    );
    const text = fc
      .array(
        fc.array(cell, { minLength: 1, maxLength: 3 }).map((cells) => cells.join(',')),
        { minLength: 1, maxLength: 4 },
      )
      .chain((lines) => fc.constantFrom(lines.join('\n'), `${lines.join('\n')}\n`));
    let both = 0;
    await fc.assert(
      fc.asyncProperty(text, async (csv) => {
        const rows = plain(csv);
        if (rows === undefined) return;
        both++;
        expect(rows).toEqual(await read(csv));
      }),
      { numRuns: 1000 },
    );
    expect(both).toBeGreaterThan(50);
  });
});
