import { describe, expect, test } from 'vitest';
import {
  InteractionConstraints,
  MonotoneConstraints,
} from '../../../../../src/algorithms/xgboost/trees/constraints.js';

describe('monotone constraints', () => {
  test('a split on a rising column puts a wall halfway between its sides', () => {
    const constraints = new MonotoneConstraints([1, -1], 3);
    expect(Array.from(constraints.directions)).toEqual([1, -1, 0]);
    constraints.split(0, 1, 0, [2, 4]);
    expect(constraints.boundsOf(1)[1]).toBe(3);
    expect(constraints.boundsOf(2)[0]).toBe(3);
    constraints.split(1, 3, 1, [1, -1]);
    expect(constraints.boundsOf(3)).toEqual([0, 3]);
    expect(constraints.boundsOf(4)[1]).toBe(0);
    constraints.split(2, 5, 2, [9, 3]);
    expect(constraints.boundsOf(5)).toEqual(constraints.boundsOf(2));
  });
});

describe('interaction constraints', () => {
  const constraints = new InteractionConstraints([
    [0, 1],
    [1, 2, 3],
  ]);
  const allowed = (node: number) => [0, 1, 2, 3, 4].filter((column) => constraints.allows(node, column));

  test('the root may use all columns; below, those that share a set with all that were used', () => {
    expect(allowed(0)).toEqual([0, 1, 2, 3, 4]);
    constraints.split(0, 1, 1);
    expect(allowed(1)).toEqual([0, 1, 2, 3]);
    constraints.split(1, 3, 2);
    expect(allowed(4)).toEqual([1, 2, 3]);
  });

  test('a column of no set goes with itself alone', () => {
    constraints.split(2, 5, 4);
    expect(allowed(6)).toEqual([1, 4]);
  });
});
