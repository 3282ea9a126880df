import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ByteBuffer } from '../../../src/formats/byte-buffer.js';
import { MAX_NUMBER_BYTES, putNumber, shortestText } from '../../../src/formats/number-text.js';

function put(value: number): string {
  const buffer = new ByteBuffer();
  buffer.reserve(MAX_NUMBER_BYTES);
  putNumber(buffer, value);
  expect(buffer.length).toBeLessThanOrEqual(MAX_NUMBER_BYTES);
  return Buffer.from(buffer.take()).toString('latin1');
}

const finite = fc.oneof(
  fc.float({ noNaN: true, noDefaultInfinity: true }),
  fc.double({ noNaN: true, min: -1e7, max: 1e7 }).map(Math.fround),
  fc.double({ noNaN: true, min: -1, max: 1 }).map(Math.fround),
  fc
    .tuple(fc.integer({ min: -1e7, max: 1e7 }), fc.integer({ min: 0, max: 6 }))
    .map(([n, d]) => Math.fround(n / 10 ** d)),
);

test('a number is written as its shortest text and reads back to the same bits', () => {
  fc.assert(
    fc.property(finite, (value) => {
      const text = put(value);
      expect(text).toBe(shortestText(value));
      expect(Object.is(Math.fround(Number(text)), value)).toBe(true);
    }),
    { numRuns: 5_000 },
  );
});

test.each([
  [0, '0'],
  [-0, '-0'],
  [0.1, '0.1'],
  [0.001, '0.001'],
  [0.0999999940395, '0.099999994'],
  [0.9999999, '0.9999999'],
  [999999.9375, '999999.94'],
  [9.999999, '9.999999'],
  [-12.5, '-12.5'],
  [16777216, '16777216'],
  [1e-45, '1e-45'],
  [-3.4028235e38, '-3.4028235e+38'],
])('%d', (value, text) => expect(put(Math.fround(value))).toBe(text));
