import { expect, test } from 'vitest';
import { checkCells, checkRecordOutput } from '../../../../src/kernels/lengths/scans.js';

test('cells that leave room for labels pass', () => {
  checkCells(3, 0);
  checkCells(3, 3);
});

test.each([
  [0, 0],
  [-1, 0],
  [1.5, 0],
  [Number.NaN, 0],
  [3, -1],
  [3, 4],
  [3, 0.5],
])('%d cells with %d labels are refused', (cells, labelSize) => {
  expect(() => checkCells(cells, labelSize)).toThrow(RangeError);
});

test('a sparse scan needs both index arrays', () => {
  const schema = { layout: 'sparse', cols: 3, featureType: 'float32', labelSize: 0 } as const;
  expect(() => checkRecordOutput(schema, { columns: new Uint32Array(1) })).toThrow(RangeError);
  expect(() => checkRecordOutput(schema, { rowStarts: new Uint32Array(1) })).toThrow(RangeError);
  checkRecordOutput(schema, { columns: new Uint32Array(1), rowStarts: new Uint32Array(1) });
  checkRecordOutput({ ...schema, layout: 'dense' }, {});
});
