import { describe, expect, it } from 'vitest';
import { widenFloat16 } from '../../../src/artifacts/float16.js';

describe('widenFloat16', () => {
  it.each([
    [0x0000, 0],
    [0x8000, -0],
    [0x3c00, 1],
    [0xc100, -2.5],
    [0x7bff, 65504],
    [0x0001, 2 ** -24],
    [0x03ff, 1023 * 2 ** -24],
    [0x0400, 2 ** -14],
    [0x3555, 0.333251953125],
    [0x7c00, Number.POSITIVE_INFINITY],
    [0xfc00, Number.NEGATIVE_INFINITY],
    [0x7e00, Number.NaN],
  ])('%i is %f', (bits, value) => {
    expect(widenFloat16(Uint16Array.of(bits))[0]).toBe(value);
  });
});
