import { describe, expect, test } from 'vitest';
import { Sketch } from '../../../../src/algorithms/pca/sketch.js';
import { type Csr, densify } from '../../../../src/data/csr.js';
import { type Dense, dense, sliceRows } from '../../../../src/data/dense.js';
import { Random } from '../../../../src/data/random.js';
import { kernels, rowsOf, sparseRows } from './helpers.js';

async function sketched(
  parts: readonly (Dense | Csr)[],
  cols: number,
  size: number,
  { subtractMean = true, seed = 1, rowsPerBlock = 1e6 } = {},
) {
  const limits = { values: rowsPerBlock * cols, entries: 1e6, projections: 1e6 };
  const sketch = new Sketch({ kernels, cols, size, subtractMean, random: new Random(seed), limits });
  for (const part of parts) await sketch.add({ features: part });
  return sketch.finish();
}

describe('a sketch', () => {
  test('as wide as the data is the data', async () => {
    const rows = rowsOf(400, 6, { offset: 1e6 });
    const { singularValues, trace, mean, rows: count, axes } = await sketched([rows], 6, 6);
    expect(count).toBe(400);
    expect(singularValues.reduce((sum, value) => sum + value * value, 0) / trace).toBeCloseTo(1, 5);
    expect(mean[0]).toBeCloseTo(1e6, -1);
    for (let axis = 0; axis < 6; axis++) {
      const length = axes.subarray(axis * 6, axis * 6 + 6).reduce((sum, value) => sum + value * value, 0);
      expect(length).toBeCloseTo(1, 5);
    }
  });

  test('does not depend on how rows are cut into batches', async () => {
    const rows = rowsOf(100, 9);
    const parts = [sliceRows(rows, 0, 1), sliceRows(rows, 1, 70), sliceRows(rows, 70, 100)];
    expect(await sketched(parts, 9, 4)).toEqual(await sketched([rows], 9, 4));
  });

  test('of several blocks keeps the mean and what varies between their means', async () => {
    const [rows, cols] = [60, 8];
    const values = new Float32Array(rows * cols);
    const random = new Random(3);
    for (let row = 0; row < rows; row++) {
      values[row * cols] = row < 30 ? 10 : -10;
      values[row * cols + 1] = random.normal();
      values[row * cols + 2] = random.normal() / 4;
    }
    const { singularValues, axes, mean } = await sketched([dense(values, rows, cols)], cols, 3, { rowsPerBlock: 12 });
    expect(mean[0]).toBeCloseTo(0, 6);
    expect(singularValues[0]).toBeCloseTo(10 * Math.sqrt(60), 2);
    expect(Math.abs(axes[0] as number)).toBeCloseTo(1, 3);
    expect(Math.abs(axes[cols + 1] as number)).toBeCloseTo(1, 2);
  });

  test('of many blocks captures what one block does', async () => {
    const rows = rowsOf(600, 40, { offset: 5 });
    const [many, one] = [await sketched([rows], 40, 20, { rowsPerBlock: 80 }), await sketched([rows], 40, 20)];
    expect(many.trace / one.trace).toBeCloseTo(1, 5);
    for (let at = 0; at < 10; at++) {
      expect((many.singularValues[at] as number) / (one.singularValues[at] as number)).toBeCloseTo(1, 2);
    }
  });

  test('of sparse rows is that of the same rows written out', async () => {
    const rows = sparseRows(200, 50, 4);
    for (const subtractMean of [true, false]) {
      const [sparse, written] = [
        await sketched([rows], 50, 20, { subtractMean }),
        await sketched([densify(rows)], 50, 20, { subtractMean }),
      ];
      expect(sparse.trace / written.trace).toBeCloseTo(1, 5);
      for (let at = 0; at < 5; at++) {
        expect((sparse.singularValues[at] as number) / (written.singularValues[at] as number)).toBeCloseTo(1, 3);
      }
    }
  });

  test('of rows that do not vary has no directions', async () => {
    const { singularValues, trace } = await sketched([dense(new Float32Array(40).fill(7), 10, 4)], 4, 3);
    expect([singularValues.length, trace]).toEqual([0, 0]);
  });

  test('starts from random signs: another seed, another rounding', async () => {
    const rows = rowsOf(50, 30);
    const [one, other] = [await sketched([rows], 30, 3, { seed: 1 }), await sketched([rows], 30, 3, { seed: 2 })];
    expect(one.axes).not.toEqual(other.axes);
    expect((one.singularValues[0] as number) / (other.singularValues[0] as number)).toBeCloseTo(1, 3);
  });
});
