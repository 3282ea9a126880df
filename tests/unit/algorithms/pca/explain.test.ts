import { expect, test } from 'vitest';
import { explainedVarianceRatio } from '../../../../src/algorithms/pca/explain.js';

test('shares of what the components capture, or of all there is', () => {
  expect([...explainedVarianceRatio([1, 2])]).toEqual([0.2, 0.8]);
  expect([...explainedVarianceRatio([1, 2], { totalVariance: 2, rows: 5 })]).toEqual([0.1, 0.4]);
});

test('NaN, as artifacts of SageMaker’s have it, counts as nothing', () => {
  expect([...explainedVarianceRatio(Float32Array.of(Number.NaN, 3))]).toEqual([0, 1]);
});

test('where nothing varies, nothing is lost', () => {
  expect([...explainedVarianceRatio([0, 0])]).toEqual([0.5, 0.5]);
});
