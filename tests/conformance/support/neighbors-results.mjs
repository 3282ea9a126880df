// Runs the kernels of nearest neighbours on fixed numbers and prints what came out, as hashes of the bytes.
import { createHash } from 'node:crypto';
import { packRows, sketchOf } from '../../../dist/algorithms/knn/panels.js';
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
const floats = (length) => Float32Array.from({ length }, noise);
const nothingYet = (rows, k) => ({
  ids: new Int32Array(rows * k).fill(-1),
  distances: new Float64Array(rows * k).fill(Number.POSITIVE_INFINITY),
});

const exact = [];
for (const [count, rows, cols, k] of [
  [6_000, 200, 33, 10],
  [3_000, 1, 64, 5],
]) {
  const ids = Int32Array.from({ length: count }, (_, row) => row);
  const packed = packRows(floats(count * cols), cols, ids, Int32Array.of(0, count / 3, count));
  const panels = { ...packed.panels, sketch: sketchOf(packed.panels.values, cols) };
  const probes = { starts: packed.starts, lists: new Int32Array(rows).fill(1), probed: 1 };
  for (const metric of ['L2', 'INNER_PRODUCT']) {
    for (const looking of [{}, { probes }]) {
      const nearest = nothingYet(rows, k);
      const input = { queries: floats(rows * cols), rows, cols, k, metric, panels, ...looking };
      await kernels.offerRows(input, nearest);
      exact.push(nearest.ids, nearest.distances);
    }
  }
}
const [count, rows, cols, m] = [5_000, 300, 24, 6];
const nearest = nothingYet(rows, 10);
await kernels.offerCodes(
  {
    ...{ queries: floats(rows * cols), rows, cols, k: 10, m },
    ...{ centres: floats(2 * cols), codewords: floats(256 * cols) },
    codes: Uint8Array.from({ length: count * m }, () => (noise() + 1) * 127),
    ids: Int32Array.from({ length: count }, (_, row) => row),
    probes: {
      starts: Int32Array.of(0, 2_000, count),
      lists: Int32Array.from({ length: rows * 2 }, (_, at) => at % 2),
      probed: 2,
    },
  },
  nearest,
);
const { simd, threads } = kernels;
console.log(JSON.stringify({ simd, threads, exact: hash(exact), codes: hash([nearest.ids, nearest.distances]) }));
