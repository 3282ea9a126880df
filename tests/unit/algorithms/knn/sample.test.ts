import { expect, test } from 'vitest';
import { Preparation } from '../../../../src/algorithms/knn/preparation.js';
import { Sample } from '../../../../src/algorithms/knn/sample.js';
import { batches } from '../../../../src/data/batches.js';
import { rowMajor } from '../../../../src/data/dense.js';
import { memoryDataset } from '../../../../src/data/memory-dataset.js';
import { Random } from '../../../../src/data/random.js';
import { sparseOf } from '../../../conformance/support/training.js';
import { context, noise } from './helpers.js';

const rows = noise(50, 4);
const labels = Float32Array.from({ length: 50 }, (_, row) => row);

async function sampleOf(
  size: number,
  preparation: Preparation,
  features = rows as Parameters<typeof memoryDataset>[0],
) {
  const sample = new Sample(size, preparation, new Random(1));
  for await (const batch of batches(memoryDataset(features, { labels }), 16)) await sample.add(batch, context);
  return sample;
}

const asTheyAre = new Preparation({ featureDim: 4, cols: 4, normalize: false });

test('everything, where there is room', async () => {
  const sample = await sampleOf(80, asTheyAre);
  expect(sample.rows).toBe(50);
  expect(rowMajor(sample.features)).toEqual(rowMajor(rows));
  expect(sample.labels).toEqual(labels);
});

test.each([rows, sparseOf(rows)])('some, each with its own label', async (features) => {
  const sample = await sampleOf(10, asTheyAre, features);
  expect(sample.rows).toBe(10);
  sample.labels.forEach((label, slot) => {
    for (let col = 0; col < 4; col++) expect(sample.features.get(slot, col)).toBe(rows.get(label, col));
  });
  expect(new Set(sample.labels).size).toBe(10);
});

test('rows are prepared as they are taken: shortened, filled up, normalized', async () => {
  const wide = await sampleOf(80, new Preparation({ featureDim: 4, cols: 6, normalize: true }));
  expect(wide.features.shape).toEqual([50, 6]);
  const first = Array.from({ length: 6 }, (_, col) => wide.features.get(0, col));
  expect(Math.hypot(...first)).toBeCloseTo(1, 5);
  expect(first.slice(4)).toEqual([0, 0]);
  const reduction = { type: 'sign', seed: 5, inputDim: 4, targetDim: 2 } as const;
  const short = await sampleOf(80, new Preparation({ featureDim: 4, reduction, cols: 2, normalize: false }));
  expect(short.features.shape).toEqual([50, 2]);
});

test('a width that the input names does not decide what is allocated', async () => {
  const cols = 2 ** 31;
  const sample = new Sample(10, new Preparation({ featureDim: cols, cols, normalize: false }), new Random(1));
  const entry = { columns: Uint32Array.of(5), values: Float32Array.of(1) };
  const features = { rows: 1, cols, rowStarts: Uint32Array.of(0, 1), ...entry };
  const batch = { index: 0, rows: 1, cols, features, labelSize: 1, pieces: [], bytesRead: 0 };
  await expect(sample.add(batch, context)).rejects.toMatchObject({ code: 'E_TOO_WIDE', hint: expect.any(String) });
});
