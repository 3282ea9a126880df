/** Our metrics against scikit-learn's, frozen by make.py. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { dense } from '../../../src/data/dense.js';
import {
  accuracy,
  binaryCrossEntropy,
  confusion,
  fBeta,
  precision,
  recall,
  rocAuc,
} from '../../../src/metrics/binary.js';
import {
  balancedAccuracy,
  classScores,
  confusionMatrix,
  crossEntropy,
  discountedCumulativeGain,
  macro,
  matches,
  ranksOfLabels,
  topKAccuracy,
} from '../../../src/metrics/multiclass.js';
import { absoluteLoss, mse, rmse } from '../../../src/metrics/regression.js';

const frozen = JSON.parse(readFileSync(new URL('frozen.json', import.meta.url), 'utf8'));

test('two classes', () => {
  const { labels, scores, predicted, ...expected } = frozen.binary;
  const found = confusion(predicted, labels);
  expect(accuracy(found)).toBeCloseTo(expected.accuracy, 12);
  expect(precision(found)).toBeCloseTo(expected.precision, 12);
  expect(recall(found)).toBeCloseTo(expected.recall, 12);
  expect(fBeta(found)).toBeCloseTo(expected.f_1, 12);
  expect(fBeta(found, 2)).toBeCloseTo(expected.f_2, 12);
  expect(rocAuc(scores, labels)).toBeCloseTo(expected.auc, 12);
  expect(binaryCrossEntropy(scores, labels)).toBeCloseTo(expected.log_loss, 6);
});

test('several classes, one of them empty', () => {
  const { labels, probabilities, predicted, ...expected } = frozen.multiclass;
  const scores = dense(Float32Array.from(probabilities.flat()), 60, 5);
  const matrix = confusionMatrix(predicted, labels, 5);
  const ranks = ranksOfLabels(scores, labels);
  expect(matches(predicted, labels)).toBeCloseTo(expected.accuracy, 12);
  expect(macro(classScores(matrix), 'precision')).toBeCloseTo(expected.macro_precision, 12);
  expect(macro(classScores(matrix), 'recall')).toBeCloseTo(expected.macro_recall, 12);
  expect(macro(classScores(matrix), 'fBeta')).toBeCloseTo(expected.macro_f_1, 12);
  expect(macro(classScores(matrix, 0.5), 'fBeta')).toBeCloseTo(expected.macro_f_half, 12);
  expect(balancedAccuracy(classScores(matrix))).toBeCloseTo(expected.balanced_accuracy, 12);
  expect(topKAccuracy(ranks, 2)).toBeCloseTo(expected.top_2, 12);
  expect(discountedCumulativeGain(ranks)).toBeCloseTo(expected.dcg, 12);
  expect(crossEntropy(scores, labels)).toBeCloseTo(expected.log_loss, 6);
});

test('numbers', () => {
  const { labels, predicted, ...expected } = frozen.regression;
  expect(mse(predicted, labels)).toBeCloseTo(expected.mse, 12);
  expect(rmse(predicted, labels)).toBeCloseTo(expected.rmse, 12);
  expect(absoluteLoss(predicted, labels)).toBeCloseTo(expected.absolute_loss, 12);
});
