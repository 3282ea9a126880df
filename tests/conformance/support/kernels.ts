import { expect } from 'vitest';
import { loadKernels } from '../../../src/kernels/choose.js';
import type { BackendName, Kernels } from '../../../src/kernels/kernels.js';
import { referenceKernels } from '../../../src/kernels/reference/index.js';

export { noise } from '../../support/noise.js';

/** The measure of the others. */
export const twin = referenceKernels();

const names: readonly BackendName[] = ['native', 'wasm', 'reference'];
export const backends: [BackendName, Kernels][] = [];
for (const backend of names) backends.push([backend, await loadKernels({ backend })]);

/** Every element within `relative` of what is expected, or within `absolute`; equal infinities are equal. */
export function expectClose(
  actual: ArrayLike<number>,
  expected: ArrayLike<number>,
  relative: number,
  absolute = 0,
): void {
  expect(actual.length).toBe(expected.length);
  for (let at = 0; at < expected.length; at++) {
    const [found, wanted] = [actual[at] as number, expected[at] as number];
    const tolerance = Math.abs(wanted) * relative + absolute;
    if (!(Math.abs(found - wanted) <= tolerance) && found !== wanted) {
      expect.fail(`element ${at} is ${found}, not ${wanted} within ${tolerance}`);
    }
  }
}
