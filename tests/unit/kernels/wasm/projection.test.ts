/** Rows are copied in by the piece: its seams must not show, wherever they fall. */
import { expect, test } from 'vitest';
import { wasmKernels } from '../../../../src/kernels/wasm.js';

const [rows, cols, count] = [600, 7, 3];
const sine = (length: number) => Float32Array.from({ length }, (_, at) => Math.sin(at * at));
const input = {
  points: sine(rows * cols),
  origin: Float64Array.from({ length: cols }, (_, col) => col / 7),
  axes: sine(count * cols),
  weights: sine(rows * count),
  rows,
  cols,
  count,
};

async function products(pieceBytes: number) {
  const kernels = await wasmKernels({ pieceBytes });
  const [projections, crossed] = [new Float32Array(rows * count), new Float64Array(count * cols)];
  await kernels.project(input, projections);
  await kernels.addCrossProducts(input, crossed);
  return { projections, crossed };
}

test('pieces of a row, of some, and of all', async () => {
  const whole = await products(4 << 20);
  for (const pieceBytes of [28, 1000, 8000]) expect(await products(pieceBytes)).toEqual(whole);
});
