import { expect, test } from 'vitest';
import { checkLosses, checkScores, checkTraining } from '../../../../src/kernels/lengths/linear.js';

const points = { values: new Float32Array(6), rows: 3, cols: 2 };
const models = { models: 2, classes: 1, loss: 'logistic', parameter: 0 } as const;
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
  batchRows: 3,
  rowsBefore: 0,
  ...columns,
  biasStep: 1,
  biasDecay: 0,
  momentum: 0,
  beta2: 0,
} as const;
const panel = () => new Float32Array(48);
const state = { weights: panel(), gradients: panel(), first: panel(), second: panel() };
const losses = new Float64Array(2);

test('what fits passes', () => {
  checkTraining(input, rule, state, losses);
  checkTraining(input, { ...rule, batchRows: 4, rowsBefore: 3 }, state, new Float64Array(4));
  checkLosses({ ...input, weights: panel(), shift: 0, stretch: 1 }, { losses, outputs: new Float32Array(6) });
  checkScores({ points, weights: new Float32Array(2), bias: new Float32Array(1), classes: 1 }, new Float32Array(3));
});

test('what does not fit is named', () => {
  const short = { ...state, second: new Float32Array(3) };
  expect(() => checkTraining(input, rule, short, losses)).toThrow(
    new RangeError('second has 3 elements, its shape says 48'),
  );
  expect(() => checkTraining(input, { ...rule, batchRows: 0 }, state, losses)).toThrow(RangeError);
  expect(() => checkTraining(input, { ...rule, rowsBefore: 3 }, state, losses)).toThrow(
    'rowsBefore is 3, no part of a mini-batch of 3 rows',
  );
  expect(() => checkTraining(input, { ...rule, steps: new Float32Array(15) }, state, losses)).toThrow(
    'steps has 15 elements',
  );
});
