import { describe, expect, test } from 'vitest';
import { addOuter, ScatterSums, trace } from '../../../../src/algorithms/pca/scatter.js';
import { type Csr, densify, sliceCsr } from '../../../../src/data/csr.js';
import { type Dense, sliceRows } from '../../../../src/data/dense.js';
import { kernels, rowsOf, sparseRows } from './helpers.js';

async function summed(parts: readonly (Dense | Csr)[], cols: number) {
  const sums = new ScatterSums(cols, 64, { kernels });
  for (const part of parts) await sums.add(part);
  const glance = sums.glance();
  return { glance, moments: sums.finish() };
}

function expectAlike(a: Awaited<ReturnType<typeof summed>>, b: typeof a, cols: number): void {
  expect(a.moments.rows).toBe(b.moments.rows);
  expect(a.glance.totalVariance).toBeCloseTo(b.glance.totalVariance, 8);
  for (let i = 0; i < cols; i++) {
    expect(a.moments.mean[i]).toBeCloseTo(b.moments.mean[i] as number, 8);
    expect(a.glance.mean[i]).toBeCloseTo(b.moments.mean[i] as number, 8);
    for (let j = i; j < cols; j++) {
      expect(a.moments.scatter[i * cols + j]).toBeCloseTo(b.moments.scatter[i * cols + j] as number, 6);
    }
  }
}

describe('mean and scatter', () => {
  test('sparse rows give what they give written out', async () => {
    const rows = sparseRows(300, 30, 3);
    expectAlike(await summed([rows], 30), await summed([densify(rows)], 30), 30);
  });

  test('crowded chunks, sparse chunks and dense batches add up', async () => {
    const [thin, crowded, dense] = [sparseRows(128, 30, 2), sparseRows(128, 30, 12, 2), rowsOf(128, 30)];
    const written = [densify(thin), densify(crowded), dense];
    expectAlike(await summed([thin, crowded, dense], 30), await summed(written, 30), 30);
  });

  test('one batch or several of whole chunks: the same bits', async () => {
    const rows = rowsOf(200, 5, { offset: 1e4 });
    const cut = [sliceRows(rows, 0, 64), sliceRows(rows, 64, 192), sliceRows(rows, 192, 200)];
    expect(await summed(cut, 5)).toEqual(await summed([rows], 5));
    const sparse = sparseRows(200, 30, 2);
    const parts = [sliceCsr(sparse, 0, 128), sliceCsr(sparse, 128, 200)];
    expect(await summed(parts, 30)).toEqual(await summed([sparse], 30));
  });

  test('the total variance is the trace by the rows', async () => {
    const { glance, moments } = await summed([rowsOf(100, 4, { offset: 3 })], 4);
    expect(glance.totalVariance).toBeCloseTo(trace(moments.scatter, 4) / 100, 12);
  });
});

test('an outer product is added to the triangle that counts', () => {
  const matrix = new Float64Array(4).fill(1);
  addOuter(matrix, Float64Array.of(2, 3), 10);
  expect([...matrix]).toEqual([41, 61, 1, 91]);
});
