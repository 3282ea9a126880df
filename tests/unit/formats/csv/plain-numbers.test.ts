import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PlainNumbers } from '../../../../src/formats/csv/plain-numbers.js';

const read = (text: string) => {
  const numbers = new PlainNumbers(Buffer.from(text));
  return { value: Math.fround(numbers.next()), at: numbers.at };
};

/** The middle between two float32 numbers, and the doubles beside it: where a rounding too many shows. */
const midpoints = fc.float({ noNaN: true, min: 2 ** 12, max: 2 ** 20 }).chain((float) => {
  const middle = float + 2 ** (Math.floor(Math.log2(float)) - 24);
  return fc.constantFrom(...[-1, 0, 1].map((step) => (middle * (1 + step * Number.EPSILON)).toFixed(12)));
});

describe('PlainNumbers', () => {
  it('reads the float32 that Number would be rounded to', () => {
    const digits = fc.stringMatching(/^-?\d{1,12}\.\d{0,12}$/);
    fc.assert(
      fc.property(
        fc.oneof(midpoints, digits, fc.double({ noNaN: true, noDefaultInfinity: true }).map(String)),
        (text) => {
          expect(read(text)).toEqual({ value: Math.fround(Number(text)), at: text.length });
        },
      ),
      { numRuns: 3000 },
    );
  });

  it.each(['', '-', '.', '+.', 'e5', '1e', '1e+', 'x'])('finds no number in %j', (text) => {
    expect(read(text).value).toBeNaN();
  });

  it('stops behind the number, and goes on from wherever it is set to', () => {
    const numbers = new PlainNumbers(Buffer.from('1.5,-2e3x'));
    expect([numbers.next(), numbers.at++]).toEqual([1.5, 3]);
    expect([numbers.next(), numbers.at]).toEqual([-2000, 8]);
  });
});
