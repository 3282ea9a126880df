import { expect, test } from 'vitest';
import { dense } from '../../../src/data/dense.js';
import { classScores, confusionMatrix, macro, ranksOfLabels, topKAccuracy } from '../../../src/metrics/multiclass.js';

test('a class that neither occurs nor is predicted has no value, and counts as 0 in the mean', () => {
  const scores = classScores(confusionMatrix([0, 1], [0, 1], 3));
  expect(scores[2]).toEqual({ rows: 0, precision: Number.NaN, recall: Number.NaN, fBeta: Number.NaN });
  expect(macro(scores, 'fBeta')).toBeCloseTo(2 / 3, 12);
});

test.each([[3], [-1], [0.5], [Number.NaN]])('%d is no class of three', (value) => {
  expect(() => confusionMatrix([value], [0], 3)).toThrow(RangeError);
  expect(() => confusionMatrix([0], [value], 3)).toThrow(RangeError);
});

test('of equal scores the lower class comes first', () => {
  const ranks = ranksOfLabels(dense(Float32Array.of(0.4, 0.4, 0.2, 0.4, 0.4, 0.2), 2, 3), [0, 1]);
  expect([...ranks]).toEqual([1, 2]);
  expect(topKAccuracy(ranks, 1)).toBe(0.5);
});
