import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Dense, dense, rowMajor } from '../../src/data/dense.js';
import { readAll } from '../../src/data/read-all.js';
import { UserError } from '../../src/errors.js';
import { type ByteSource, memorySource } from '../../src/formats/byte-source.js';
import { csvDataset, encodeCsv } from '../../src/formats/csv/csv.js';
import type { CsvScan, Kernels } from '../../src/kernels/kernels.js';
import { scanCsv } from '../../src/kernels/reference/csv.js';
import { backends } from '../unit/formats/support/backends.js';

const float32 = fc.float({ noDefaultInfinity: true });
const goodCell = fc.oneof(
  float32.map(String).filter((text) => text !== 'NaN'),
  fc.double({ noDefaultInfinity: true, noNaN: true, min: -1e38, max: 1e38 }).map(String),
  fc.stringMatching(/^[+-]?\d{1,25}(\.\d{0,25})?(e[+-]?\d)?$/),
  fc.constantFrom('nan', ' 1 ', '"2"', '"3"4', '"5.""', '0.1234567890123456', '-1234567.12345678', '1e-7'),
);
const anyCell = fc.oneof(
  { weight: 12, arbitrary: goodCell },
  fc.constantFrom(
    '',
    ' ',
    'x',
    'inf',
    '1e39',
    '"1',
    '1"2',
    '"1"""',
    '1;2',
    '0x10',
    '1_0',
    '\0',
    '\u00e9',
    '--1',
    '.',
    '1e',
  ),
  fc.string({ maxLength: 5, unit: fc.constantFrom('"', ',', '\n', '\r', '1', '.', 'e', '-', ' ', '\ufeff', 'n') }),
);
const lineEnd = fc.constantFrom('\n', '\r\n', '\r', '\n\n', '\r\r\n');

/** Mostly whole rows of numbers, and every now and then anything at all. */
const csvText = fc
  .integer({ min: 1, max: 5 })
  .chain((cells) => {
    const row = fc.oneof(
      { weight: 9, arbitrary: fc.array(anyCell, { minLength: cells, maxLength: cells }) },
      fc.array(anyCell, { minLength: 1, maxLength: cells + 1 }),
    );
    return fc.record({
      cells: fc.constant(cells),
      lines: fc.array(fc.tuple(row, lineEnd), { maxLength: 12 }),
      last: row,
    });
  })
  .map(({ cells, lines, last }) => ({
    cells,
    bytes: new TextEncoder().encode(lines.map(([row, end]) => row.join(',') + end).join('') + last.join(',')),
  }));

function bits(values: Float32Array): number[] {
  return [...new Uint32Array(values.slice().buffer)];
}

type Outcome = { rows: number[]; labels: number[] } | { code: string; where: unknown; message: string };

async function outcomeOf(
  kernels: Kernels,
  source: ByteSource,
  labelSize: number,
  windowBytes: number,
): Promise<Outcome> {
  const dataset = csvDataset([source], { kernels, name: 'data', labelSize, windowBytes });
  try {
    const { features, labels } = await readAll(dataset);
    const rows: number[] = [];
    const blockLabels: number[] = [];
    for await (const block of dataset.blocks()) {
      rows.push(...bits(rowMajor(block.features as Dense)));
      blockLabels.push(...bits(block.labels ?? new Float32Array()));
    }
    expect(bits(rowMajor(features as Dense))).toEqual(rows);
    expect(bits(labels ?? new Float32Array())).toEqual(blockLabels);
    return { rows, labels: blockLabels };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { code: error.code, where: error.where, message: error.message };
  }
}

