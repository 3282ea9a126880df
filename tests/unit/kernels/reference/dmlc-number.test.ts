import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { NanLiteral, parseFloat32 } from '../../../../src/kernels/reference/dmlc/number.js';

interface Case {
  readonly text: string;
  /** Absent where XGBoost refused the value for being infinite. */
  readonly csv_float32_le_hex: string | null;
}

const golden = new URL('../../../golden/dmlc-number-table.json', import.meta.url);
const { cases } = JSON.parse(readFileSync(golden, 'utf8')) as { readonly cases: readonly Case[] };
const parse = (text: string) => parseFloat32(Buffer.from(text), 0);

describe('parseFloat32', () => {
  test(`makes the same float32 of ${cases.length} texts as XGBoost, to the bit`, () => {
    const bits = cases.map(({ text }) => {
      const bytes = Buffer.alloc(4);
      bytes.writeFloatLE(parse(text).value);
      return [text, Number.isFinite(parse(text).value) ? bytes.toString('hex') : null];
    });
    expect(bits).toEqual(cases.map(({ text, csv_float32_le_hex }) => [text, csv_float32_le_hex]));
  });

  test('takes white space, line ends too, and says how far it came', () => {
    expect(parse(' \n\t7,')).toEqual({ value: 7, end: 4 });
    expect(parse('  ')).toEqual({ value: 0, end: 2 });
    expect(parse('abc')).toEqual({ value: 0, end: 0 });
    expect(parse('1.5fx')).toEqual({ value: 1.5, end: 4 });
    expect(parse('-inFinity')).toEqual({ value: Number.NEGATIVE_INFINITY, end: 9 });
    expect(parse('nan(a_1)x')).toEqual({ value: Number.NaN, end: 8 });
    expect(() => parse('nan(a-b)')).toThrow(NanLiteral);
  });
});
