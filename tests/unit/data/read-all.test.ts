import { describe, expect, test } from 'vitest';
import type { Csr } from '../../../src/data/csr.js';
import type { Block, Dataset } from '../../../src/data/dataset.js';
import { dense, rowMajor } from '../../../src/data/dense.js';
import { readAll } from '../../../src/data/read-all.js';

function datasetOf(blocks: Iterable<Block>): Dataset {
  return {
    name: 'test',
    async *blocks() {
      yield* blocks;
    },
  };
}

describe('readAll', () => {
  test('joins dense blocks, although the reader reuses their arrays', async () => {
    function* blocks(): Generator<Block> {
      const values = new Float32Array(4);
      const labels = new Float32Array(2);
      for (const base of [0, 10]) {
        values.set([base + 1, base + 2, base + 3, base + 4]);
        labels.set([base, base + 1]);
        yield { features: dense(values, 2, 2), labels, labelSize: 1 };
      }
    }
    const { features, labels, labelSize } = await readAll(datasetOf(blocks()));
    expect(features).toMatchObject({ shape: [4, 2] });
    expect([...rowMajor(features as never)]).toEqual([1, 2, 3, 4, 11, 12, 13, 14]);
    expect([...(labels ?? [])]).toEqual([0, 1, 10, 11]);
    expect(labelSize).toBe(1);
  });

  test('joins sparse blocks', async () => {
    const part = (rowStarts: number[], columns: number[], values: number[]): Csr => ({
      rows: rowStarts.length - 1,
      cols: 5,
      rowStarts: Uint32Array.from(rowStarts),
      columns: Uint32Array.from(columns),
      values: Float32Array.from(values),
    });
    const parts = [part([0, 1, 1], [4], [7]), part([0, 2], [0, 1], [8, 9])];
    const { features, labels } = await readAll(datasetOf(parts.map((features) => ({ features, labelSize: 0 }))));
    expect(features).toEqual(part([0, 1, 1, 3], [4, 0, 1], [7, 8, 9]));
    expect(labels).toBeUndefined();
  });

  test("prefers the reader's own way", async () => {
    const matrix = { features: dense(new Float32Array(1), 1, 1), labelSize: 0 };
    expect(await readAll({ ...datasetOf([]), readAll: async () => matrix })).toBe(matrix);
  });

  test('makes nothing of nothing', async () => {
    expect((await readAll(datasetOf([]))).features).toMatchObject({ shape: [0, 0] });
  });
});
