import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isCsr } from '../../src/data/csr.js';
import type { Dataset, Matrix } from '../../src/data/dataset.js';
import { withoutMissing } from '../../src/data/join-rows.js';
import { copyOf, joinBlocks, readAll } from '../../src/data/read-all.js';
import { UserError } from '../../src/errors.js';
import { type ByteSource, memorySource } from '../../src/formats/byte-source.js';
import { delimitedDataset } from '../../src/formats/dmlc/delimited.js';
import { libsvmDataset } from '../../src/formats/libsvm/libsvm.js';
import { dmlcText } from '../../src/formats/libsvm/number-text.js';
import { parseFloat32 } from '../../src/kernels/reference/dmlc/number.js';
import { collect } from '../support/collect.js';
import { backends } from '../unit/formats/support/backends.js';

const number = fc.oneof(
  fc.stringMatching(/^-?\d{1,9}(\.\d{0,9})?$/),
  fc.double({ noDefaultInfinity: true, noNaN: true }).map(String),
);
const cell = fc.oneof(
  { weight: 15, arbitrary: number },
  fc.constantFrom('', ' ', 'abc', 'nan', 'inf', 'False', '"1"', '-', '\t', '\ufeff', '1e'),
);
const lineEnd = fc.constantFrom('\n', '\n', '\n', '\r\n', '\r', '\n\n', ' \n', '\n \n');
const table = fc
  .array(fc.tuple(fc.array(cell, { minLength: 1, maxLength: 5 }), lineEnd), { maxLength: 12 })
  .map((lines) => Buffer.from(lines.map(([cells, end]) => cells.join(',') + end).join('')));
const entry = fc.oneof(
  { weight: 15, arbitrary: fc.tuple(fc.nat(40), number).map(([index, value]) => `${index}:${value}`) },
  fc.constantFrom('# x 1:2', 'foo', '7', '0 :1', '1: 2', '-1:2', '1:-inf', '9:'),
);
const libsvm = fc
  .array(
    fc.tuple(fc.constantFrom('1', '0', '1:2', '1 qid:4', '#', 'x', ''), fc.array(entry, { maxLength: 4 }), lineEnd),
    { maxLength: 12 },
  )
  .map((lines) => Buffer.from(lines.map(([label, entries, end]) => [label, ...entries].join(' ') + end).join('')));

/** Rows without what is missing, to the bit, or what is wrong. */
async function outcome(dataset: Dataset, whole: boolean) {
  const warnings: unknown[] = [];
  const onWarning = (warning: unknown) => void warnings.push(warning);
  try {
    const matrix = whole
      ? await readAll(dataset, { onWarning })
      : joinBlocks((await collect(copies(dataset, onWarning))) as never);
    return { ...plain(matrix), warnings };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { code: error.code, where: error.where, message: error.message };
  }
}

async function* copies(dataset: Dataset, onWarning: (warning: unknown) => void) {
  for await (const block of dataset.blocks({ onWarning })) yield copyOf(block);
}

function plain({ features, labels, weights, queryIds }: Matrix) {
  const { rowStarts, columns, values } = isCsr(features) ? features : withoutMissing(features);
  const bits = (numbers: Float32Array = new Float32Array()) => [...new Uint32Array(numbers.slice().buffer)];
  return {
    rowStarts: [...rowStarts],
    columns: [...columns],
    values: bits(values),
    labels: bits(labels),
    weights: weights && bits(weights),
    queryIds: queryIds && [...queryIds],
  };
}

describe.each(backends)('text as XGBoost reads it, %s', (_, kernels) => {
  const readers: readonly (readonly [
    string,
    fc.Arbitrary<Uint8Array>,
    (source: ByteSource, windowBytes: number) => Dataset,
  ])[] = [
    [
      'CSV',
      table,
      (source, windowBytes) =>
        delimitedDataset([source], { kernels, name: 'data', delimiter: ',', weighted: false, windowBytes }),
    ],
    [
      'weighted CSV',
      table,
      (source, windowBytes) =>
        delimitedDataset([source], { kernels, name: 'data', delimiter: ',', weighted: true, windowBytes }),
    ],
    ['libsvm', libsvm, (source, windowBytes) => libsvmDataset([source], { kernels, name: 'data', windowBytes })],
  ];

  test.each(readers)(
    'any split of %s gives the same rows and warnings, or the same error',
    async (_name, texts, open) => {
      await fc.assert(
        fc.asyncProperty(
          texts,
          fc.integer({ min: 1, max: 40 }),
          fc.integer({ min: 1, max: 9 }),
          async (bytes, windowBytes, chunkBytes) => {
            const whole = await outcome(open(memorySource('data', bytes), 1 << 20), true);
            expect(await outcome(open(memorySource('data', bytes, chunkBytes), windowBytes), true)).toEqual(whole);
          },
        ),
        { numRuns: 200 },
      );
    },
  );
});

test('block by block or at once, CSV rows are the same', async () => {
  const [, kernels] = backends.at(-1) as (typeof backends)[number];
  const open = (bytes: Uint8Array, windowBytes: number) =>
    delimitedDataset([memorySource('data', bytes)], {
      kernels,
      name: 'data',
      delimiter: ',',
      weighted: false,
      windowBytes,
    });
  await fc.assert(
    fc.asyncProperty(table, fc.integer({ min: 1, max: 40 }), async (bytes, windowBytes) => {
      expect(await outcome(open(bytes, windowBytes), false)).toEqual(await outcome(open(bytes, 1 << 20), true));
    }),
    { numRuns: 200 },
  );
});

test('a float32 of everyday size is written so that XGBoost reads its bits', () => {
  fc.assert(
    fc.property(fc.float({ noNaN: true, noDefaultInfinity: true }), (value) => {
      const text = dmlcText(value);
      expect(Object.is(Math.fround(Number(text)), value)).toBe(true);
      const size = Math.abs(value);
      if (size === 0 || (size > 1e-6 && size < 1e15)) expect(parseFloat32(Buffer.from(text), 0).value).toBe(value);
    }),
    { numRuns: 3000 },
  );
});
