import { expect, test } from 'vitest';
import { firstNonFinite } from '../../../src/algorithms/non-finite.js';
import { dense } from '../../../src/data/dense.js';
import { loadKernels } from '../../../src/kernels/choose.js';

const kernels = await loadKernels({ backend: 'reference' });

test('the first of several, dense and sparse, or none', async () => {
  const values = Float32Array.of(1, 2, 3, -Infinity, Number.NaN, 6);
  expect(await firstNonFinite(dense(values, 3, 2), { kernels })).toEqual({ row: 1, column: 1, value: -Infinity });
  const sparse = { rows: 3, cols: 9, rowStarts: Uint32Array.of(0, 2, 2, 4), columns: Uint32Array.of(1, 2, 3, 8) };
  const found = await firstNonFinite({ ...sparse, values: Float32Array.of(1, 1, 1, Number.NaN) }, { kernels });
  expect(found).toEqual({ row: 2, column: 8, value: Number.NaN });
  expect(await firstNonFinite(dense(Float32Array.of(0, 1), 1, 2), { kernels })).toBeUndefined();
});

test('an abort is heeded', async () => {
  const signal = AbortSignal.abort();
  await expect(firstNonFinite(dense(new Float32Array(4), 2, 2), { kernels, signal })).rejects.toThrow();
});
