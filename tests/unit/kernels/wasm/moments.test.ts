/** Rows are copied in by the piece: its seams must not show, wherever they fall. */
import { expect, test } from 'vitest';
import { wasmKernels } from '../../../../src/kernels/wasm.js';

const [rows, cols] = [91, 5];
const points = Float32Array.from({ length: rows * cols }, (_, at) => Math.sin(at * at));

async function moments(pieceBytes: number, chunkRows: number) {
  const result = { mean: new Float64Array(cols), scatter: new Float64Array(cols * cols) };
  const kernels = await wasmKernels({ pieceBytes });
  await kernels.addMoments({ points, rows, cols, chunkRows, seen: 0 }, result);
  return result;
}

test.each([1, 16, 1000])('chunks of %i rows', async (chunkRows) => {
  const whole = await moments(4 << 20, chunkRows);
  for (const pieceBytes of [20, 700, 1000]) expect(await moments(pieceBytes, chunkRows)).toEqual(whole);
});
