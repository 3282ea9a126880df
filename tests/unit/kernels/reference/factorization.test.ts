import { describe, expect, test } from 'vitest';
import {
  factorizationScores,
  fillRandom,
  trainFactorization,
} from '../../../../src/kernels/reference/factorization.js';

/** Worked by hand: two features with one factor each (and its padding). */
const width = 16;
const rows = {
  rows: 2,
  cols: 2,
  rowStarts: Uint32Array.of(0, 2, 3),
  columns: Uint32Array.of(0, 1, 1),
  values: Float32Array.of(1, 2, 3),
};

describe('the twins of the factorization kernels', () => {
  test('scores: bias, weights, and pairs of different features', () => {
    const factors = new Float32Array(2 * width);
    factors[0] = 0.5;
    factors[width] = -1;
    const scores = new Float32Array(2);
    factorizationScores(rows, { bias: 10, linear: Float32Array.of(1, 2), factors, width }, scores);
    expect(scores).toEqual(Float32Array.of(10 + 1 + 4 + 0.5 * -1 * 1 * 2, 10 + 6));
  });

  test("Adam's first step is the learning rate against the sign of the gradient; its moments stay beside", () => {
    const state = {
      bias: new Float32Array(3),
      linear: new Float32Array(6),
      factors: new Float32Array(6 * width),
      width,
    };
    state.factors[0] = 1;
    const groups = { bias: 0.1, linear: 0.01, factors: 0.001 };
    const settings = {
      ...({ loss: 'squared', batchRows: 2, steps: 0 } as const),
      ...{ learningRate: groups, weightDecay: { bias: 0, linear: 0, factors: 0 }, epsilon: 1e-12 },
    };
    const scores = new Float32Array(2);
    trainFactorization(rows, Float32Array.of(2, 2), settings, state, scores);
    expect(scores).toEqual(Float32Array.of(0, 0));
    // Gradients of the score are -2 in both rows: of the bias -2, of the weights -1 and -5, of feature 1's factor -2 * 1 * 2 / 2.
    expect(state.bias[0]).toBeCloseTo(0.1, 6);
    expect(state.bias[1]).toBeCloseTo(-0.2, 6);
    expect(state.bias[2]).toBeCloseTo(0.004, 6);
    expect([...state.linear].map((value) => Number(value.toFixed(6)))).toEqual([0.01, -0.1, 0.001, 0.01, -0.5, 0.025]);
    expect(state.factors[3 * width]).toBeCloseTo(0.001, 6);
    expect(state.factors[4 * width]).toBeCloseTo(-0.2, 6);
    // Feature 0 goes with a feature whose factor is 0.
    expect(state.factors[0]).toBe(1);
  });

  test('random numbers leave out what lies between rows', () => {
    const values = new Float32Array(6).fill(9);
    fillRandom({ seed: [1, 2], from: 0, distribution: 'uniform', scale: 0.5, width: 2, stride: 3 }, values);
    expect([values[2], values[5]]).toEqual([9, 9]);
    expect(values.every((value) => value === 9 || Math.abs(value) <= 0.5)).toBe(true);
  });
});
