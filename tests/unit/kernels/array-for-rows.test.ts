import { expect, test } from 'vitest';
import { arrayForRows } from '../../../src/kernels/array-for-rows.js';

test('an array of that many numbers, all zero, where the room begins', () => {
  const kernels = { roomForRows: (bytes: number) => new Uint8Array(bytes + 64).subarray(64) };
  const array = arrayForRows(kernels, Float64Array, 3);
  expect(array).toEqual(new Float64Array(3));
  expect(array.byteOffset).toBe(64);
  expect(arrayForRows(kernels, Uint16Array, 0)).toHaveLength(0);
});
