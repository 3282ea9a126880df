import { expect, test } from 'vitest';
import { stoppableKernels } from '../../../src/algorithms/stoppable-kernels.js';
import { referenceKernels } from '../../../src/kernels/reference/index.js';

test('an abort is noticed after the kernel that it falls into', async () => {
  const controller = new AbortController();
  const kernels = referenceKernels();
  expect(stoppableKernels(kernels, undefined)).toBe(kernels);
  const stoppable = stoppableKernels(kernels, controller.signal);
  expect(stoppable).toMatchObject({ backend: 'reference', threads: 1 });
  expect(await stoppable.findNonFinite(Float32Array.of(1, Number.NaN))).toBe(1);
  expect(stoppable.roomForRows(3)).toEqual(new Uint8Array(3));
  controller.abort(new Error('enough'));
  expect(() => stoppable.roomForRows(3)).toThrow('enough');
  await expect(stoppable.findNonFinite(Float32Array.of(1))).rejects.toThrow('enough');
});
