import { expect, test } from 'vitest';
import { checkFill, checkScores, checkTraining } from '../../../../src/kernels/lengths/factorization.js';

const rows = {
  rows: 1,
  cols: 2,
  rowStarts: Uint32Array.of(0, 1),
  columns: Uint32Array.of(1),
  values: Float32Array.of(1),
};
const parameters = { bias: 0, linear: new Float32Array(2), factors: new Float32Array(32), width: 16 };
const state = { bias: new Float32Array(3), linear: new Float32Array(6), factors: new Float32Array(96), width: 16 };
const groups = { bias: 0, linear: 0, factors: 0 };
const settings = {
  loss: 'squared',
  batchRows: 1,
  steps: 0,
  learningRate: groups,
  weightDecay: groups,
  epsilon: 1,
} as const;
const one = new Float32Array(1);

test('what fits passes', () => {
  checkScores(rows, parameters, one);
  checkTraining(rows, one, settings, state, one);
  checkFill({ seed: [1, 2], from: 0, distribution: 'normal', scale: 1, width: 2, stride: 3 }, new Float32Array(6));
});

test('what does not fit is named', () => {
  expect(() => checkScores({ ...rows, rowStarts: Uint32Array.of(0, 2) }, parameters, one)).toThrow(
    new RangeError('rowStarts ends at 2, there are 1 values'),
  );
  expect(() => checkTraining(rows, one, settings, { ...state, linear: one }, one)).toThrow(
    new RangeError('linear has 1 elements, its shape says 6'),
  );
});
