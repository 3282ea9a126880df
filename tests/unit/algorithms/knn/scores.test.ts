import { expect, test } from 'vitest';
import { testScores } from '../../../../src/algorithms/knn/scores.js';

test('accuracy, and the mean over the classes of their F scores', () => {
  const scores = testScores('classifier', Float32Array.of(0, 0, 7, 7, 2), Float32Array.of(0, 7, 7, 7, 0));
  // Class 0: 2·1/(2+2); class 7: 2·2/(3+2); class 2 was predicted and does not occur.
  expect(scores).toEqual({ 'test:accuracy': 0.6, 'test:macro_f_1.000': (0.5 + 0.8 + 0) / 3 });
});

test('the mean squared error of a regressor', () => {
  expect(testScores('regressor', Float32Array.of(1, 2), Float32Array.of(3, 2))).toEqual({ 'test:mse': 2 });
});
