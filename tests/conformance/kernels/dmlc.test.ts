import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DELIMITED_NOTES, type DmlcKernels, LIBSVM_NOTES } from '../../../src/kernels/kernels.js';
import { dmlcTwins } from '../../../src/kernels/reference/dmlc.js';
import { backends } from '../../unit/formats/support/backends.js';

const number = fc.oneof(
  { weight: 6, arbitrary: fc.stringMatching(/^-?\d{1,12}(\.\d{0,12})?$/) },
  fc.stringMatching(/^[+-]?\d{0,25}(\.\d{0,25})?(e[+-]?\d{0,3})?f?$/),
  fc.double({ noDefaultInfinity: true, noNaN: true }).map(String),
);
const word = fc.constantFrom(
  '',
  ' ',
  'abc',
  'False',
  'nan',
  'nan(x)',
  'nan(-)',
  'inf',
  'info',
  '"1"',
  '-',
  'e',
  '.',
  '\ufeff1',
  '2020-01-02',
);
const noise = fc.string({
  maxLength: 4,
  unit: fc.constantFrom(',', '\n', '\r', '\t', ' ', '1', '.', 'e', '-', 'n', ';'),
});
const lineEnd = fc.constantFrom('\n', '\n', '\n', '\r\n', '\r', '\n\n', ' \n');

function linesOf(line: fc.Arbitrary<string>): fc.Arbitrary<Uint8Array> {
  const lines = fc.array(fc.tuple(line, lineEnd), { maxLength: 12 });
  return fc
    .tuple(lines, line)
    .map(([all, last]) => new TextEncoder().encode(all.map((pair) => pair.join('')).join('') + last));
}

const cell = fc.oneof({ weight: 20, arbitrary: number }, { weight: 3, arbitrary: word }, noise);
const table = fc
  .tuple(fc.integer({ min: 0, max: 4 }), fc.constantFrom(',', ',', ',', ';', '\t', ' ', '1'))
  .chain(([cols, delimiter]) =>
    fc.record({
      cols: fc.constant(cols),
      delimiter: fc.constant(delimiter.charCodeAt(0)),
      weighted: fc.boolean(),
      bytes: linesOf(
        fc
          .oneof(
            { weight: 15, arbitrary: fc.array(cell, { minLength: cols + 1, maxLength: cols + 1 }) },
            fc.array(cell, { maxLength: 6 }),
          )
          .map((cells) => cells.join(delimiter)),
      ),
    }),
  );

const entry = fc.oneof(
  { weight: 20, arbitrary: fc.tuple(fc.nat(30), number).map(([index, value]) => `${index}:${value}`) },
  fc.constantFrom(
    'qid:3',
    '5',
    '1:',
    '1:abc',
    ':',
    '# x',
    '#1 2:3',
    'foo',
    '-1:2',
    '1.5:2',
    '4294967295:1',
    '0 :1',
    '1: 2',
    '1:inf',
    '1:-inf',
    '\t',
    '3:4:5',
  ),
);
const libsvm = linesOf(
  fc
    .tuple(
      fc.oneof({ weight: 9, arbitrary: fc.constantFrom('1', '0', '-1', '1:0.5', '1 qid:7', '+1 qid:12') }, word),
      fc.array(entry, { maxLength: 5 }),
    )
    .map(([label, entries]) => [label, ...entries].join(' ')),
);

async function delimited(
  kernels: DmlcKernels,
  request: { bytes: Uint8Array; cols: number; delimiter: number; weighted: boolean; final: boolean },
  room: number,
) {
  const output = {
    values: new Float32Array(room * request.cols),
    labels: new Float32Array(room),
    weights: new Float32Array(request.weighted ? room : 0),
    notes: new Float64Array(2 * DELIMITED_NOTES.length),
  };
  const scan = await kernels.scanDelimited(request.bytes, request, output);
  return {
    scan,
    values: bits(output.values.subarray(0, scan.rows * request.cols)),
    labels: bits(output.labels.subarray(0, scan.rows)),
    weights: bits(output.weights.subarray(0, scan.rows)),
    notes: [...output.notes],
  };
}

