import { describe, expect, it } from 'vitest';
import {
  checkCells,
  checkLengths,
  checkNearest,
  checkRecordOutput,
  checkSeeding,
  checkSum,
} from '../../../src/kernels/lengths.js';

const floats = (length: number) => new Float32Array(length);
const shape = { rows: 4, cols: 3, k: 2 };
const input = { points: floats(12), centroids: floats(6), ...shape };

describe('lengths', () => {
  it('names the array that does not fit its shape, with both numbers', () => {
    expect(() => checkLengths({ good: [2, 2], labels: [3, 4] })).toThrow(
      new RangeError('labels has 3 elements, its shape says 4'),
    );
  });

  it('looks at every array of an assignment', () => {
    const output = { labels: new Int32Array(4), distances: floats(4) };
    expect(() => checkNearest(input, output)).not.toThrow();
    expect(() => checkNearest({ ...input, points: floats(11) }, output)).toThrow(/^points/);
    expect(() => checkNearest({ ...input, centroids: floats(7) }, output)).toThrow(/^centroids/);
    expect(() => checkNearest(input, { ...output, labels: new Int32Array(5) })).toThrow(/^labels/);
    expect(() => checkNearest(input, { ...output, distances: floats(0) })).toThrow(/^distances/);
  });

  it('looks at every array of a sum', () => {
    const accumulator = { sums: new Float64Array(6), counts: new Float64Array(2) };
    expect(() => checkSum(input, accumulator)).not.toThrow();
    expect(() => checkSum({ ...input, weights: new Float64Array(3) }, accumulator)).toThrow(/^weights/);
    expect(() => checkSum(input, { ...accumulator, sums: new Float64Array(5) })).toThrow(/^sums/);
    expect(() => checkSum(input, { ...accumulator, counts: new Float64Array(3) })).toThrow(/^counts/);
  });

  it('looks at every array of a seeding step', () => {
    const seeding = { points: floats(12), centre: floats(3), rows: 4, cols: 3 };
    expect(() => checkSeeding(seeding, floats(4))).not.toThrow();
    expect(() => checkSeeding({ ...seeding, centre: floats(2) }, floats(4))).toThrow(/^centre/);
    expect(() => checkSeeding(seeding, floats(3))).toThrow(/^nearest/);
  });

  it.each([{ rows: -1 }, { rows: 0.5 }, { cols: 0 }, { k: 0 }, { k: Number.NaN }])('refuses the shape %o', (wrong) => {
    const output = { labels: new Int32Array(4), distances: floats(4) };
    expect(() => checkNearest({ ...input, ...wrong }, output)).toThrow(RangeError);
  });

  it('wants room for what a sparse scan writes', () => {
    const sparse = { layout: 'sparse', cols: 3, featureType: 'float32', labelSize: 0 } as const;
    expect(() => checkRecordOutput(sparse, { columns: new Uint32Array(1) })).toThrow(RangeError);
    expect(() => checkRecordOutput({ ...sparse, layout: 'dense' }, {})).not.toThrow();
  });

  it.each([
    [0, 0],
    [3, 4],
    [3, -1],
    [1.5, 0],
  ])('refuses %d cells of which %d are labels', (cells, labels) => {
    expect(() => checkCells(cells, labels)).toThrow(RangeError);
  });
});
