import { describe, expect, test } from 'vitest';
import { drawNormal, drawUniform, normalQuantile } from '../../../../src/kernels/reference/draws.js';

/** From scipy.stats.norm.ppf. */
test.each([
  [1e-10, -6.361340902404056],
  [0.001, -3.090232306167813],
  [0.02425, -1.972961051311885],
  [0.25, -0.674489750196082],
  [0.5, 0],
  [0.9, 1.281551565544601],
  [0.99999, 4.264890793923841],
])('the normal quantile of %d', (p, expected) => {
  expect(normalQuantile(p)).toBeCloseTo(expected, 7);
});

describe('draws', () => {
  const draws = Array.from({ length: 20_000 }, (_, index) => drawNormal([3, 4], index));
  const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

  test('have the moments of a standard normal', () => {
    expect(mean(draws)).toBeCloseTo(0, 1);
    expect(mean(draws.map((value) => value ** 2))).toBeCloseTo(1, 1);
    expect(mean(draws.map((value) => value ** 4)) / 3).toBeCloseTo(1, 0);
  });

  test('know nothing of each other', () => {
    expect(mean(draws.slice(1).map((value, at) => value * (draws[at] as number)))).toBeCloseTo(0, 1);
    const other = draws.map((_, index) => drawNormal([3, 5], index));
    expect(mean(other.map((value, at) => value * (draws[at] as number)))).toBeCloseTo(0, 1);
  });

  test('are uniform where they should be, beyond 32 bits of their number, too', () => {
    const uniform = Array.from({ length: 20_000 }, (_, index) => drawUniform([3, 4], 2 ** 32 + index));
    expect(mean(uniform)).toBeCloseTo(0, 1);
    expect(mean(uniform.map((value) => value ** 2))).toBeCloseTo(1 / 3, 1);
    expect(uniform[0]).not.toBe(drawUniform([3, 4], 0));
  });
});
