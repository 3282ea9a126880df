import { expect, test } from 'vitest';
import {
  accuracy,
  binaryCrossEntropy,
  confusion,
  fBeta,
  precision,
  recall,
  rocAuc,
} from '../../../src/metrics/binary.js';

test('what there is nothing to measure by is 0', () => {
  const nothingFound = confusion([0, 0], [0, 0]);
  expect(nothingFound).toEqual({ truePositives: 0, falsePositives: 0, trueNegatives: 2, falseNegatives: 0 });
  expect([precision, recall, fBeta].map((metric) => metric(nothingFound))).toEqual([0, 0, 0]);
  expect(accuracy(nothingFound)).toBe(1);
});

test('-1 is as negative as 0', () => {
  expect(confusion([1, -1, 1], [-1, -1, 1])).toMatchObject({ falsePositives: 1, trueNegatives: 1, truePositives: 1 });
});

test('the area under the curve of ties is one half, of one class undefined', () => {
  expect(rocAuc([0.5, 0.5, 0.5], [1, 0, 1])).toBe(0.5);
  expect(rocAuc([0.9, 0.1], [1, 0])).toBe(1);
  expect(rocAuc([0.1, 0.9], [1, 0])).toBe(0);
  expect(rocAuc([0.1, 0.9], [1, 1])).toBeNaN();
});

test('a certain mistake costs -ln(1e-8)', () => {
  expect(binaryCrossEntropy([0], [1])).toBeCloseTo(-Math.log(1e-8), 12);
  expect(binaryCrossEntropy([0], [1], 1e-12)).toBeCloseTo(-Math.log(1e-12), 12);
});