describe.each(backends)('CSV, %s', (_, kernels) => {
  test('any split of the bytes gives the same rows or the same error', async () => {
    await fc.assert(
      fc.asyncProperty(
        csvText,
        fc.integer({ min: 0, max: 1 }),
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 1, max: 9 }),
        fc.boolean(),
        async ({ bytes }, labelSize, windowBytes, chunkBytes, isPipe) => {
          const whole = await outcomeOf(kernels, memorySource('data', bytes), labelSize, 1 << 20);
          const { size, ...pipe } = memorySource('data', bytes, chunkBytes);
          const source = isPipe || size === undefined ? pipe : { ...pipe, size };
          expect(await outcomeOf(kernels, source, labelSize, windowBytes)).toEqual(whole);
        },
      ),
      { numRuns: 400 },
    );
  });

  test('with a listener, any split of the bytes gives the same rows and the same problems', async () => {
    const survey = async (source: ByteSource, windowBytes: number) => {
      // Each in its own order: a problem is heard before the rows in front of it are handed out.
      const [rows, problems]: [unknown[], unknown[]] = [[], []];
      const dataset = csvDataset([source], { kernels, name: 'data', labelSize: 0, windowBytes });
      const onProblem = async (explain: () => Promise<UserError>) => {
        const { code, where, message } = await explain();
        problems.push({ code, where, message });
      };
      try {
        for await (const { features, origin } of dataset.blocks({ onProblem })) {
          const cols = (features as Dense).shape[1] as number;
          const values = bits(rowMajor(features as Dense));
          for (let at = 0; at < values.length; at += cols) {
            rows.push([(origin?.firstRow ?? 0) + at / cols, ...values.slice(at, at + cols)]);
          }
        }
      } catch (error) {
        problems.push((error as UserError).code);
      }
      return { rows, problems };
    };
    await fc.assert(
      fc.asyncProperty(
        csvText,
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 1, max: 9 }),
        fc.boolean(),
        async ({ bytes }, windowBytes, chunkBytes, isPipe) => {
          const { size, ...pipe } = memorySource('data', bytes, chunkBytes);
          const source = isPipe || size === undefined ? pipe : { ...pipe, size };
          expect(await survey(source, windowBytes)).toEqual(await survey(memorySource('data', bytes), 1 << 20));
        },
      ),
      { numRuns: 150 },
    );
  });

  test('scans as the twin does, to the bit', async () => {
    await fc.assert(
      fc.asyncProperty(
        csvText,
        fc.nat(5),
        fc.boolean(),
        fc.integer({ min: 0, max: 15 }),
        async ({ bytes, cells }, someLabels, final, room) => {
          const labelSize = Math.min(someLabels, cells);
          const request = { cells, labelSize, final };
          const output = () => ({
            values: new Float32Array(room * (cells - labelSize)),
            labels: new Float32Array(room * labelSize),
          });
          const [expected, actual] = [output(), output()];
          const scan: CsvScan = scanCsv(bytes, request, expected);
          expect(await kernels.scanCsv(bytes, request, actual)).toEqual(scan);
          expect(bits(actual.values.subarray(0, scan.rows * (cells - labelSize)))).toEqual(
            bits(expected.values.subarray(0, scan.rows * (cells - labelSize))),
          );
          expect(bits(actual.labels.subarray(0, scan.rows * labelSize))).toEqual(
            bits(expected.labels.subarray(0, scan.rows * labelSize)),
          );
        },
      ),
      { numRuns: 2000 },
    );
  });

  test('what is written reads back to the same bits', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 6 }),
        fc.integer({ min: 0, max: 2 }),
        fc.array(float32, { minLength: 8, maxLength: 80 }),
        async (cols, labelSize, numbers) => {
          const rows = Math.floor(numbers.length / (cols + labelSize));
          const values = Float32Array.from(numbers.slice(0, rows * cols));
          const labels = Float32Array.from(numbers.slice(rows * cols, rows * (cols + labelSize)));
          const bytes = encodeCsv(dense(values, rows, cols), labels);
          const read = await outcomeOf(kernels, memorySource('written', bytes), labelSize, 64);
          expect(read).toEqual({ rows: bits(values), labels: bits(labels) });
        },
      ),
      { numRuns: 300 },
    );
  });
});
