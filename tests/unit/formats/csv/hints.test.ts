import { describe, expect, test } from 'vitest';
import { foreignDelimiter, hintForCell } from '../../../../src/formats/csv/hints.js';

const isNumber = (text: string) => text.trim() !== '' && Number.isFinite(Number(text));

describe('hintForCell', () => {
  test.each([
    ['\ufeff3', /byte order mark/],
    ['1 1:2 2:3', /libsvm/],
    ['1;2', /commas/],
    ['1\t2', /commas/],
    ['1 2 3', /commas/],
    ['1,000', /thousands/],
    ['12,000,000.5', /thousands/],
    ['1,5', /point, not a comma/],
    ['1_000', /underscores/],
    ['0xFF', /decimal/],
    ['TRUE', /1 and 0/],
    ['N/A', /missing/],
    ['=A1+B2', /formulas/],
    ['1"2', /quote/],
    ['١٢', /ASCII digits/],
  ])('%j', (text, hint) => {
    expect(hintForCell(text)).toMatch(hint);
  });

  test.each(['setosa', 'label', '1x', '2024-01-02'])('has nothing to say about %j', (text) => {
    expect(hintForCell(text)).toBeUndefined();
  });
});

describe('foreignDelimiter', () => {
  test.each([
    ['1;2;3', 'semicolons'],
    ['1\t2', 'tabs'],
    ['1|2|x', 'bars'],
    ['1 2 3', 'spaces'],
    ['1;setosa', undefined],
    ['a;b;c', undefined],
    ['1 1:2 2:3', undefined],
    ['12', undefined],
  ])('%j', (line, expected) => {
    expect(foreignDelimiter(line, isNumber)).toBe(expected);
  });
});
