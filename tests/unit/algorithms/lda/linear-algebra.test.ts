import { Matrix } from 'ml-matrix';
import { describe, expect, test } from 'vitest';
import { countsOf } from '../../../../src/algorithms/lda/corpus.js';
import {
  addTripleProduct,
  crossProduct,
  denseTimes,
  eigen,
  entryPieces,
  sparseTimes,
} from '../../../../src/algorithms/lda/linear-algebra.js';
import { kernels } from './helpers.js';

const tools = { kernels };
const noise = (length: number) => Float64Array.from({ length }, (_, at) => Math.sin(at * at + 1));
const asMatrix = (values: Float64Array, rows: number) => Matrix.from1DArray(rows, values.length / rows, [...values]);

describe('products agree with ml-matrix', () => {
  const [left, right] = [noise(12), noise(8)];

  test('dense and cross', async () => {
    const product = asMatrix(left, 3).mmul(asMatrix(right, 4)).to1DArray();
    (await denseTimes(left, right, [3, 4, 2], tools)).forEach((value, at) => {
      expect(value).toBeCloseTo(product[at] as number, 12);
    });
    const cross = asMatrix(left, 4).transpose().mmul(asMatrix(right, 4)).to1DArray();
    (await crossProduct(left, right, [4, 3, 2], tools)).forEach((value, at) => {
      expect(value).toBeCloseTo(cross[at] as number, 12);
    });
  });

  test('sparse, with scaled rows', async () => {
    const counts = countsOf({ values: Float32Array.of(1, 0, 2, 0, 0, 0), rows: 2, cols: 3 });
    const scale = Float64Array.of(10, 10);
    const found = await sparseTimes(counts, Float64Array.of(1, 2, 3, 4, 5, 6), 2, tools, scale);
    expect([...found]).toEqual([110, 140, 0, 0]);
  });

  test('triples', async () => {
    const sum = new Float64Array(6);
    await addTripleProduct(sum, Float64Array.of(1, 2, 3, 4), Float64Array.of(5, 6, 7, 8), [2, 2], tools);
    expect([...sum]).toEqual([5 + 63, 6 + 72, 10 + 84, 12 + 96, 20 + 112, 24 + 128]);
  });
});

test('eigenvalues come largest first, with their vectors', async () => {
  const { values, vectors } = await eigen(Float64Array.of(2, 1, 0, 1, 2, 0, 0, 0, 7), 3, tools);
  [7, 3, 1].forEach((value, at) => {
    expect(values[at]).toBeCloseTo(value, 12);
  });
  expect(Math.abs(vectors[2] as number)).toBeCloseTo(1, 12);
  expect(vectors[3]).toBeCloseTo(vectors[4] as number, 12);
});

test('an abort ends it before the next call', async () => {
  const aborted = { kernels, signal: AbortSignal.abort() };
  await expect(denseTimes(noise(4), noise(4), [2, 2, 2], aborted)).rejects.toThrow(/abort/i);
});

test('pieces cover all rows, empty ones too', () => {
  const rowStarts = Uint32Array.of(0, 0, 0, 5e6, 5e6, 9e6);
  const matrix = { rows: 5, cols: 1, rowStarts, columns: new Uint32Array(), values: new Float32Array() };
  const pieces = [...entryPieces(matrix, 200, { kernels: { ...kernels, backend: 'native' } })];
  expect(pieces.map(([from]) => from)).toEqual([0, ...pieces.slice(0, -1).map(([, to]) => to)]);
  expect(pieces.at(-1)?.[1]).toBe(5);
  expect(pieces.length).toBeGreaterThan(1);
});
