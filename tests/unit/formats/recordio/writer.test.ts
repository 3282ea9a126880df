import ndarray from 'ndarray';
import { describe, expect, test } from 'vitest';
import type { Csr } from '../../../../src/data/csr.js';
import { dense } from '../../../../src/data/dense.js';
import { UserError } from '../../../../src/errors.js';
import { encodeRecords, frameRecord, RecordWriter } from '../../../../src/formats/recordio/writer.js';
import { concat, denseRecord, framesOf, recordFixtures } from '../../../support/records.js';

const golden = new Map(recordFixtures().map(({ name, bytes }) => [name, bytes]));

/** The matrix that the golden files of dense rows were made of. */
const VALUES = [1, 2.5, -3.25, 0, -0, 0.001];
/** The one of the sparse files: its middle row is all zero. */
const SPARSE: Csr = {
  rows: 3,
  cols: 4,
  rowStarts: Uint32Array.of(0, 2, 2, 4),
  columns: Uint32Array.of(1, 3, 0, 3),
  values: Float32Array.of(1.5, 2, 3, -4),
};

describe('rows are written as the SageMaker SDK writes them', () => {
  const float32 = dense(Float32Array.from(VALUES), 2, 3);
  const float64 = ndarray(Float64Array.from(VALUES), [2, 3]);
  const int32 = ndarray(Int32Array.of(1, -2, 3, 2147483647, -2147483648, 0), [2, 3]);

  test.each([
    ['dense_f32_label_f32.pbr', encodeRecords(float32, [0, 1])],
    ['dense_f32_nolabel.pbr', encodeRecords(float32)],
    ['dense_f64_label_f64.pbr', encodeRecords(float64, [0.1, 2], { labelType: 'float64' })],
    ['dense_f64_nolabel.pbr', encodeRecords(float64)],
    ['dense_int64_label_int64.pbr', encodeRecords(int32, [7, -1], { labelType: 'int32' })],
    ['dense_f32_0rows.pbr', encodeRecords(dense(new Float32Array(), 0, 3), [])],
    ['dense_f32_0cols.pbr', encodeRecords(dense(new Float32Array(), 2, 0), [1, 2])],
    ['sparse_f32_label.pbr', encodeRecords(SPARSE, [1, 0, 1])],
    ['sparse_f32_nolabel.pbr', encodeRecords(SPARSE)],
    ['sparse_f64_label.pbr', encodeRecords(SPARSE, [1, 0, 1], { featureType: 'float64', labelType: 'float64' })],
    ['sparse_int_label.pbr', encodeRecords(SPARSE, [1, 0, 1], { featureType: 'int32', labelType: 'int32' })],
  ])('%s', (name, bytes) => {
    expect(bytes).toEqual(golden.get(name));
  });

  test('a transposed view by its rows', () => {
    const view = dense(Float32Array.of(1, 2, 3, 4), 2, 2).transpose(1, 0);
    expect(encodeRecords(view)).toEqual(framesOf(denseRecord([1, 3]), denseRecord([2, 4])));
  });
});

test('what cannot be written is refused', () => {
  const rows = dense(new Float32Array(6), 2, 3);
  const codeOf = (write: () => unknown) => {
    try {
      write();
      return 'written';
    } catch (error) {
      return error instanceof UserError ? error.code : error;
    }
  };
  expect(codeOf(() => encodeRecords(rows, [1, 2, 3]))).toBe('E_RECORD_LABELS');
  expect(codeOf(() => encodeRecords(rows, [1, 2 ** 31], { labelType: 'int32' }))).toBe('E_RECORD_INT32');
  expect(codeOf(() => encodeRecords(rows, [1, Number.NaN], { labelType: 'int32' }))).toBe('E_RECORD_INT32');
  expect(codeOf(() => frameRecord({ length: 2 ** 29 } as Uint8Array))).toBe('E_RECORD_TOO_LARGE');
});

describe('a writer', () => {
  test('hands on everything, in order, in pieces', async () => {
    const pieces: Uint8Array[] = [];
    const writer = new RecordWriter((bytes) => pieces.push(bytes), { pieceBytes: 100 });
    const rows = dense(
      Float32Array.from({ length: 20 }, (_, i) => i),
      10,
      2,
    );
    await writer.writeRows(rows);
    await writer.writeRecord(denseRecord([7, 8]));
    await writer.end();
    expect(pieces.length).toBeGreaterThan(2);
    expect(concat(...pieces)).toEqual(concat(encodeRecords(rows), framesOf(denseRecord([7, 8]))));
  });

  test('waits for its sink', async () => {
    let open = 0;
    const slowly = async () => {
      expect(++open).toBe(1);
      await new Promise((resolve) => setImmediate(resolve));
      open--;
    };
    const writer = new RecordWriter(slowly, { pieceBytes: 1 });
    await writer.writeRows(dense(new Float32Array(8), 4, 2));
    await writer.end();
    expect(open).toBe(0);
  });
});
