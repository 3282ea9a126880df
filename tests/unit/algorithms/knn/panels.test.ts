import fc from 'fast-check';
import { expect, test } from 'vitest';
import { packRows, sketchOf, unpackRows } from '../../../../src/algorithms/knn/panels.js';
import { rowMajor } from '../../../../src/data/dense.js';
import { largestStep, PANEL_ROWS } from '../../../../src/kernels/interface/neighbors.js';
import { noise } from './helpers.js';

test('what was packed comes out as it was, and each list has panels of its own', () => {
  const sizes = fc.array(fc.integer({ min: 0, max: 40 }), { minLength: 1, maxLength: 6 });
  fc.assert(
    fc.property(sizes, fc.integer({ min: 1, max: 9 }), (lists, cols) => {
      const starts = Int32Array.from([0, ...lists]);
      for (let list = 0; list < lists.length; list++) starts[list + 1]! += starts[list] as number;
      const rows = starts.at(-1) as number;
      const values = rowMajor(noise(rows, cols));
      const ids = Int32Array.from({ length: rows }, (_, row) => rows - row);
      const packed = packRows(values, cols, ids, starts);
      expect(unpackRows(packed, cols)).toEqual({ values, ids });
      lists.forEach((size, list) => {
        const panels = (packed.starts[list + 1] as number) - (packed.starts[list] as number);
        expect(panels).toBe(Math.ceil(size / PANEL_ROWS));
      });
    }),
  );
});

test('a row lies in one lane, beside half its squared length', () => {
  const { panels } = packRows(Float32Array.of(1, 2, 3, 4), 2, Int32Array.of(7, 8), Int32Array.of(0, 2));
  expect([...panels.values].filter((value) => value !== 0)).toEqual([1, 3, 2, 4]);
  expect([panels.values[0], panels.values[16], panels.values[1], panels.values[17]]).toEqual([1, 2, 3, 4]);
  expect([...panels.halfNorms.subarray(0, 3)]).toEqual([2.5, 12.5, 0]);
  expect([...panels.ids.subarray(0, 3)]).toEqual([7, 8, -1]);
});

test('a sketch is within half a step of every number, and adds up in 32 bits', () => {
  for (const cols of [1, 2, 3, 64, 501]) {
    const { panels } = packRows(rowMajor(noise(20, cols)), cols, new Int32Array(20), Int32Array.of(0, 20));
    const { values, scale } = sketchOf(panels.values, cols);
    const even = cols + (cols % 2);
    expect(values).toHaveLength(32 * even);
    const step = largestStep(cols);
    expect(values.every((value) => Math.abs(value) <= step)).toBe(true);
    expect(even * step * step).toBeLessThan(2 ** 31);
    panels.values.forEach((value, at) => {
      const [lane, col, panel] = [at % 16, Math.floor(at / 16) % cols, Math.floor(at / 16 / cols)];
      const sketched = values[(panel * (even / 2) + (col >> 1)) * 32 + 2 * lane + (col & 1)] as number;
      expect(Math.abs(sketched / scale - value)).toBeLessThanOrEqual(0.5001 / scale);
    });
  }
});

test('a sketch of nothing but zeros, of the largest numbers and of the smallest', () => {
  const sketch = (...numbers: number[]) => {
    const values = new Float32Array(16);
    values.set(numbers);
    return [...sketchOf(values, 1).values.subarray(0, 4)].filter((_, at) => at % 2 === 0);
  };
  expect(sketch(0, 0)).toEqual([0, 0]);
  expect(sketch(3.4e38, -3.4e38)).toEqual([32767, -32767]);
  expect(sketch(1e-45, -1e-45)).toEqual([32767, -32767]);
});
