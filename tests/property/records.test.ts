import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isCsr } from '../../src/data/csr.js';
import type { Block, Matrix } from '../../src/data/dataset.js';
import { dense, rowMajor } from '../../src/data/dense.js';
import { readAll } from '../../src/data/read-all.js';
import { UserError } from '../../src/errors.js';
import { type ByteSource, memorySource } from '../../src/formats/byte-source.js';
import { type AnyRecord, decodeRecord, encodeRecord, type RecordValue } from '../../src/formats/recordio/message.js';
import { encodeRecords, recordDataset } from '../../src/formats/recordio/recordio.js';
import type { Kernels, RecordSchema } from '../../src/kernels/kernels.js';
import { describeRecords, scanRecords } from '../../src/kernels/reference/records.js';
import { bitsOf, concat } from '../support/records.js';
import { anyBytesLikeRecords, anyMessage, mostlyGoodFile } from '../support/wire-arbitraries.js';
import { backends } from '../unit/formats/support/backends.js';

const numRuns = 400;

function plainMatrix({ features, labels = new Float32Array() }: Matrix | Block) {
  if (!isCsr(features)) return { values: bitsOf(rowMajor(features)), labels: bitsOf(labels) };
  const { values, columns, rowStarts } = features;
  const lengths = [...rowStarts.subarray(1)].map((end, row) => end - (rowStarts[row] as number));
  return { values: bitsOf(values), labels: bitsOf(labels), columns: [...columns], lengths };
}

type Plain = ReturnType<typeof plainMatrix>;

/** What is read, block by block, until the end or the error. */
async function outcomeOf(kernels: Kernels, source: ByteSource, windowBytes: number) {
  const dataset = recordDataset([source], { kernels, name: 'data', windowBytes });
  const warnings: string[] = [];
  const read: Required<Plain> = { values: [], labels: [], columns: [], lengths: [] };
  let error: unknown;
  try {
    for await (const block of dataset.blocks({ onWarning: ({ code }) => warnings.push(code) })) {
      for (const [name, numbers] of Object.entries(plainMatrix(block))) read[name as keyof Plain].push(...numbers);
    }
    expect({ columns: [], lengths: [], ...plainMatrix(await readAll(dataset)) }).toEqual(read);
  } catch (caught) {
    if (!(caught instanceof UserError)) throw caught;
    error = { code: caught.code, where: caught.where, message: caught.message, hint: caught.hint };
  }
  return { ...read, warnings, error };
}

/** Room as the interface promises that it suffices, or too little of it. */
function outputFor({ layout, cols, labelSize }: RecordSchema, rows: number, entries: number) {
  const isSparse = layout === 'sparse';
  return {
    values: new Float32Array(isSparse ? entries : rows * cols),
    labels: new Float32Array(rows * labelSize),
    ...(isSparse && { columns: new Uint32Array(entries), rowStarts: new Uint32Array(rows + 1) }),
  };
}

