/** What is copied in by the piece must not show its seams. */
import { describe, expect, test } from 'vitest';
import { wasmKernels } from '../../../../src/kernels/wasm.js';

const [rows, m, n] = [77, 5, 4];
const noise = (length: number) => Float64Array.from({ length }, (_, at) => Math.sin(at * at));
const whole = await results(1 << 22);

async function results(pieceBytes: number) {
  const kernels = await wasmKernels({ pieceBytes });
  const [product, cross, triple] = [rows * n, m * n, 15 * m].map((length) => new Float64Array(length)) as [
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  const left = noise(rows * m);
  await kernels.denseProduct({ left, right: noise(m * n), rows, inner: m, k: n }, product);
  await kernels.addCrossProduct({ left, right: noise(rows * n), rows, m, n }, cross);
  await kernels.addTripleProduct({ left, right: left, rows, k: m }, triple);
  return { product, cross, triple };
}

describe.each([1, 200, 1000])('pieces of %i bytes', (pieceBytes) => {
  test('give what the whole gives', async () => expect(await results(pieceBytes)).toEqual(whole));
});
