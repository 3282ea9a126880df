import { expect, test } from 'vitest';
import { checkGradients, checkLosses, checkScores, checkStep } from '../../../../src/kernels/lengths/linear.js';

const points = { values: new Float32Array(6), rows: 3, cols: 2 };
const models = { weights: new Float32Array(48), models: 2, classes: 1, loss: 'logistic', parameter: 0 } as const;
const input = {
  ...models,
  points,
  means: new Float32Array(2),
  scales: new Float32Array(2),
  labels: new Float32Array(3),
};
const columns = { steps: new Float32Array(16), decays: new Float32Array(16), l1: new Float32Array(16) };
const rule = {
  optimizer: 'adam',
  cols: 2,
  ...columns,
  biasStep: 1,
  biasDecay: 0,
  momentum: 0,
  beta2: 0,
  rows: 3,
} as const;
const panel = () => new Float32Array(48);

test('what fits passes', () => {
  checkGradients(input, { gradients: panel(), losses: new Float64Array(2) });
  checkLosses({ ...input, shift: 0, stretch: 1 }, { losses: new Float64Array(2), outputs: new Float32Array(6) });
  checkStep(rule, { weights: panel(), gradients: panel(), first: panel(), second: panel() });
  checkScores({ points, weights: new Float32Array(2), bias: new Float32Array(1), classes: 1 }, new Float32Array(3));
});

test('what does not fit is named', () => {
  const state = { weights: panel(), gradients: panel(), first: panel(), second: new Float32Array(3) };
  expect(() => checkStep(rule, state)).toThrow(new RangeError('second has 3 elements, its shape says 48'));
  expect(() => checkStep({ ...rule, rows: 0 }, state)).toThrow(RangeError);
  expect(() => checkStep({ ...rule, steps: new Float32Array(15) }, state)).toThrow('steps has 15 elements');
});