describe.each(backends)('records, %s', (_, kernels) => {
  test('any split of the bytes gives the same rows and the same error', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.oneof({ weight: 3, arbitrary: mostlyGoodFile }, anyBytesLikeRecords),
        fc.integer({ min: 1, max: 120 }),
        fc.integer({ min: 1, max: 50 }),
        fc.boolean(),
        async (bytes, windowBytes, chunkBytes, isPipe) => {
          const whole = await outcomeOf(kernels, memorySource('data', bytes), 1 << 20);
          const { size, ...pipe } = memorySource('data', bytes, chunkBytes);
          const source = isPipe || size === undefined ? pipe : { ...pipe, size };
          expect(await outcomeOf(kernels, source, windowBytes)).toEqual(whole);
        },
      ),
      { numRuns },
    );
  });

  test('describes and scans as the twin does, to the bit', async () => {
    const size = fc.oneof(fc.nat(3), fc.constant(50));
    await fc.assert(
      fc.asyncProperty(
        fc.oneof({ weight: 3, arbitrary: mostlyGoodFile }, anyBytesLikeRecords),
        fc.boolean(),
        fc.tuple(size, size),
        async (bytes, final, [rows, entries]) => {
          const schema = describeRecords(bytes, { final });
          expect(await kernels.describeRecords(bytes, { final })).toEqual(schema);
          if (schema === undefined || 'code' in schema) return;
          const [expected, actual] = [outputFor(schema, rows, entries), outputFor(schema, rows, entries)];
          const scan = scanRecords(bytes, { schema, final }, expected);
          expect(await kernels.scanRecords(bytes, { schema, final }, actual)).toEqual(scan);
          const used = schema.layout === 'sparse' ? scan.entries : scan.rows * schema.cols;
          expect(bitsOf(actual.values.subarray(0, used))).toEqual(bitsOf(expected.values.subarray(0, used)));
          expect(actual.columns?.subarray(0, used)).toEqual(expected.columns?.subarray(0, used));
          expect(actual.rowStarts?.subarray(0, scan.rows + 1)).toEqual(expected.rowStarts?.subarray(0, scan.rows + 1));
          const labels = scan.rows * schema.labelSize;
          expect(bitsOf(actual.labels.subarray(0, labels))).toEqual(bitsOf(expected.labels.subarray(0, labels)));
        },
      ),
      { numRuns: 3 * numRuns },
    );
  });

  test('what is written reads back to the same bits', async () => {
    const float32 = fc.float();
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 6 }),
        fc.integer({ min: 0, max: 2 }),
        fc.array(float32, { minLength: 8, maxLength: 80 }),
        async (cols, labelSize, numbers) => {
          const rows = Math.floor(numbers.length / (cols + labelSize));
          const values = Float32Array.from(numbers.slice(0, rows * cols));
          const labels = Float32Array.from(numbers.slice(rows * cols, rows * (cols + labelSize)));
          const bytes = encodeRecords(dense(values, rows, cols), labelSize > 0 ? labels : undefined);
          const { error, ...read } = await outcomeOf(kernels, memorySource('written', bytes), 64);
          expect(error).toBeUndefined();
          expect(read).toMatchObject({ values: bitsOf(values), labels: bitsOf(labels), warnings: [] });
        },
      ),
      { numRuns },
    );
  });
});

function framed(payload: Uint8Array): Uint8Array {
  const header = new Uint8Array(8);
  new DataView(header.buffer).setUint32(0, 0xced7230a, true);
  new DataView(header.buffer).setUint32(4, payload.length, true);
  return concat(header, payload, new Uint8Array((4 - (payload.length % 4)) % 4));
}

/** The row that training makes of a decoded record, where it is a dense one. */
function denseRow(record: AnyRecord): Plain | undefined {
  const [features, label] = [record.features.get('values'), record.label.get('values')];
  if (record.features.size !== 1 || features === undefined || !isVector(features)) return undefined;
  if (label !== undefined && !isVector(label)) return undefined;
  return { values: narrowed(features), labels: label === undefined ? [] : narrowed(label) };
}

type Vector = Extract<RecordValue, { values: unknown }>;

function isVector(value: RecordValue): value is Vector {
  return 'values' in value && value.keys === undefined && value.shape === undefined;
}

function narrowed({ type, values }: Vector): number[] {
  if (type === 'float32') return bitsOf(values);
  return bitsOf(Float32Array.from(values, (value) => (Number.isNaN(value) ? Number.NaN : value)));
}

describe('the two decoders of a message', () => {
  test('agree on what is a message and on what is in it', () => {
    let messages = 0;
    fc.assert(
      fc.property(anyMessage, (payload) => {
        let record: AnyRecord | undefined;
        try {
          record = decodeRecord(payload);
        } catch {
          // Malformed, says protobufjs.
        }
        const found = describeRecords(framed(payload), { final: true });
        const isMalformed = found !== undefined && 'code' in found && found.code === 'protobuf-malformed';
        expect(isMalformed).toBe(record === undefined);
        const row = record && denseRow(record);
        if (found === undefined || 'code' in found || row === undefined) return;
        messages++;
        const output = outputFor(found, 1, 0);
        scanRecords(framed(payload), { schema: found, final: true }, output);
        expect(bitsOf(output.values)).toEqual(row.values);
        expect(bitsOf(output.labels)).toEqual(row.labels);
      }),
      { numRuns: 5 * numRuns },
    );
    expect(messages).toBeGreaterThan(numRuns / 4);
  });

  test('a record that is encoded decodes to itself', () => {
    fc.assert(
      fc.property(anyMessage, (payload) => {
        let record: AnyRecord;
        try {
          record = decodeRecord(payload);
        } catch {
          return;
        }
        expect(decodeRecord(encodeRecord(record))).toEqual(record);
      }),
      { numRuns },
    );
  });
});
