/** Features are copied in by the piece: its seams must not show. */
import { expect, test } from 'vitest';
import { wasmKernels } from '../../../../src/kernels/wasm.js';

const [rows, features, width] = [40, 100, 16];
const input = {
  rows,
  cols: features,
  rowStarts: Uint32Array.from({ length: rows + 1 }, (_, row) => 3 * row),
  columns: Uint32Array.from({ length: 3 * rows }, (_, at) => (at * at + 34 * (at % 3)) % features),
  values: Float32Array.from({ length: 3 * rows }, (_, at) => Math.sin(at)),
};
const parameters = {
  bias: 0.5,
  linear: Float32Array.from({ length: features }, (_, at) => Math.cos(at)),
  factors: Float32Array.from({ length: features * width }, (_, at) => Math.sin(at * at)),
  width,
};

async function results(pieceBytes: number) {
  const kernels = await wasmKernels({ pieceBytes });
  const [scores, drawn] = [new Float32Array(rows), new Float32Array(300)];
  await kernels.factorizationScores(input, parameters, scores);
  await kernels.fillRandom({ seed: [1, 2], from: 9, distribution: 'normal', scale: 1, width: 2, stride: 3 }, drawn);
  return { scores, drawn };
}

const whole = await results(1 << 22);

test.each([1, 100, 4000])('pieces of %i bytes give what the whole gives', async (pieceBytes) => {
  expect(await results(pieceBytes)).toEqual(whole);
});
