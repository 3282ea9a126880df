import { expect, test } from 'vitest';
import { leafGain, leafWeight, shrunk, singlePrecision, weightWithin } from '../../../src/kernels/leaf-weight.js';

const plain = { lambda: 1, alpha: 0, maxDeltaStep: 0, minChildWeight: 1 };

test('the weight is where the penalised loss is least', () => {
  const penalty = { ...plain, lambda: 0.5, alpha: 0.25 };
  const [grad, hess] = [-3, 2];
  const loss = (w: number) => grad * w + ((hess + penalty.lambda) * w * w) / 2 + penalty.alpha * Math.abs(w);
  const best = leafWeight(grad, hess, penalty);
  for (const step of [-0.1, -1e-3, 1e-3, 0.1]) expect(loss(best + step)).toBeGreaterThan(loss(best));
});

test('a light leaf answers nothing, and a step is limited', () => {
  expect(leafWeight(-3, 0.5, plain)).toBe(0);
  expect(leafWeight(-3, 0, { ...plain, minChildWeight: 0 })).toBe(0);
  expect(leafWeight(-6, 2, { ...plain, maxDeltaStep: 0.7 })).toBe(0.7);
  expect(leafWeight(6, 2, { ...plain, maxDeltaStep: 0.7 })).toBe(-0.7);
});

test('bounds hold the weight', () => {
  expect(weightWithin(-6, 2, plain, undefined)).toBe(2);
  expect(weightWithin(-6, 2, plain, [-1, 1.5])).toBe(1.5);
  expect(weightWithin(-6, 2, plain, [3, 4])).toBe(3);
});

test('the gain of a bounded weight is that of the best one where the bound does not hold it', () => {
  const best = weightWithin(-6, 2, plain, undefined);
  expect(leafGain(-6, 2, best, plain, true)).toBeCloseTo(leafGain(-6, 2, best, plain, false), 5);
  expect(leafGain(-6, 2, 1, plain, true)).toBe(9);
  expect(leafGain(-6, 0, 1, plain, false)).toBe(0);
});

test('the L1 penalty shrinks towards 0', () => {
  expect([shrunk(3, 1), shrunk(-3, 1), shrunk(0.5, 1), shrunk(-0.5, 1)]).toEqual([2, -2, 0, 0]);
});

test('parameters are taken as float32', () => {
  expect(singlePrecision({ lambda: 0.1, alpha: 0.2, maxDeltaStep: 0.3, minChildWeight: 0.4 })).toEqual({
    lambda: Math.fround(0.1),
    alpha: Math.fround(0.2),
    maxDeltaStep: Math.fround(0.3),
    minChildWeight: Math.fround(0.4),
  });
});
