import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readJson, writeJson } from '../../../../src/serving/data-processing/value.js';

const through = (text: string) => writeJson(readJson(Buffer.from(text), 'The record', { line: 3 }));

describe('values that keep their text', () => {
  it('does not touch what a number cannot hold, nor the order of keys', () => {
    const text = '{"10":12345678901234567890,"9":0.10,"a":1e400,"__proto__":{"x":-0}}';
    expect(through(` ${text}\n`)).toBe(text);
  });

  it('reads what JSON.parse reads', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom(undefined, 1, '\t'), (value, indent) => {
        expect(JSON.parse(through(JSON.stringify(value, null, indent)))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  it.each(['', '{', '[1,]', 'NaN', '{"a":1}}'])('refuses %s with its place', (text) => {
    expect(() => through(text)).toThrow(expect.objectContaining({ code: 'E_REQUEST_JSON', where: { line: 3 } }));
  });

  it('refuses depth', () => {
    expect(() => through('['.repeat(100_000))).toThrow(expect.objectContaining({ code: 'E_REQUEST_DEPTH' }));
  });
});
