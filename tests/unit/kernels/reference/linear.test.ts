import { expect, test } from 'vitest';
import { PANEL } from '../../../../src/kernels/interface/linear.js';
import {
  addLinearGradients,
  addLinearLosses,
  linearScores,
  stepLinear,
} from '../../../../src/kernels/reference/linear.js';

/** Two features; one model with weights 2 and -1 and bias 0.5, in the first column of its panel. */
const weights = new Float32Array(3 * PANEL);
weights.set([2], 0);
weights.set([-1], PANEL);
weights.set([0.5], 2 * PANEL);
const points = { values: Float32Array.of(3, 10, 1, 8), rows: 2, cols: 2 };
const input = {
  points,
  means: Float32Array.of(1, 10),
  scales: Float32Array.of(0.5, 2),
  labels: Float32Array.of(1, 0),
  weights,
  models: 1,
  classes: 1,
  loss: 'squared_loss',
  parameter: 0,
} as const;
const column = (panels: Float32Array) => [0, 1, 2].map((row) => panels[row * PANEL]);

test('rows are scaled, multiplied, and their slopes added up by feature', () => {
  const accumulator = { gradients: new Float32Array(3 * PANEL), losses: new Float64Array(1) };
  addLinearGradients(input, accumulator);
  // Scaled rows (1, 0) and (0, -4): outputs 2.5 and 4.5, slopes 1.5 and 4.5.
  expect(accumulator.losses[0]).toBe(1.5 ** 2 + 4.5 ** 2);
  expect(column(accumulator.gradients)).toEqual([1.5, -18, 6]);
  addLinearGradients({ ...input, positiveWeights: Float32Array.of(2), rowWeights: Float32Array.of(3, 0) }, accumulator);
  expect(column(accumulator.gradients)).toEqual([1.5 + 9, -18, 6 + 9]);
});

test('outputs in another unit', () => {
  const output = { losses: new Float64Array(1), outputs: new Float32Array(2) };
  addLinearLosses({ ...input, shift: 10, stretch: 2 }, output);
  expect([...output.outputs]).toEqual([15, 19]);
  expect(output.losses[0]).toBe(14 ** 2 + 19 ** 2);
});

test('one step of each optimizer', () => {
  const one = (optimizer: 'adam' | 'sgd' | 'rmsprop') => {
    const panel = (value: number) => new Float32Array(2 * PANEL).fill(value);
    const state = { weights: panel(1), gradients: panel(4), first: panel(0.5), second: panel(0.25) };
    const perColumn = {
      steps: panel(0.1).subarray(PANEL),
      decays: panel(0.25).subarray(PANEL),
      l1: panel(0.5).subarray(PANEL),
    };
    stepLinear(
      { optimizer, cols: 1, ...perColumn, biasStep: 10, biasDecay: 0, momentum: 0.9, beta2: 0.99, rows: 2 },
      state,
    );
    expect(state.gradients[0]).toBe(0);
    return [state.weights[0] as number, state.weights[PANEL] as number];
  };
  const [g, bias] = [4 / 2 + 0.25 + 0.5, 4 / 2];
  const adam = (gradient: number, step: number) =>
    1 - (step * (0.9 * 0.5 + 0.1 * gradient)) / Math.sqrt(0.99 * 0.25 + 0.01 * gradient ** 2);
  const expected = {
    adam: [adam(g, 0.1), adam(bias, 1)],
    sgd: [1 + 0.9 * 0.5 - 0.1 * g, 1 + 0.9 * 0.5 - bias],
    rmsprop: [1 - (0.1 * g) / Math.sqrt(0.9 * 0.25 + 0.1 * g ** 2), 1 - bias / Math.sqrt(0.9 * 0.25 + 0.1 * bias ** 2)],
  };
  for (const [name, [weight, biasWeight]] of Object.entries(expected)) {
    const [found, foundBias] = one(name as 'adam');
    expect(found).toBeCloseTo(weight as number, 5);
    expect(foundBias).toBeCloseTo(biasWeight as number, 5);
  }
});

test('scores of sparse rows, in which a column may occur twice', () => {
  const sparse = {
    values: Float32Array.of(1, 2, 3),
    columns: Uint32Array.of(1, 1, 0),
    rowStarts: Uint32Array.of(0, 2, 3),
    rows: 2,
    cols: 2,
  };
  const scores = new Float32Array(4);
  linearScores(
    { points: sparse, weights: Float32Array.of(10, 20, 1, 2), bias: Float32Array.of(0.5, 0), classes: 2 },
    scores,
  );
  expect([...scores]).toEqual([3.5, 6, 30.5, 60]);
});
