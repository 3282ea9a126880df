import { describe, expect, test } from 'vitest';
import { rowMajor } from '../../../../src/data/dense.js';
import { alikeRows } from '../../../../src/formats/recordio/alike.js';
import type { RecordSchema } from '../../../../src/kernels/kernels.js';
import { concat, denseRecord, framesOf, sparseRecord } from '../../../support/records.js';

const schema: RecordSchema = { layout: 'dense', cols: 3, featureType: 'float32', labelSize: 0 };
const all = (rows: number) => rows;
const rows = (count: number) => framesOf(...Array.from({ length: count }, (_, row) => denseRecord([row, 0.5, -row])));
const frameBytes = rows(1).length;

describe('rows that are alike', () => {
  test('are a view of their bytes', () => {
    const bytes = rows(4);
    const alike = alikeRows(bytes, schema, all);
    expect(alike).toMatchObject({ bytes: bytes.length, reachEnd: true });
    expect(alike?.features.data.buffer).toBe(bytes.buffer);
    expect(alike && [...rowMajor(alike.features)]).toEqual([0, 0.5, -0, 1, 0.5, -1, 2, 0.5, -2, 3, 0.5, -3]);
  });

  test('are as many as are wanted, and reach the end where others of their kind and part of a frame follow', () => {
    const bytes = concat(rows(5), rows(1).subarray(0, 11));
    const alike = alikeRows(bytes, schema, (found) => found - 2);
    expect(alike).toMatchObject({ bytes: 3 * frameBytes, reachEnd: true });
    expect(alike?.features.shape).toEqual([3, 3]);
    expect(alikeRows(bytes, schema, () => 0)).toBeUndefined();
  });

  test.each([
    ['an identifier', { ...denseRecord([1, 2, 3]), uid: 'row' }],
    ['a label', denseRecord([1, 2, 3], [1])],
    ['another width', denseRecord([1, 2])],
  ])('end before %s', (_, other) => {
    const alike = alikeRows(concat(rows(2), framesOf(other), rows(2)), schema, all);
    expect(alike).toMatchObject({ bytes: 2 * frameBytes, reachEnd: false });
  });
});

describe('there are none where', () => {
  const cases: [string, Uint8Array, Partial<RecordSchema>?][] = [
    ['the first record is not complete', rows(1).subarray(0, frameBytes - 1)],
    ['it is broken', concat(Uint8Array.of(1), rows(1).subarray(1))],
    ['it is of another width', rows(2), { cols: 4 }],
    ['rows have labels', framesOf(denseRecord([1, 2, 3], [1])), { labelSize: 1 }],
    ['rows are sparse', framesOf(sparseRecord([1], [1], [3])), { layout: 'sparse' }],
    ['numbers are of another type', rows(2), { featureType: 'float64' }],
    ['numbers lie askew', concat(Uint8Array.of(0), rows(2)).subarray(1)],
  ];
  test.each(cases)('%s', (_, bytes, other = {}) => {
    expect(alikeRows(bytes, { ...schema, ...other }, all)).toBeUndefined();
  });
});
