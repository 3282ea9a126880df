// Runs the k-means kernels on fixed numbers and prints what came out, as hashes of the bytes.
import { createHash } from 'node:crypto';
import { loadKernels } from '../../../dist/kernels/choose.js';

const kernels = await loadKernels();
const hash = (...arrays) => {
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

const exact = [];
const rounded = [];
let [inertia, seeding] = [0, 0];
for (const [rows, cols, k] of [
  [20_000, 32, 100],
  [3_000, 784, 10],
  [5_000, 17, 3],
]) {
  const points = Float32Array.from({ length: rows * cols }, noise);
  const weights = Float64Array.from({ length: rows }, () => noise() + 1);
  const centroids = points.slice(0, k * cols);
  const input = { points, weights, centroids, rows, cols, k };
  const labels = new Int32Array(rows);
  const distances = new Float32Array(rows);
  const sums = new Float64Array(k * cols);
  const counts = new Float64Array(k);
  const nearest = new Float32Array(rows).fill(Number.POSITIVE_INFINITY);
  await kernels.nearestCentroids(input, { labels, distances });
  inertia += await kernels.assignAndSum(input, { sums, counts });
  seeding += await kernels.lowerToNearest({ points, centre: points.subarray(0, cols), rows, cols }, nearest);
  exact.push(labels, sums, counts);
  rounded.push(distances, nearest);
}
const { simd, threads } = kernels;
console.log(JSON.stringify({ simd, threads, exact: hash(...exact), bits: hash(...rounded), inertia, seeding }));