async function sparse(
  kernels: DmlcKernels,
  request: { bytes: Uint8Array; first: boolean; final: boolean },
  rows: number,
  entries: number,
) {
  const output = {
    labels: new Float32Array(rows),
    weights: new Float32Array(rows),
    queryIds: new Float64Array(rows),
    rowStarts: new Uint32Array(rows + 1),
    columns: new Uint32Array(entries),
    values: new Float32Array(entries),
    notes: new Float64Array(2 * LIBSVM_NOTES.length),
  };
  const scan = await kernels.scanLibsvm(request.bytes, request, output);
  return {
    scan,
    labels: bits(output.labels.subarray(0, scan.rows)),
    weights: bits(output.weights.subarray(0, scan.rows)),
    queryIds: [...output.queryIds.subarray(0, scan.rows)],
    rowStarts: [...output.rowStarts.subarray(0, scan.rows + 1)],
    columns: [...output.columns.subarray(0, scan.entries)],
    values: bits(output.values.subarray(0, scan.entries)),
    notes: [...output.notes],
  };
}

function bits(values: Float32Array): number[] {
  return [...new Uint32Array(values.slice().buffer)];
}

describe.each(backends)('text as dmlc reads it, %s', (_, kernels) => {
  test('delimited rows are the twin’s to the bit', async () => {
    await fc.assert(
      fc.asyncProperty(table, fc.boolean(), fc.integer({ min: 0, max: 20 }), async (request, final, room) => {
        const call = { ...request, final };
        expect(await delimited(kernels, call, room)).toEqual(await delimited(dmlcTwins, call, room));
      }),
      { numRuns: 1500 },
    );
  });

  test('libsvm rows are the twin’s to the bit', async () => {
    await fc.assert(
      fc.asyncProperty(
        libsvm,
        fc.boolean(),
        fc.boolean(),
        fc.integer({ min: 0, max: 20 }),
        fc.integer({ min: 0, max: 60 }),
        async (bytes, first, final, rows, entries) => {
          const call = { bytes, first, final };
          expect(await sparse(kernels, call, rows, entries)).toEqual(await sparse(dmlcTwins, call, rows, entries));
        },
      ),
      { numRuns: 1500 },
    );
  });

  test('long inputs are read in chunks, and are the twin’s all the same', async () => {
    const rows = Array.from(
      { length: 20_000 },
      (_, row) => `${row % 2},${row / 7},${row % 11 === 0 ? '' : -row},${row}e-3`,
    );
    const call = {
      bytes: new TextEncoder().encode(rows.join('\n')),
      cols: 3,
      delimiter: 44,
      weighted: false,
      final: true,
    };
    expect(await delimited(kernels, call, 20_001)).toEqual(await delimited(dmlcTwins, call, 20_001));
    const lines = Array.from({ length: 20_000 }, (_, row) => `${row % 2} ${row % 50}:${row / 3} ${row}:1`);
    const text = { bytes: new TextEncoder().encode(lines.join('\n')), first: true, final: true };
    for (const [most, entries] of [
      [20_000, 40_000],
      [15_000, 40_000],
      [20_000, 30_001],
    ] as const) {
      expect(await sparse(kernels, text, most, entries)).toEqual(await sparse(dmlcTwins, text, most, entries));
    }
  });

  test('what cannot be room is refused', async () => {
    const none = { labels: new Float32Array(), weights: new Float32Array(), values: new Float32Array() };
    const request = { delimiter: 44, cols: 1, weighted: false, final: true };
    await expect(
      kernels.scanDelimited(new Uint8Array(), request, { ...none, notes: new Float64Array(3) }),
    ).rejects.toThrow(RangeError);
    const notes = new Float64Array(8);
    await expect(
      kernels.scanDelimited(new Uint8Array(), { ...request, delimiter: 300 }, { ...none, notes }),
    ).rejects.toThrow(RangeError);
    const sparseRoom = {
      ...none,
      queryIds: new Float64Array(),
      columns: new Uint32Array(),
      rowStarts: new Uint32Array(),
      notes: new Float64Array(6),
    };
    await expect(kernels.scanLibsvm(new Uint8Array(), { first: true, final: true }, sparseRoom)).rejects.toThrow(
      RangeError,
    );
  });
});
