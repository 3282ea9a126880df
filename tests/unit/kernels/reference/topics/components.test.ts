import { expect, test } from 'vitest';
import { fitComponents, updateComponents } from '../../../../../src/kernels/reference/topics/components.js';

/** 4 e1 ⊗ e1 ⊗ e1 + 2 e2 ⊗ e2 ⊗ e2, packed: rows (0, 0), (0, 1), (1, 1). */
const tensor = Float64Array.of(4, 0, 0, 0, 0, 2);
const axes = Float64Array.of(1, 0, 0, 1);

test('the factor that fits best, its lengths, and how well it fits', () => {
  const output = { third: new Float64Array(4), weights: new Float64Array(2), fit: new Float64Array(2) };
  updateComponents({ tensor, first: axes, second: axes, k: 2, rank: 2 }, output);
  for (const [found, expected] of [
    [output.third, [1, 0, 0, 1]],
    [output.weights, [4, 2]],
    [output.fit, [20, 20]],
  ] as const) {
    expected.forEach((value, at) => {
      expect(found[at]).toBeCloseTo(value, 10);
    });
  }
});

test('two components that are the same share what they fit', () => {
  const twice = Float64Array.of(1, 1, 0, 0);
  const output = { third: new Float64Array(4), weights: new Float64Array(2), fit: new Float64Array(2) };
  updateComponents({ tensor, first: twice, second: twice, k: 2, rank: 2 }, output);
  expect((output.weights[0] as number) + (output.weights[1] as number)).toBeCloseTo(4, 3);
});

test('the fit of components as they are', () => {
  const fit = new Float64Array(2);
  fitComponents({ tensor, first: axes, second: axes, third: Float64Array.of(1, 0, 0, 3), k: 2, rank: 2 }, fit);
  expect([...fit]).toEqual([4 + 6, 1 + 9]);
});
