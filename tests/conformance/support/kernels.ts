import { expect } from 'vitest';
import { loadKernels } from '../../../src/kernels/choose.js';
import type { BackendName, Kernels } from '../../../src/kernels/kernels.js';
import { referenceKernels } from '../../../src/kernels/reference/index.js';

/** The measure of the others. */
export const twin = referenceKernels();

const names: readonly BackendName[] = ['native', 'wasm', 'reference'];
export const backends: [BackendName, Kernels][] = [];
for (const backend of names) backends.push([backend, await loadKernels({ backend })]);

/** Small numbers that are the same everywhere; a shape is worth more to shrink than its contents. */
export function noise(length: number, seed: number): number[] {
  let state = seed >>> 0;
  return Array.from({ length }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 31 - 1;
  });
}

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
