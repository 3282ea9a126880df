/** The twins against sums done by hand; they are the measure of everything else. */
import { expect, test } from 'vitest';
import { hadamardRows, offerCodes, offerRows, projectRows } from '../../../../src/kernels/reference/neighbors.js';

/** Rows (0,0), (3,4), (1,1) and an empty slot. */
const panels = {
  values: Float32Array.from({ length: 32 }, (_, at) => [0, 3, 1, ...Array(13).fill(0), 0, 4, 1][at] ?? 0),
  halfNorms: Float32Array.from({ length: 16 }, (_, at) => [0, 12.5, 1][at] ?? 0),
  ids: Int32Array.from({ length: 16 }, (_, at) => (at < 3 ? 10 + at : -1)),
};
const asking = { queries: Float32Array.of(1, 1), rows: 1, cols: 2, k: 4, panels };
const nothingYet = (k: number) => ({ ids: new Int32Array(k).fill(-1), distances: new Float64Array(k).fill(Infinity) });

test('rows, nearest first; an empty place stays empty', () => {
  const nearest = nothingYet(4);
  offerRows({ ...asking, metric: 'L2' }, nearest);
  expect(nearest).toEqual({ ids: Int32Array.of(12, 10, 11, -1), distances: Float64Array.of(0, 2, 13, Infinity) });
});

test('inner products with their sign turned', () => {
  const nearest = nothingYet(2);
  offerRows({ ...asking, k: 2, metric: 'INNER_PRODUCT' }, nearest);
  expect(nearest).toEqual({ ids: Int32Array.of(11, 12), distances: Float64Array.of(-7, -2) });
});

test('what was found before stays, where it is nearer or its id is lower', () => {
  const nearest = { ids: Int32Array.of(3, 99), distances: Float64Array.of(0, 2) };
  offerRows({ ...asking, k: 2, metric: 'L2' }, nearest);
  expect(nearest).toEqual({ ids: Int32Array.of(3, 12), distances: Float64Array.of(0, 0) });
});

test('codes: the distance to the centre plus the codewords', () => {
  const nearest = nothingYet(2);
  const codewords = new Float32Array(512);
  codewords.set([5, 7], 0);
  codewords[256 + 9] = 2;
  const probes = { starts: Int32Array.of(0, 2), lists: Int32Array.of(0), probed: 1 };
  const coded = { m: 2, centres: Float32Array.of(1, 0), codewords, codes: Uint8Array.of(0, 9, 1, 9) };
  offerCodes(
    { queries: Float32Array.of(1, 1), rows: 1, cols: 2, k: 2, ...coded, ids: Int32Array.of(4, 5), probes },
    nearest,
  );
  // Codeword 0 says 5, codeword 1 says 7; codeword 9 of the second stretch says 2.
  expect(nearest).toEqual({ ids: Int32Array.of(4, 5), distances: Float64Array.of(26, 50) });
});

test('a product of matrices, and the transform of a row', () => {
  const projected = new Float32Array(2);
  projectRows(
    { points: Float32Array.of(1, 2), matrix: Float32Array.of(3, 4, 5, 6), rows: 1, cols: 2, width: 2 },
    projected,
  );
  expect([...projected]).toEqual([13, 16]);
  const values = Float32Array.of(1, 2, 3, 4);
  hadamardRows({ rows: 1, cols: 4 }, values);
  expect([...values]).toEqual([10, -2, -4, 0]);
});
