import { expect, test } from 'vitest';
import { naturalOrder } from '../../../../src/training/channels/natural-order.js';

const sorted = (...names: string[]) => [...names].sort(naturalOrder);

test('numbers inside names count as numbers', () => {
  expect(sorted('part-10.csv', 'part-2.csv', 'part-1.csv')).toEqual(['part-1.csv', 'part-2.csv', 'part-10.csv']);
  expect(sorted('a10b2', 'a10b10', 'a9b99')).toEqual(['a9b99', 'a10b2', 'a10b10']);
});

test('zero-padded numbers of one width sort as they read', () => {
  expect(sorted('part-00010', 'part-00002', 'part-00001')).toEqual(['part-00001', 'part-00002', 'part-00010']);
});

test('a number longer than any machine number still sorts', () => {
  const [small, large] = [`f${'9'.repeat(30)}`, `f1${'0'.repeat(30)}`];
  expect(sorted(large, small)).toEqual([small, large]);
});

test('a leading zero makes a fraction', () => {
  expect(sorted('v1.5', 'v1.05')).toEqual(['v1.05', 'v1.5']);
});

test('a name comes before its own continuation', () => {
  expect(sorted('a1', 'a', 'a1b')).toEqual(['a', 'a1', 'a1b']);
  expect(naturalOrder('same7', 'same7')).toBe(0);
});
