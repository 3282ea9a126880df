import { describe, expect, test } from 'vitest';
import { Sample } from '../../../../src/algorithms/random-cut-forest/sample.js';
import { sliceRows } from '../../../../src/data/dense.js';
import { Random } from '../../../../src/data/random.js';
import { sparseOf } from '../../../conformance/support/training.js';
import { matrix } from './helpers.js';

const count = (rows: number) => matrix(Array.from({ length: rows }, (_, row) => [row, -row]));

test('fewer rows than there is room for: all of them, in their order', () => {
  const sample = new Sample(5000, 2, new Random(1));
  for (const from of [0, 1, 1400]) sample.add(sliceRows(count(2000), from, from === 0 ? 1 : from === 1 ? 1400 : 2000));
  expect(sample.rows).toBe(2000);
  expect(sample.values).toEqual(count(2000).data);
});

describe('more rows than there is room for', () => {
  test('each row is kept with equal chance, none twice', () => {
    const kept = new Map<number, number>();
    const runs = 4000;
    for (let seed = 0; seed < runs; seed++) {
      const sample = new Sample(8, 2, new Random(seed));
      sample.add(sliceRows(count(20), 0, 7));
      sample.add(sliceRows(count(20), 7, 20));
      const rows = Array.from({ length: sample.rows }, (_, row) => sample.values[2 * row] as number);
      expect(new Set(rows).size).toBe(8);
      for (const row of rows) kept.set(row, (kept.get(row) ?? 0) + 1);
    }
    // 8 of 20; five standard deviations of a binomial.
    for (let row = 0; row < 20; row++) {
      expect(Math.abs((kept.get(row) ?? 0) / runs - 0.4)).toBeLessThan(5 * Math.sqrt((0.4 * 0.6) / runs));
    }
  });

  test('whole rows, sparse ones too, however they are cut into blocks', () => {
    const sample = (cut: number, sparse: boolean) => {
      const sample = new Sample(8, 2, new Random(3));
      for (const [from, to] of [
        [0, cut],
        [cut, 30],
      ] as const) {
        const rows = sliceRows(count(30), from, to);
        sample.add(sparse ? sparseOf(rows) : rows);
      }
      return sample.values;
    };
    expect(sample(11, false)).toEqual(sample(3, false));
    expect(sample(11, true)).toEqual(sample(3, false));
    for (let row = 0; row < 8; row++)
      expect(sample(3, false)[2 * row + 1]).toBe(-(sample(3, false)[2 * row] as number));
  });
});

test('a sample beyond all memory is refused when the rows are there, not before', () => {
  const rows = 20;
  const wide = {
    rows,
    cols: 2 ** 27,
    rowStarts: new Uint32Array(rows + 1),
    columns: new Uint32Array(0),
    values: new Float32Array(0),
  };
  const sample = new Sample(1000, wide.cols, new Random(1));
  expect(() => sample.add(wide)).toThrow(expect.objectContaining({ code: 'E_TOO_LARGE', hint: expect.any(String) }));
});
