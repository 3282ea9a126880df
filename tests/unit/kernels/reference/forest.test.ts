import { describe, expect, test } from 'vitest';
import { addInverseDepths, boundCuts, growTrees } from '../../../../src/kernels/reference/forest.js';

/**
 * Worked by hand: leaves (0, 0), (4, 0) and (4, 2) with masses 1, 2 and 1; the root cuts column 0 at 1, the cut to its right column 1 at 0.5.
 */
const forest = {
  cols: 2,
  leafCounts: Int32Array.of(3),
  cutColumns: Int32Array.of(0, 1),
  cutValues: Float32Array.of(1, 0.5),
  leftLeaves: Int32Array.of(1, 1),
  points: Float32Array.of(0, 0, 4, 0, 4, 2),
};
const bounds = { boxes: new Float32Array(8), extents: new Float64Array(2) };
boundCuts(forest, bounds);

describe('the twins of the forest kernels', () => {
  test('a box around what comes to each cut, and its sides added up', () => {
    expect(bounds.boxes).toEqual(Float32Array.of(0, 0, 4, 2, 4, 0, 4, 2));
    expect(bounds.extents).toEqual(Float64Array.of(6, 2));
  });

  test('1 / depth of points that are known, inside and outside', () => {
    const points = Float32Array.of(0, 0, 4, 0, 2, 0, 10, 0);
    const sums = Float64Array.of(0, 0, 0, 100);
    const logMasses = Float64Array.of(0, 1, 0);
    addInverseDepths({ forest, bounds, logMasses, points, rows: 4 }, sums);
    // (2, 0) lies in the root's box and 2 outside the next, which has sides of 2: apart there 1 time in 2, else beside a leaf 1 deeper.
    // (10, 0) lies 6 outside the root's box of 6, and 6 outside the next of 2.
    const expected = [
      1,
      1 / (2 + 1),
      (1 / 2) * (1 / 2) + (1 / 2) * (1 / 3),
      100 + 1 / 2 + (1 / 2) * ((3 / 4) * (1 / 2) + (1 / 4) * (1 / 3)),
    ];
    for (const [row, value] of expected.entries()) expect(sums[row]).toBeCloseTo(value, 12);
  });

  test('a tree has a leaf for each distinct row, in its mass the rows that are equal', () => {
    const output = {
      leafCounts: new Int32Array(2),
      cutColumns: new Int32Array(4).fill(-1),
      cutValues: new Float32Array(4),
      leftLeaves: new Int32Array(4),
      leafRows: new Int32Array(6),
      masses: new Int32Array(6),
    };
    const samples = Float32Array.of(5, 0, 5, 7, 7, 7);
    growTrees({ samples, seeds: Uint32Array.of(1, 2), trees: 2, size: 3, cols: 1 }, output);
    expect(output.leafCounts).toEqual(Int32Array.of(2, 1));
    expect(output.leafRows.subarray(0, 2)).toEqual(Int32Array.of(1, 0));
    expect(output.masses).toEqual(Int32Array.of(1, 2, 0, 3, 0, 0));
    expect(output.cutColumns).toEqual(Int32Array.of(0, -1, -1, -1));
    expect(output.leftLeaves[0]).toBe(1);
    expect(output.cutValues[0]).toBeGreaterThanOrEqual(0);
    expect(output.cutValues[0]).toBeLessThan(5);
  });
});
