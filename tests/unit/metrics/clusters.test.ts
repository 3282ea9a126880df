import { describe, expect, test } from 'vitest';
import { adjustedRandIndex, contingency, msd, purity, ssd } from '../../../src/metrics/clusters.js';

describe('squared distances', () => {
  test('their sum and their mean, plain and weighted', () => {
    expect(ssd([1, 4, 9])).toBe(14);
    expect(msd([1, 4, 9])).toBeCloseTo(14 / 3, 12);
    expect(ssd([1, 4, 9], [1, 0, 2])).toBe(19);
    expect(msd([1, 4, 9], [1, 0, 2])).toBeCloseTo(19 / 3, 12);
  });

  test('of no rows: the sum is 0 and there is no mean', () => {
    expect(ssd([])).toBe(0);
    expect(msd([])).toBeNaN();
  });
});

describe('clusters against labels', () => {
  test('contingency counts every pair, in ascending order', () => {
    expect(contingency([2, 0, 2, 2], [9, 7, 7, 9])).toEqual({
      clusters: [0, 2],
      labels: [7, 9],
      counts: [
        [1, 0],
        [1, 2],
      ],
    });
    expect(() => contingency([1], [1, 2])).toThrow(RangeError);
  });

  test('purity is the share of the commonest labels', () => {
    expect(purity(contingency([0, 0, 0, 1, 1], [5, 5, 6, 6, 6]))).toBeCloseTo(4 / 5, 12);
  });

  test('the adjusted Rand index is 1 for a renamed partition, and at most 0 where clusters cut across labels', () => {
    expect(adjustedRandIndex(contingency([1, 1, 0, 0], [3, 3, 8, 8]))).toBe(1);
    expect(adjustedRandIndex(contingency([0, 0, 0], [1, 1, 1]))).toBe(1);
    expect(adjustedRandIndex(contingency([5], [1]))).toBe(1);
    expect(adjustedRandIndex(contingency([0, 1, 0, 1], [0, 0, 1, 1]))).toBeCloseTo(-0.5, 12);
  });
});
