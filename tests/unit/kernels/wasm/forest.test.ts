/** Points and samples are copied in by the piece: the seams must not show, wherever they fall. */
import { expect, test } from 'vitest';
import { wasmKernels } from '../../../../src/kernels/wasm.js';

const [trees, size, cols, rows] = [6, 7, 2, 23];
const wave = (length: number) => Float32Array.from({ length }, (_, at) => Math.sin(at * at));
const whole = await results(1 << 22);

async function results(pieceBytes: number) {
  const kernels = await wasmKernels({ pieceBytes });
  const samples = wave(trees * size * cols);
  const seeds = Uint32Array.from({ length: trees }, (_, tree) => tree);
  const grown = {
    leafCounts: new Int32Array(trees),
    cutColumns: new Int32Array(trees * (size - 1)),
    cutValues: new Float32Array(trees * (size - 1)),
    leftLeaves: new Int32Array(trees * (size - 1)),
    leafRows: new Int32Array(trees * size),
    masses: new Int32Array(trees * size),
  };
  await kernels.growTrees({ samples, seeds, trees, size, cols }, grown);
  // The order of the leaves does not matter here, only that there are as many.
  const forest = { ...grown, cols, points: samples };
  const bounds = {
    boxes: new Float32Array(trees * (size - 1) * 2 * cols),
    extents: new Float64Array(trees * (size - 1)),
  };
  await kernels.boundCuts(forest, bounds);
  const sums = new Float64Array(rows);
  const logMasses = new Float64Array(trees * size);
  await kernels.addInverseDepths({ forest, bounds, logMasses, points: wave(rows * cols), rows }, sums);
  return { grown, bounds, sums };
}

test('no rows are equal, so that the trees are full', () => {
  expect(whole.grown.leafCounts).toEqual(new Int32Array(trees).fill(size));
});

test.each([1, 20, 100, 399])('pieces of %i bytes give what the whole gives', async (pieceBytes) => {
  expect(await results(pieceBytes)).toEqual(whole);
});
