import { expect, test } from 'vitest';
import { aboutCentre, momentsOf } from '../../../../src/algorithms/pca/row-moments.js';
import { densify } from '../../../../src/data/csr.js';
import { kernels, rowsOf, sparseRows } from './helpers.js';

test('mean and trace, far from the origin, too', async () => {
  for (const offset of [0, 1e6]) {
    const rows = rowsOf(500, 3, { offset });
    const { mean, trace } = await momentsOf(rows, { kernels });
    let expected = 0;
    for (let col = 0; col < 3; col++) {
      let sum = 0;
      for (let row = 0; row < 500; row++) sum += rows.get(row, col);
      expect(mean[col]).toBeCloseTo(sum / 500, 6);
      for (let row = 0; row < 500; row++) expected += (rows.get(row, col) - sum / 500) ** 2;
    }
    expect(trace / expected).toBeCloseTo(1, 5);
  }
});

test('sparse rows are worth what they are written out', async () => {
  const rows = sparseRows(60, 20, 4);
  const [sparse, written] = [await momentsOf(rows, { kernels }), await momentsOf(densify(rows), { kernels })];
  expect(sparse.rows).toBe(written.rows);
  for (let col = 0; col < 20; col++) expect(sparse.mean[col]).toBeCloseTo(written.mean[col] as number, 10);
  expect(sparse.trace / written.trace).toBeCloseTo(1, 5);
});

test('sums and distances about a centre', async () => {
  const { sums, distances } = await aboutCentre(rowsOf(4, 1), Float32Array.of(1), { kernels });
  const values = [...rowsOf(4, 1).data];
  expect(sums[0]).toBeCloseTo(
    values.reduce((sum, value) => sum + value, 0),
    6,
  );
  expect(distances).toBeCloseTo(
    values.reduce((sum, value) => sum + (value - 1) ** 2, 0),
    5,
  );
});
