import { expect, test } from 'vitest';
import { anomalyCutoff, judge } from '../../../../src/algorithms/random-cut-forest/anomalies.js';

test('the cutoff is mean and three standard deviations, as pandas counts them', () => {
  expect(anomalyCutoff([1, 2, 3, 4])).toBeCloseTo(2.5 + 3 * Math.sqrt(5 / 3), 12);
  expect(anomalyCutoff(Float32Array.of(2))).toBe(2);
});

test('what lies above is held against the labels', () => {
  const scores = [...Array(40).fill(1), 9, 9];
  const labels = [...Array(39).fill(0), 1, 1, 0];
  expect(judge(scores, labels)).toMatchObject({
    anomalies: 2,
    accuracy: 40 / 42,
    precision: 0.5,
    recall: 0.5,
    f1: 0.5,
  });
  expect(judge([1, 1], [0, 0])).toMatchObject({ anomalies: 0, accuracy: 1, precision: 0, recall: 0, f1: 0 });
});
