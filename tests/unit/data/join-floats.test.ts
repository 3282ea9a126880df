import { expect, test } from 'vitest';
import { joinFloats } from '../../../src/data/join-floats.js';

test('one behind the other, in an array of their own', () => {
  const first = Float32Array.of(1, 2);
  const joined = joinFloats([first, new Float32Array(0), Float32Array.of(3)]);
  first[0] = 9;
  expect(joined).toEqual(Float32Array.of(1, 2, 3));
  expect(joinFloats([])).toEqual(new Float32Array(0));
});
