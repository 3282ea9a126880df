import { describe, expect, test } from 'vitest';
import {
  checkCells,
  checkLengths,
  checkNearest,
  checkRecordOutput,
  checkSeeding,
  checkSum,
} from '../../../src/kernels/lengths.js';

const input = { points: new Float32Array(6), centroids: new Float32Array(4), rows: 3, cols: 2, k: 2 };

describe('lengths', () => {
  test('what fits passes', () => {
    checkNearest(input, { labels: new Int32Array(3), distances: new Float32Array(3) });
    checkSum(input, { sums: new Float64Array(4), counts: new Float64Array(2) });
    checkSum({ ...input, weights: new Float64Array(3) }, { sums: new Float64Array(4), counts: new Float64Array(2) });
    checkSeeding({ points: input.points, centre: new Float32Array(2), rows: 3, cols: 2 }, new Float32Array(3));
    checkSeeding({ points: new Float32Array(0), centre: new Float32Array(2), rows: 0, cols: 2 }, new Float32Array(0));
    checkCells(3, 0);
    checkCells(3, 3);
  });

  test('the message has the name and both numbers', () => {
    expect(() => checkLengths({ points: [5, 6] })).toThrow(new RangeError('points has 5 elements, its shape says 6'));
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
});
