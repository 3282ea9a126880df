// Runs the forest kernels on fixed numbers and prints what came out, as hashes of the bytes.
import { createHash } from 'node:crypto';
import { loadKernels } from '../../../dist/kernels/choose.js';

const kernels = await loadKernels();
const digest = createHash('sha256');
let state = 1;
const noise = () => {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
  return state / 2 ** 31 - 1;
};

for (const [trees, size, cols, rows] of [
  [40, 128, 8, 3000],
  [7, 100, 1, 500],
  [5, 60, 33, 700],
]) {
  const samples = Float32Array.from({ length: trees * size * cols }, noise);
  const seeds = Uint32Array.from({ length: trees }, (_, tree) => tree);
  const cuts = () => ({
    cutColumns: new Int32Array(trees * (size - 1)),
    cutValues: new Float32Array(trees * (size - 1)),
    leftLeaves: new Int32Array(trees * (size - 1)),
  });
  const grown = { leafCounts: new Int32Array(trees), ...cuts(), leafRows: new Int32Array(trees * size) };
  const masses = new Int32Array(trees * size);
  await kernels.growTrees({ samples, seeds, trees, size, cols }, { ...grown, masses });
  // The noise has no equal rows: every tree has as many leaves as rows.
  const { leafRows, ...forest } = grown;
  const points = new Float32Array(trees * size * cols);
  leafRows.forEach((row, leaf) => {
    const from = (Math.floor(leaf / size) * size + row) * cols;
    points.set(samples.subarray(from, from + cols), leaf * cols);
  });
  const bounds = {
    boxes: new Float32Array(trees * (size - 1) * 2 * cols),
    extents: new Float64Array(trees * (size - 1)),
  };
  await kernels.boundCuts({ ...forest, cols, points }, bounds);
  const sums = new Float64Array(rows);
  const asked = Float32Array.from({ length: rows * cols }, () => 1.5 * noise());
  const logMasses = new Float64Array(trees * size);
  await kernels.addInverseDepths({ forest: { ...forest, cols, points }, bounds, logMasses, points: asked, rows }, sums);
  for (const { buffer, byteOffset, byteLength } of [...Object.values(grown), masses, ...Object.values(bounds), sums]) {
    digest.update(new Uint8Array(buffer, byteOffset, byteLength));
  }
}
console.log(JSON.stringify({ simd: kernels.simd, threads: kernels.threads, bits: digest.digest('hex') }));
