import { expect, test } from 'vitest';
import { Tally } from '../../../src/data/tally.js';

test('a tally counts and measures over several arrays', () => {
  const tally = new Tally();
  tally.add(Float32Array.of(1, 0, 5));
  tally.add(Float32Array.of(-2));
  expect(tally.summary()).toEqual({ count: 4, min: -2, max: 5, mean: 1 });
  expect(tally.zeros).toBe(1);
});

test('and passes over what is not finite where it is told to', () => {
  const tally = new Tally();
  expect(tally.addFinite(Float32Array.of(1, 3))).toBe(true);
  expect(tally.addFinite(Float32Array.of(Number.NaN, 0, Infinity, -Infinity, 4))).toBe(false);
  expect(tally.summary()).toEqual({ count: 4, min: 0, max: 4, mean: 2 });
});
