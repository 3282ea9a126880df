import { expect, test } from 'vitest';
import { referenceKernels } from '../../../../src/kernels/reference/index.js';
import { wasmLinear } from '../../../../src/kernels/wasm/linear.js';
import { wasmKernels } from '../../../../src/kernels/wasm.js';
import { expectClose, noise } from '../../../conformance/support/kernels.js';

const [rows, cols, models] = [23, 5, 3];
const dense = { values: Float32Array.from(noise(rows * cols, 1)), rows, cols };
/** Every row has two entries. */
const sparse = {
  values: Float32Array.from(noise(2 * rows, 1)),
  columns: Uint32Array.from({ length: 2 * rows }, (_, at) => (at * 3) % cols),
  rowStarts: Uint32Array.from({ length: rows + 1 }, (_, row) => 2 * row),
  rows,
  cols,
};
const weights = Float32Array.from(noise((cols + 1) * 16, 2), (value, at) => (at % 16 < models ? value : 0));
const labels = Float32Array.from(noise(rows, 3), (value) => (value > 0 ? 1 : 0));
const scaling = { means: Float32Array.from(noise(cols, 4)), scales: new Float32Array(cols).fill(2) };
const models3 = { models, classes: 1, loss: 'logistic', parameter: 0 } as const;

test.each([
  ['dense', dense],
  ['sparse', sparse],
])('%s rows that take several pieces are worth what they are in one', async (_, points) => {
  const input = {
    points,
    labels,
    rowWeights: Float32Array.from(noise(rows, 5), Math.abs),
    ...scaling,
    ...models3,
  };
  const unit = { weights, shift: 1, stretch: 2 };
  const columns = {
    steps: new Float32Array(2 * 16).fill(0.001),
    decays: new Float32Array(16),
    l1: new Float32Array(16),
  };
  const rule = { optimizer: 'adam', ...columns, biasStep: 1, biasDecay: 0, momentum: 0.9, beta2: 0.99 } as const;
  const results = async (
    kernels: Pick<ReturnType<typeof wasmLinear>, 'trainLinear' | 'addLinearLosses' | 'linearScores'>,
  ) => {
    const panel = (value: number) => new Float32Array(weights.length).fill(value);
    const state = { weights: weights.slice(), gradients: panel(0), first: panel(0), second: panel(1) };
    const batchLosses = new Float64Array(3 * models);
    await kernels.trainLinear(input, { ...rule, batchRows: 10, rowsBefore: 3 }, state, batchLosses);
    const [losses, outputs] = [new Float64Array(models), new Float32Array(rows * models)];
    await kernels.addLinearLosses({ ...input, ...unit }, { losses, outputs });
    const scores = new Float32Array(rows);
    await kernels.linearScores(
      { points, weights: weights.slice(0, cols), bias: Float32Array.of(0.5), classes: 1 },
      scores,
    );
    return [...Object.values(state), batchLosses, losses, outputs, scores].flatMap((array) => [...array]);
  };
  const expected = await results(referenceKernels());
  for (const pieceBytes of [1, 100, 4 << 20]) {
    expectClose(await results(await wasmKernels({ pieceBytes })), expected, 1e-4, 1e-5);
  }
});

test('is made of the core alone', () => {
  const made = wasmLinear(() => Promise.reject(new Error('nobody runs it')), 1);
  expect(Object.keys(made)).toEqual(['trainLinear', 'addLinearLosses', 'linearScores']);
});
