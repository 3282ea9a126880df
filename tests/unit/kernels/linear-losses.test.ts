import { describe, expect, test } from 'vitest';
import { LINEAR_LOSSES } from '../../../src/kernels/interface/linear.js';
import { lossOf, softmax } from '../../../src/kernels/linear-losses.js';

describe('values and slopes by hand', () => {
  test.each([
    ['logistic', 0, 1, 0, Math.log(2), -0.5],
    ['logistic', 2, 0, 0, Math.log(1 + Math.exp(2)), 1 / (1 + Math.exp(-2))],
    ['hinge_loss', 0.25, 1, 1, 0.75, -1],
    ['hinge_loss', 0.25, 0, 1, 1.25, 1],
    ['hinge_loss', 3, 1, 1, 0, 0],
    ['squared_loss', 5, 2, 0, 9, 3],
    ['absolute_loss', 2, 5, 0, 3, -1],
    ['absolute_loss', 5, 5, 0, 0, 0],
    ['eps_insensitive_squared_loss', 5, 2, 1, 4, 2],
    ['eps_insensitive_absolute_loss', 2, 5, 1, 2, -1],
    ['eps_insensitive_absolute_loss', 4.5, 5, 1, 0, 0],
    ['quantile_loss', 2, 5, 0.9, 2.7, -0.9],
    ['quantile_loss', 5, 2, 0.9, 0.3, 0.1],
    ['huber_loss', 2.5, 2, 1, 0.125, 0.5],
    ['huber_loss', 5, 2, 1, 2.5, 1],
  ] as const)('%s of %d for %d', (loss, output, label, parameter, value, slope) => {
    const found = lossOf(loss, output, label, parameter);
    expect(found.value).toBeCloseTo(value, 6);
    expect(found.slope).toBeCloseTo(slope, 6);
  });

  test('several classes', () => {
    const outputs = Float64Array.of(1, 1, 1, 1);
    expect(softmax(outputs, 2)).toBeCloseTo(Math.log(4), 6);
    expect([...outputs]).toEqual([0.25, 0.25, -0.75, 0.25]);
    expect(softmax(Float64Array.of(1000, 0), 1)).toBeCloseTo(-Math.log(1e-8), 6);
  });
});

test('what is not a number stays so', () => {
  for (const loss of LINEAR_LOSSES) {
    if (loss !== 'softmax_loss') expect(lossOf(loss, Number.NaN, 1, 0.5).value).toBeNaN();
  }
});
