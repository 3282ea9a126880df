/** When derivatives are rounded, and to what. */
import { describe, expect, test } from 'vitest';
import { GradientRounding, LEAST_ROWS, sumOf } from '../../../../../src/algorithms/xgboost/trees/gradient-steps.js';
import type { GradientSteps } from '../../../../../src/kernels/kernels.js';
import { referenceKernels } from '../../../../../src/kernels/reference/index.js';

const kernels = referenceKernels();
const MANY = LEAST_ROWS;

/** Of a logistic loss: labels in turn, chances from 0 to 1. */
function logistic(rows: number): Float32Array {
  return Float32Array.from({ length: 2 * rows }, (_, at) => {
    const chance = (((at >> 1) * 37) % 1000) / 1000;
    return at % 2 === 0 ? chance - ((at >> 1) % 2) : Math.max(chance * (1 - chance), 1e-16);
  });
}

const addable = (gradients: Float32Array) => new GradientRounding(kernels).addable(gradients);

describe('derivatives of a tree', () => {
  test('of many rows become whole numbers, of up to 18 bits, whose sum is close', async () => {
    const gradients = logistic(MANY);
    const { gradients: rounded, sum } = await addable(gradients);
    if (rounded instanceof Float32Array) throw new Error('not rounded');
    expect([...rounded.units]).toEqual([2 ** -18, 2 ** -19]);
    expect(rounded.steps[0]).toBe(0);
    const exact = await sumOf(kernels, gradients);
    sum.forEach((value, which) => {
      expect(Math.abs(value - (exact[which] as number))).toBeLessThan(1e-7 * MANY);
    });
  });

  test('the second derivative of a squared error is one, exactly', async () => {
    const gradients = logistic(MANY).map((value, at) => (at % 2 === 0 ? value : 1));
    expect((await addable(gradients)).sum[1]).toBe(MANY);
  });

  test('the array of one tree serves the next one', async () => {
    const rounding = new GradientRounding(kernels);
    const [first, second] = [await rounding.addable(logistic(MANY)), await rounding.addable(logistic(MANY))];
    expect('steps' in first.gradients && 'steps' in second.gradients).toBe(true);
    expect((second.gradients as GradientSteps).steps).toBe((first.gradients as GradientSteps).steps);
  });

  test.each<[string, Float32Array]>([
    ['of few rows', logistic(MANY - 1)],
    ['of which one is far larger than the others', logistic(MANY).fill(1e4, 10, 11)],
    ['that are all zero', new Float32Array(2 * MANY)],
    ['that are all next to nothing', logistic(MANY).map((value) => value * 2 ** -120)],
    ['of which one is no number', logistic(MANY).fill(Number.NaN, 10, 11)],
    ['of which one is infinite', logistic(MANY).fill(Number.POSITIVE_INFINITY, 11, 12)],
  ])('%s stay as they are', async (_, gradients) => {
    const { gradients: added, sum } = await addable(gradients);
    expect(added).toBe(gradients);
    expect(sum).toEqual(await sumOf(kernels, gradients));
  });
});
