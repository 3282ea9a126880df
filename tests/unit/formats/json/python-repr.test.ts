import { describe, expect, it } from 'vitest';
import { jsonFloat, PythonFloat, pythonFloat, pythonJson } from '../../../../src/formats/json/python-repr.js';

describe('pythonFloat', () => {
  it.each([
    [1, '1.0'],
    [-0, '-0.0'],
    [0.1, '0.1'],
    [Math.fround(0.1), '0.10000000149011612'],
    [1e-4, '0.0001'],
    [1e-5, '1e-05'],
    [1.5e-7, '1.5e-07'],
    [1e15, '1000000000000000.0'],
    [1e16, '1e+16'],
    [1.7976931348623157e308, '1.7976931348623157e+308'],
    [5e-324, '5e-324'],
    [Number.NaN, 'nan'],
    [Number.POSITIVE_INFINITY, 'inf'],
    [Number.NEGATIVE_INFINITY, '-inf'],
  ])('%f is %s', (value, text) => {
    expect(pythonFloat(value)).toBe(text);
  });
});

describe('pythonJson', () => {
  it.each<[unknown, string]>([
    [null, 'null'],
    [true, 'true'],
    [10, '10'],
    [1e20, '100000000000000000000'],
    [0.5, '0.5'],
    [2n ** 63n, '9223372036854775808'],
    [new PythonFloat(3), '3.0'],
    [[1, 'a', [true]], '[1, "a", [true]]'],
    [Float32Array.of(1, 0.5), '[1.0, 0.5]'],
    [{ a: 1, b: { c: [] }, d: undefined }, '{"a": 1, "b": {"c": []}}'],
    ['"\\/\b\n\u0001', '"\\"\\\\/\\b\\n\\u0001"'],
    ['é\u007f\u2028😀', '"\\u00e9\\u007f\\u2028\\ud83d\\ude00"'],
    [{ é: Number.NaN }, '{"\\u00e9": NaN}'],
  ])('of %o is %s', (value, text) => {
    expect(pythonJson(value)).toBe(text);
  });
});

describe('jsonFloat', () => {
  it('names what JSON does not know', () => {
    expect([Number.NaN, Infinity, -Infinity, 2].map(jsonFloat)).toEqual(['NaN', 'Infinity', '-Infinity', '2.0']);
  });
});
