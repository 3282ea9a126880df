import { expect, test } from 'vitest';
import { checkAddDepths, checkBound, checkGrow } from '../../../../src/kernels/lengths/forest.js';

const [trees, size, cols] = [2, 3, 2];
const input = { samples: new Float32Array(12), seeds: new Uint32Array(2), trees, size, cols };
const grown = {
  leafCounts: new Int32Array(2),
  cutColumns: new Int32Array(4),
  cutValues: new Float32Array(4),
  leftLeaves: new Int32Array(4),
  leafRows: new Int32Array(6),
  masses: new Int32Array(6),
};
const forest = {
  cols,
  leafCounts: Int32Array.of(3, 1),
  cutColumns: new Int32Array(2),
  cutValues: new Float32Array(2),
  leftLeaves: new Int32Array(2),
  points: new Float32Array(8),
};
const bounds = { boxes: new Float32Array(8), extents: new Float64Array(2) };
const depths = { forest, bounds, logMasses: new Float64Array(4), points: new Float32Array(6), rows: 3 };

test('what fits passes', () => {
  checkGrow(input, grown);
  checkBound(forest, bounds);
  checkAddDepths(depths, new Float64Array(3));
  checkAddDepths({ ...depths, points: new Float32Array(0), rows: 0 }, new Float64Array(0));
});

test('what does not fit is named', () => {
  expect(() => checkGrow(input, { ...grown, masses: new Int32Array(5) })).toThrow(/^masses/);
  expect(() => checkGrow({ ...input, size: 0 }, grown)).toThrow(/^size/);
  expect(() => checkBound({ ...forest, leafCounts: Int32Array.of(4, 0) }, bounds)).toThrow(/^leafCounts/);
  expect(() => checkBound({ ...forest, leafCounts: new Int32Array(0) }, bounds)).toThrow(/^trees/);
  expect(() => checkBound(forest, { ...bounds, boxes: new Float32Array(4) })).toThrow(/^boxes/);
  expect(() => checkAddDepths({ ...depths, logMasses: new Float64Array(3) }, new Float64Array(3))).toThrow(
    /^logMasses/,
  );
  expect(() => checkAddDepths(depths, new Float64Array(4))).toThrow(/^sums/);
});
