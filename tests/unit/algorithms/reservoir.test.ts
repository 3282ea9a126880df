import { expect, test } from 'vitest';
import { Reservoir } from '../../../src/algorithms/reservoir.js';
import { Random } from '../../../src/data/random.js';

test('as many rows as there are slots are kept in their order', () => {
  const reservoir = new Reservoir(5, new Random(1));
  expect(reservoir.take(3).map(({ slot }) => slot)).toEqual([0, 1, 2]);
  expect(reservoir.filled).toBe(3);
  expect(reservoir.take(2).map(({ slot }) => slot)).toEqual([3, 4]);
  expect(reservoir.filled).toBe(5);
});

test('it does not matter how the stream is cut', () => {
  const [whole, cut] = [new Reservoir(4, new Random(7)), new Reservoir(4, new Random(7))];
  const rows = whole.take(100);
  const pieces = [30, 1, 69].flatMap((size) => {
    const before = cut.seen;
    return cut.take(size).map(({ row, slot }) => ({ row: row + before, slot }));
  });
  expect(pieces).toEqual(rows);
});

test('every row has the same chance', () => {
  const counts = new Float64Array(40);
  for (let seed = 0; seed < 4000; seed++) {
    const slots = new Int32Array(10);
    for (const { row, slot } of new Reservoir(10, new Random(seed)).take(40)) slots[slot] = row;
    for (const row of slots) counts[row]!++;
  }
  // Each is expected 1000 times, with a standard deviation of 27.
  expect(Math.min(...counts)).toBeGreaterThan(860);
  expect(Math.max(...counts)).toBeLessThan(1140);
});
