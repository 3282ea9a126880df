// Runs the kernels of PCA on fixed numbers and prints what came out: hashes of the bits, and some values of what is rounded.
import { createHash } from 'node:crypto';
import { loadKernels } from '../../../dist/kernels/choose.js';

const kernels = await loadKernels();
const hash = (arrays) => {
  const digest = createHash('sha256');
  for (const { buffer, byteOffset, byteLength } of arrays)
    digest.update(new Uint8Array(buffer, byteOffset, byteLength));
  return digest.digest('hex');
};
let state = 1;
const noise = () => {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
  return state / 2 ** 31 - 1;
};
const numbers = (length) => Float32Array.from({ length }, noise);

async function moments(rows, cols, chunkRows) {
  const result = { mean: new Float64Array(cols), scatter: new Float64Array(cols * cols) };
  await kernels.addMoments({ points: numbers(rows * cols), rows, cols, chunkRows, seen: 0 }, result);
  // What lies below the diagonal is undefined.
  result.scatter.forEach((_, at) => {
    if (at % cols < Math.floor(at / cols)) result.scatter[at] = 0;
  });
  return [result.mean, result.scatter];
}

async function eigen(n) {
  const zeros = () => new Float64Array(n);
  const reduction = {
    matrix: Float64Array.from(numbers(n * n)),
    diagonal: zeros(),
    offDiagonal: zeros(),
    scales: zeros(),
    pending: zeros(),
  };
  await kernels.tridiagonalise({ n, from: 0, to: n }, reduction);
  const basis = Float64Array.from(numbers(40 * 1000));
  await kernels.orthonormalise({ count: 40, cols: 1000 }, basis);
  return [reduction.diagonal, reduction.offDiagonal, basis];
}

async function products(rows, cols, count) {
  const input = { points: numbers(rows * cols), axes: numbers(count * cols), weights: numbers(rows * count) };
  const [projections, crossed] = [new Float32Array(rows * count), new Float64Array(count * cols)];
  await kernels.project({ ...input, rows, cols, count }, projections);
  await kernels.addCrossProducts({ ...input, rows, cols, count }, crossed);
  return [projections, crossed];
}

const exact = [...(await moments(2000, 60, 256)), ...(await eigen(200))];
const rounded = [
  ...(await moments(20_000, 90, 1000)),
  ...(await moments(300, 1100, 100)),
  ...(await products(3000, 300, 30)),
];
const { simd, threads } = kernels;
const values = rounded.flatMap((array) => Array.from(array.subarray(0, 50)));
console.log(JSON.stringify({ simd, threads, exact: hash(exact), bits: hash(rounded), values }));
