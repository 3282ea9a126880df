import fc from 'fast-check';
import { expect, test } from 'vitest';
import { coordinateStep } from '../../../../../src/algorithms/xgboost/linear/coordinate-step.js';

const number = fc.double({ min: -50, max: 50, noNaN: true });
const positive = fc.double({ min: 0.01, max: 50, noNaN: true });

test('without an L1 penalty it ends where the penalised loss is least', () => {
  fc.assert(
    fc.property(number, positive, number, positive, (grad, hess, weight, lambda) => {
      const end = weight + coordinateStep({ grad, hess }, weight, 0, lambda);
      const slope = grad + hess * (end - weight) + lambda * end;
      // It stops at 0 rather than cross it.
      if (end !== 0) expect(Math.abs(slope)).toBeLessThan(1e-9 * (1 + hess + lambda) * 100);
    }),
  );
});

test('a penalty larger than the slope leads to 0', () => {
  expect(2 + coordinateStep({ grad: 0.5, hess: 1 }, 2, 100, 0)).toBe(0);
  expect(coordinateStep({ grad: 0.5, hess: 1 }, 0, 1, 0)).toBeCloseTo(0);
});

test('no curvature, no step', () => {
  expect(coordinateStep({ grad: 5, hess: 1e-6 }, 1, 0, 1)).toBe(0);
});
