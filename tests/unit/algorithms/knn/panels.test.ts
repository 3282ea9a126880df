import fc from 'fast-check';
import { expect, test } from 'vitest';
import { packRows, sketchOf, unpackRows } from '../../../../src/algorithms/knn/panels.js';
import { rowMajor } from '../../../../src/data/dense.js';
import { PANEL_ROWS } from '../../../../src/kernels/interface/neighbors.js';
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

test('a sketch is within one part in 256 of every number, and never infinite', () => {
  const values = Float32Array.of(0, -0, 1, -1.999, 3.4e38, -3.4e38, 1e-20, 0.1, 1.00390625);
  const upper = new Float32Array(Uint32Array.from(sketchOf(values), (half) => half << 16).buffer);
  values.forEach((value, at) => {
    expect(Math.abs((upper[at] as number) - value)).toBeLessThanOrEqual(Math.abs(value) / 256);
  });
});
