import { describe, expect, test } from 'vitest';
import { isCsr } from '../../../src/data/csr.js';
import type { Matrix } from '../../../src/data/dataset.js';
import { rowMajor } from '../../../src/data/dense.js';
import { UserError } from '../../../src/errors.js';
import { memorySource } from '../../../src/formats/byte-source.js';
import { type AnyRecord, encodeRecord, type RecordValue } from '../../../src/formats/recordio/message.js';
import { frameRecord, readRecords, recordDataset } from '../../../src/formats/recordio/recordio.js';
import { nextRecord } from '../../../src/kernels/reference/record-frames.js';
import { bitsOf, concat, type RecordFixture, recordFixtures } from '../../support/records.js';
import { backends } from './support/backends.js';

const fixtures = recordFixtures().map((fixture) => [fixture.name, fixture] as const);

function numbersOf(value: RecordValue | undefined): readonly number[] {
  return value !== undefined && 'values' in value ? [...value.values] : [];
}

function featuresOf(record: AnyRecord): RecordValue {
  return record.features.get('values') as RecordValue;
}

/** What training must see of these records, by the meaning of the format alone. */
function expectedMatrix(records: readonly AnyRecord[]) {
  const tensors = records.map(featuresOf);
  const values = bitsOf(Float32Array.from(tensors.flatMap(numbersOf)));
  const labels = bitsOf(Float32Array.from(records.flatMap((record) => numbersOf(record.label.get('values')))));
  const shapes = tensors.map((tensor) => ('shape' in tensor ? tensor.shape : undefined));
  const isSparse = tensors.some((tensor) => 'keys' in tensor || numbersOf(tensor).length === 0) && shapes[0];
  const cols = shapes[0]?.reduce((product, size) => product * size, 1) ?? numbersOf(tensors[0]).length;
  if (!isSparse) return { rows: records.length, cols, values, labels };
  const columns = tensors.flatMap((tensor) => ('keys' in tensor ? (tensor.keys ?? []) : []));
  let entries = 0;
  const rowStarts = [0, ...tensors.map((tensor) => (entries += numbersOf(tensor).length))];
  return { rows: records.length, cols, values, labels, columns, rowStarts };
}

function foundMatrix({ features, labels = new Float32Array() }: Matrix) {
  if (!isCsr(features)) {
    const [rows, cols] = features.shape;
    return { rows, cols, values: bitsOf(rowMajor(features)), labels: bitsOf(labels) };
  }
  const { rows, cols, values, columns, rowStarts } = features;
  return {
    rows,
    cols,
    values: bitsOf(values),
    labels: bitsOf(labels),
    columns: [...columns],
    rowStarts: [...rowStarts],
  };
}

describe.each(backends)('golden RecordIO files as training data, %s', (_, kernels) => {
  test.each(fixtures)('%s', async (name, { bytes, records = [], training, warnings = [] }) => {
    const heard: string[] = [];
    const dataset = recordDataset([memorySource(name, bytes)], { kernels, name });
    const outcome = await dataset
      .readAll?.({ onWarning: ({ code }) => heard.push(code) })
      .catch((error: unknown) => error);
    expect(heard).toEqual(warnings);
    if ('error' in training) {
      expect(outcome).toBeInstanceOf(UserError);
      const { code, where } = outcome as UserError;
      expect({ code, record: where?.record, byteOffset: where?.byteOffset }).toEqual({
        record: undefined,
        ...training.error,
      });
      return;
    }
    expect(foundMatrix(outcome as Matrix)).toEqual(expectedMatrix(records));
    expect(records.length).toBe(training.rows);
  });
});

async function readUntilBroken({ name, bytes }: RecordFixture): Promise<AnyRecord[]> {
  const found: AnyRecord[] = [];
  try {
    for await (const { record } of readRecords(memorySource(name, bytes))) found.push(record);
  } catch (error) {
    expect(error).toBeInstanceOf(UserError);
  }
  return found;
}

describe('golden RecordIO files, record by record', () => {
  test.each(fixtures.filter(([, { records }]) => records !== undefined))('%s', async (_, fixture) => {
    expect(await readUntilBroken(fixture)).toEqual(fixture.records);
  });

  test.each(fixtures.filter(([, { payloadBytes }]) => payloadBytes !== undefined))('%s', (_, fixture) => {
    const found: number[] = [];
    let record = nextRecord(fixture.bytes, 0, true);
    while (record !== undefined) {
      found.push(record.parts[0]?.length ?? -1);
      record = nextRecord(fixture.bytes, record.end, true);
    }
    expect(found).toEqual(fixture.payloadBytes);
  });

  const bySdk = fixtures.filter(([, { producedBy }]) => /^sagemaker SDK/.test(producedBy));
  test.each(bySdk)('%s is written to the same bytes', (_, { bytes, records = [] }) => {
    expect(concat(...records.map((record) => frameRecord(encodeRecord(record))))).toEqual(bytes);
  });
});

test('there is something to walk over', () => {
  expect(fixtures.length).toBeGreaterThanOrEqual(99);
  expect(fixtures.filter(([, { producedBy }]) => /^sagemaker SDK/.test(producedBy)).length).toBeGreaterThan(15);
});
