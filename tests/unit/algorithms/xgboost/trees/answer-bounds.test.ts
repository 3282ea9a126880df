import { expect, test } from 'vitest';
import { AnswerBounds } from '../../../../../src/algorithms/xgboost/trees/answer-bounds.js';

const [left, right] = [
  { node: 1, weight: -1 },
  { node: 2, weight: 3 },
];

test('the sides of a rising column meet in the middle', () => {
  const bounds = new AnswerBounds([1]);
  bounds.split(0, 0, left, right);
  expect(bounds.of(1)[1]).toBe(1);
  expect(bounds.of(2)[0]).toBe(1);
  expect(bounds.of(1)[0]).toBe(bounds.of(0)[0]);
});

test('a falling column turns them round, and what holds above holds below', () => {
  const bounds = new AnswerBounds([1, -1]);
  bounds.split(0, 0, left, right);
  bounds.split(2, 1, { node: 3, weight: 6 }, { node: 4, weight: 2 });
  expect(bounds.of(3)[0]).toBe(4);
  expect(bounds.of(4)).toEqual([1, 4]);
});

test('a free column, and one that nothing is said of, bound nothing', () => {
  const bounds = new AnswerBounds([0]);
  bounds.split(0, 0, left, right);
  bounds.split(1, 7, { node: 3, weight: 0 }, { node: 4, weight: 0 });
  expect(bounds.of(4)).toEqual(bounds.of(0));
});
