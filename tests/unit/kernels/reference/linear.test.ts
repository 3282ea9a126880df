import { expect, test } from 'vitest';
import { PANEL } from '../../../../src/kernels/interface/linear.js';
import { addLinearLosses, linearScores, trainLinear } from '../../../../src/kernels/reference/linear.js';

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
  models: 1,
  classes: 1,
  loss: 'squared_loss',
  parameter: 0,
} as const;
const noRule = {
  optimizer: 'adam',
  rowsBefore: 0,
  steps: new Float32Array(0),
  decays: new Float32Array(PANEL),
  l1: new Float32Array(PANEL),
  ...{ biasStep: 1, biasDecay: 0, momentum: 0.9, beta2: 0.99 },
} as const;
const column = (panels: Float32Array) => [0, 1, 2].map((row) => panels[row * PANEL]);

test('rows are scaled, multiplied, and their slopes added up by feature', () => {
  const panel = () => new Float32Array(3 * PANEL);
  const state = { weights, gradients: panel(), first: panel(), second: panel() };
  const losses = new Float64Array(1);
  trainLinear(input, { ...noRule, batchRows: 9 }, state, losses);
  // Scaled rows (1, 0) and (0, -4): outputs 2.5 and 4.5, slopes 1.5 and 4.5.
  expect(losses[0]).toBe(1.5 ** 2 + 4.5 ** 2);
  expect(column(state.gradients)).toEqual([1.5, -18, 6]);
  const more = { batchRows: 9, rowsBefore: 2, positiveWeights: Float32Array.of(2) };
  trainLinear({ ...input, rowWeights: Float32Array.of(3, 0) }, { ...noRule, ...more }, state, losses);
  expect(column(state.gradients)).toEqual([1.5 + 9, -18, 6 + 9]);
});

test('losses of a mini-batch are measured before its step', () => {
  const panel = () => new Float32Array(3 * PANEL);
  const state = { weights: weights.slice(), gradients: panel(), first: panel(), second: panel() };
  const losses = new Float64Array(2);
  const rule = { ...noRule, optimizer: 'sgd', momentum: 0, batchRows: 1 } as const;
  trainLinear(input, { ...rule, steps: new Float32Array(2 * PANEL).fill(0.5) }, state, losses);
  // The first row, (1, 0), moves weights and bias by half of its slope of 1.5.
  const output = -4 * -1 + (0.5 - 0.75);
  expect([...losses]).toEqual([1.5 ** 2, output ** 2]);
  expect(column(state.weights)).toEqual([2 - 0.75, -1 - 0.5 * -4 * output, 0.5 - 0.75 - 0.5 * output]);
});

test('outputs in another unit', () => {
  const output = { losses: new Float64Array(1), outputs: new Float32Array(2) };
  addLinearLosses({ ...input, weights, shift: 10, stretch: 2 }, output);
  expect([...output.outputs]).toEqual([15, 19]);
  expect(output.losses[0]).toBe(14 ** 2 + 19 ** 2);
});

test('one step of each optimizer', () => {
  const one = (optimizer: 'adam' | 'sgd' | 'rmsprop') => {
    const panel = (value: number) => new Float32Array(2 * PANEL).fill(value);
    const state = { weights: panel(1), gradients: panel(4), first: panel(0.5), second: panel(0.25) };
    const losses = new Float64Array(1);
    const perColumn = {
      steps: panel(0.1).subarray(PANEL),
      decays: panel(0.25).subarray(PANEL),
      l1: panel(0.5).subarray(PANEL),
    };
    // The second row of the mini-batch is nothing but zeros, and its label what the model says.
    const none = { points: { values: new Float32Array(1), rows: 1, cols: 1 }, labels: Float32Array.of(1) };
    const scaling = { means: new Float32Array(1), scales: Float32Array.of(1) };
    const batch = { batchRows: 2, rowsBefore: 1, biasStep: 10 };
    trainLinear({ ...input, ...none, ...scaling }, { ...noRule, optimizer, ...perColumn, ...batch }, state, losses);
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
