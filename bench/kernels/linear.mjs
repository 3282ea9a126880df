import { randomMatrix, SEED } from './numbers.mjs';

/** Cases of the kernels of linear models: one mini-batch, then a step of the optimizer. `perRow` entries where rows are sparse. */
export function* linearCases(rows, cols, models, perRow) {
  const numbers = (length) => randomMatrix(1, length);
  const sizes = `rows=${rows} cols=${cols}${perRow ? ` entries=${perRow}` : ''} models=${models} seed=${SEED}`;
  const columns = Uint32Array.from({ length: rows * (perRow ?? 0) }, (_, at) => (at * 7919) % cols);
  const rowStarts = Uint32Array.from({ length: rows + 1 }, (_, row) => row * (perRow ?? 0));
  const dense = { values: numbers(rows * (perRow ?? cols)), rows, cols };
  const points = perRow ? { ...dense, columns, rowStarts } : dense;
  const panels = () => numbers((cols + 1) * models);
  const state = { weights: panels(), gradients: panels(), first: panels(), second: panels().map(Math.abs) };
  const labels = numbers(rows).map((value) => (value > 0 ? 1 : 0));
  const scaled = { means: numbers(cols), scales: numbers(cols), labels };
  const input = { points, ...scaled, models, classes: 1, loss: 'logistic', parameter: 0 };
  const [steps, zero] = [new Float32Array(models).fill(1e-6), new Float32Array(models)];
  const rule = {
    optimizer: 'adam',
    steps,
    decays: zero,
    l1: zero,
    biasStep: 10,
    biasDecay: 0,
    momentum: 0.9,
    beta2: 0.999,
  };
  const training = { batchRows: rows, rowsBefore: 0, ...rule };
  const losses = new Float64Array(models);
  yield [`trainLinear ${sizes}`, (kernels) => kernels.trainLinear(input, training, state, losses)];
  const scores = new Float32Array(rows);
  const one = { points, weights: numbers(cols), bias: numbers(1), classes: 1 };
  yield [`linearScores ${sizes}`, (kernels) => kernels.linearScores(one, scores)];
}
