import { describe, expect, test } from 'vitest';
import { COSTS, meanCost, thresholdError, tweedieLoss } from '../../../src/metrics/costs.js';
import {
  oneAgainstRest,
  pairwiseAuc,
  precisionRecallAuc,
  queryPrecisionRecallAuc,
  weightedRocAuc,
} from '../../../src/metrics/curves.js';
import { logGamma } from '../../../src/metrics/log-gamma.js';
import { dcgGain, fromHighest, meanAveragePrecision, ndcg, rankDiscount } from '../../../src/metrics/ranking.js';
import { accelerated, byAbsoluteLabel, coxLoss, errorFunction, intervalOf } from '../../../src/metrics/survival.js';

const f = (...values: number[]) => Float32Array.from(values);

// That their numbers are XGBoost's and scikit-learn's is held by tests/oracle/xgboost.
describe('rankings', () => {
  const queries = { starts: Uint32Array.of(0, 3) };

  test('the best order scores 1, and what comes late counts less', () => {
    expect(ndcg(f(3, 2, 1), f(2, 1, 0), queries)).toBe(1);
    expect(ndcg(f(1, 2, 3), f(2, 1, 0), queries)).toBeLessThan(1);
    expect([dcgGain(3), rankDiscount(0)]).toEqual([7, 1]);
    expect(meanAveragePrecision(f(3, 2, 1), f(0, 1, 1), queries)).toBeCloseTo((1 / 2 + 2 / 3) / 2, 12);
  });

  test('average precision knows relevant and not; a list that is cut short has room for so many, or counts them all', () => {
    const graded = [f(3, 2, 1), f(3, 0, 2), queries] as const;
    expect(meanAveragePrecision(...graded)).toBeCloseTo((1 + 2 / 3) / 2, 12);
    expect(meanAveragePrecision(...graded, { length: 1 })).toBe(1);
    expect(meanAveragePrecision(...graded, { length: 1, overAll: true })).toBe(0.5);
  });

  test('a query without anything relevant scores 1, or 0 where that is asked for', () => {
    expect([ndcg(f(1, 2, 3), f(0, 0, 0), queries), ndcg(f(1, 2, 3), f(0, 0, 0), queries, { ofNothing: 0 })]).toEqual([
      1, 0,
    ]);
    expect(meanAveragePrecision(f(1, 2, 3), f(0, 0, 0), queries, { ofNothing: 0 })).toBe(0);
    expect(pairwiseAuc({ scores: f(1, 2), labels: f(0, 1) }, { starts: Uint32Array.of(0, 2) })).toBeNaN();
    expect(queryPrecisionRecallAuc({ scores: f(1, 2, 3), labels: f(0, 0, 1) }, queries)).toBe(1);
  });
});

test('many scores are sorted by their digits as few are by comparing: equal ones, and 0 and -0, as they stand', () => {
  const special = [0, -0, -1e-40, 1e-40, -Infinity, Infinity, -1.5];
  const scores = Float32Array.from({ length: 3000 }, (_, at) => special[(at * at) % 11] ?? Math.sin(at));
  const compared = Array.from(scores.keys()).sort((a, b) => {
    const [left, right] = [scores[a] as number, scores[b] as number];
    return left === right ? a - b : left > right ? -1 : 1;
  });
  expect(Array.from(fromHighest(scores))).toEqual(compared);
});

describe('areas under curves', () => {
  test('ties count half; a class that does not occur leaves nothing to tell', () => {
    expect(weightedRocAuc({ scores: f(1, 1), labels: f(0, 1) })).toBe(0.5);
    expect(weightedRocAuc({ scores: f(1, 1), labels: f(1, 1) })).toBeNaN();
    expect(precisionRecallAuc({ scores: f(1, 1), labels: f(0, 0) })).toBeNaN();
    expect(weightedRocAuc({ scores: f(1, 2, 3), labels: f(0, 1, 0), weights: f(1, 1, 3) })).toBe(0.25);
    const scores = f(0.8, 0.2, 0.1, 0.9);
    expect(oneAgainstRest({ scores, labels: f(0, 1) }, 2, weightedRocAuc, true)).toBe(1);
  });
});

describe('costs', () => {
  test('weights count, and no weight at all is no division by 0', () => {
    expect(meanCost(COSTS.mae, f(1, 5), f(0, 0), f(3, 1))).toBe(2);
    expect(meanCost(COSTS.mae, f(1), f(0), f(0))).toBe(0);
    expect(meanCost(thresholdError(0.7), f(0.6, 0.8), f(1, 1))).toBe(0.5);
    expect(meanCost(tweedieLoss(1.5), f(1), f(1))).toBeCloseTo(4, 6);
    expect(meanCost(COSTS.logloss, f(0), f(0))).toBe(0);
  });

  test('ln Γ of whole numbers is the logarithm of a factorial', () => {
    for (const [x, factorial] of [
      [1, 1],
      [5, 24],
      [11, 3628800],
    ] as const)
      expect(logGamma(x)).toBeCloseTo(Math.log(factorial), 12);
    expect(logGamma(0.25)).toBeCloseTo(1.2880225246980774, 12);
  });
});

describe('survival', () => {
  test('a negative label says until when nothing had happened', () => {
    const labels = f(-2, 3);
    expect([intervalOf({ labels }, 0), intervalOf({ labels }, 1)]).toEqual([
      { lower: 2, upper: Infinity },
      { lower: 3, upper: 3 },
    ]);
    const bounds = { labels, labelLowerBounds: f(1, 1), labelUpperBounds: f(2, 4) };
    expect(intervalOf(bounds, 1)).toEqual({ lower: 1, upper: 4 });
    expect([...byAbsoluteLabel(f(3, -1, 2))]).toEqual([1, 2, 0]);
    expect(coxLoss(f(1, 1), f(1, 2))).toBeCloseTo(Math.log(2) / 2, 6);
  });

  test.each(['normal', 'logistic', 'extreme'] as const)(
    '%s: derivatives are those of the loss, and keep within bounds',
    (name) => {
      const { loss, gradient, hessian } = accelerated(name, 1.3);
      for (const known of [
        { lower: 2, upper: 2 },
        { lower: 1, upper: 4 },
        { lower: 3, upper: Infinity },
        { lower: 0, upper: 2 },
      ]) {
        const slope = (loss(known, 0.5001) - loss(known, 0.4999)) / 0.0002;
        expect(gradient(known, 0.5)).toBeCloseTo(slope, 4);
        const curve = (gradient(known, 0.5001) - gradient(known, 0.4999)) / 0.0002;
        expect(hessian(known, 0.5)).toBeCloseTo(Math.max(curve, 1e-16), 4);
        for (const far of [-1e3, 1e3]) {
          expect(Math.abs(gradient(known, far))).toBeLessThanOrEqual(15);
          expect(hessian(known, far)).toBeGreaterThan(0);
        }
      }
    },
  );

  test('erf, near and far', () => {
    expect([errorFunction(0), errorFunction(9), errorFunction(-9)]).toEqual([0, 1, -1]);
    expect(errorFunction(1)).toBeCloseTo(0.8427007929497149, 14);
    expect(errorFunction(-3)).toBeCloseTo(-0.9999779095030014, 14);
  });
});
