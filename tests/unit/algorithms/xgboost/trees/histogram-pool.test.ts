import { expect, test } from 'vitest';
import { HistogramPool } from '../../../../../src/algorithms/xgboost/trees/histogram-pool.js';

test('histograms are handed on, given back and taken again', () => {
  const pool = new HistogramPool(4);
  expect([pool.take(0), pool.take(0)]).toEqual([0, 0]);
  pool.values[0] = 7;
  expect(pool.take(2)).toBe(1);
  expect(pool.values[0]).toBe(7);
  pool.inherit(1, 0);
  expect(pool.indexOf(1)).toBe(0);
  pool.release(1);
  pool.release(1);
  expect(pool.take(5)).toBe(0);
  expect(pool.take(6)).toBe(2);
  expect(pool.values.length).toBeGreaterThanOrEqual(12);
  pool.reset();
  expect([pool.take(8), pool.take(9), pool.take(10)]).toEqual([0, 1, 2]);
});
