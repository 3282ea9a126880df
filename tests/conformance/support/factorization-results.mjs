// Trains a factorization machine on fixed numbers and prints a hash of what came out.
import { createHash } from 'node:crypto';
import { loadKernels } from '../../../dist/kernels/choose.js';

const kernels = await loadKernels();
const [rows, features, perRow, width] = [5000, 2000, 6, 32];
let state = 1;
const noise = () => {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
  return state / 2 ** 31 - 1;
};
const columns = Uint32Array.from({ length: rows * perRow }, (_, at) => {
  const group = features / perRow;
  return Math.floor((at % perRow) * group + ((noise() + 1) / 2) * Math.floor(group));
});
const input = {
  rows,
  cols: features,
  rowStarts: Uint32Array.from({ length: rows + 1 }, (_, row) => row * perRow),
  columns,
  values: Float32Array.from(columns, noise),
};
const labels = Float32Array.from({ length: rows }, () => Number(noise() > 0));
const learned = {
  bias: new Float32Array(3),
  linear: new Float32Array(features * 3),
  factors: new Float32Array(features * 3 * width),
  width,
};
const seed = [1, 2];
await kernels.fillRandom(
  { seed, from: 0, distribution: 'normal', scale: 0.1, width, stride: 3 * width },
  learned.factors,
);
const settings = {
  loss: 'logistic',
  batchRows: 700,
  steps: 0,
  learningRate: { bias: 0.1, linear: 0.01, factors: 0.01 },
  weightDecay: { bias: 0.01, linear: 0.001, factors: 0.001 },
  epsilon: 1e-8,
};
const scores = new Float32Array(rows);
await kernels.trainFactorization(input, labels, settings, learned, scores);
const hash = createHash('sha256');
for (const { buffer } of [learned.bias, learned.linear, learned.factors, scores]) hash.update(new Uint8Array(buffer));
const { simd, threads } = kernels;
console.log(JSON.stringify({ simd, threads, bits: hash.digest('hex') }));
