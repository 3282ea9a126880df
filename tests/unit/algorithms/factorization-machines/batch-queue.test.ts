import { expect, test } from 'vitest';
import { BatchQueue } from '../../../../src/algorithms/factorization-machines/batch-queue.js';
import { kernels, matrix } from './helpers.js';

test('batches wait with their labels until they are taken', () => {
  const queue = new BatchQueue();
  const batch = (index: number, labels: number[]) => ({
    index,
    rows: labels.length,
    cols: 2,
    features: matrix(labels.map((label) => [label, 1])),
    labels: Float32Array.from(labels),
    labelSize: 1,
    pieces: [],
    bytesRead: 0,
  });
  const first = batch(0, [1, 2]);
  queue.add(first, 0.5);
  // The reader uses its arrays again.
  first.labels.fill(9);
  queue.add(batch(1, [3]), 1);
  expect([queue.length, queue.rows]).toEqual([2, 3]);
  expect(queue.fillsACall(kernels, 16)).toBe(false);
  const { batches, labels, rows } = queue.take(2);
  expect(batches).toEqual([
    { batch: 0, from: 0, rows: 2, read: 0.5, pieces: [] },
    { batch: 1, from: 2, rows: 1, read: 1, pieces: [] },
  ]);
  expect(labels).toEqual(Float32Array.of(1, 2, 3));
  expect([queue.length, queue.rows]).toEqual([0, 0]);
  queue.add(batch(2, [4]), 1);
  // What was taken is still being worked on.
  expect(rows.values).toEqual(Float32Array.of(1, 1, 2, 1, 3, 1));
  expect(queue.take(2).rows.values).toEqual(Float32Array.of(4, 1));
  expect(queue.take(2).batches).toEqual([]);
});
