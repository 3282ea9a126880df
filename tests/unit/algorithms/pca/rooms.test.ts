import { expect, test } from 'vitest';
import { Rooms } from '../../../../src/algorithms/pca/rooms.js';

test('a name stands for one array, as long as was asked for', () => {
  const rooms = new Rooms();
  const large = rooms.float32('a', 8).fill(1);
  const small = rooms.float32('a', 3);
  expect([small.length, small.buffer === large.buffer]).toEqual([3, true]);
  expect(rooms.float32('b', 3).buffer).not.toBe(large.buffer);
  expect(rooms.float32('a', 9)).toHaveLength(9);
});

test('zeros are zeros again, and rounded values are the values', () => {
  const rooms = new Rooms();
  rooms.zeros('a', 2).fill(5);
  expect([...rooms.zeros('a', 3)]).toEqual([0, 0, 0]);
  expect([...rooms.rounded('a', Float64Array.of(1.5, 0.1))]).toEqual([1.5, Math.fround(0.1)]);
});
