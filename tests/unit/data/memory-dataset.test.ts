import { expect, test } from 'vitest';
import { dense, rowMajor } from '../../../src/data/dense.js';
import { memoryDataset } from '../../../src/data/memory-dataset.js';
import { collect } from '../../support/collect.js';

const features = dense(Float32Array.of(1, 2, 3, 4, 5, 6), 3, 2);

test('hands out blocks of the size asked for, with labels, origin and bytes', async () => {
  const dataset = memoryDataset(features, { labels: Float32Array.of(7, 8, 9), rowsPerBlock: 2, name: 'rows' });
  const blocks = await collect(dataset.blocks());
  expect(blocks.map((block) => Array.from(rowMajor(block.features as typeof features)))).toEqual([
    [1, 2, 3, 4],
    [5, 6],
  ]);
  expect(blocks.map((block) => Array.from(block.labels ?? []))).toEqual([[7, 8], [9]]);
  expect(blocks.map((block) => block.origin)).toEqual([
    { file: 'rows', firstRow: 0 },
    { file: 'rows', firstRow: 2 },
  ]);
  expect(blocks.reduce((sum, block) => sum + (block.bytes ?? 0), 0)).toBe(dataset.bytes);
});

test('can be read again, at once too, and stops on an abort', async () => {
  const dataset = memoryDataset(features);
  expect(await collect(dataset.blocks())).toEqual(await collect(dataset.blocks()));
  expect((await dataset.readAll?.())?.features).toBe(features);
  await expect(collect(dataset.blocks({ signal: AbortSignal.abort() }))).rejects.toThrow(/abort/i);
});
