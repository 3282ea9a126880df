import { expect, test } from 'vitest';
import { predictLabels } from '../../../../src/algorithms/knn/vote.js';

test('the most frequent label wins, the smallest of several', () => {
  const labels = Float32Array.of(3, 1, 3, 2, 2, 1, 9, 9, 0, 5, 4, 3);
  expect([...predictLabels(labels, 3, 'classifier')]).toEqual([3, 2, 9, 3]);
});

test('a regressor takes the mean', () => {
  expect([...predictLabels(Float32Array.of(1, 2, 4, -1), 2, 'regressor')]).toEqual([1.5, 1.5]);
});
