import { expect, test } from 'vitest';
import { countRows, shardName, shardSizes, sliceOf } from '../../../src/convert/shards.js';
import { isCsr } from '../../../src/data/csr.js';
import { dense } from '../../../src/data/dense.js';
import { sparsify } from '../../../src/data/sparsify.js';

test('shares and names are those of the SageMaker SDK', () => {
  expect(shardSizes(7, 3)).toEqual([2, 2, 3]);
  expect(shardSizes(6, 3)).toEqual([2, 2, 2]);
  expect(shardSizes(1, 1)).toEqual([1]);
  expect(() => shardSizes(2, 3)).toThrow(expect.objectContaining({ code: 'E_SHARDS' }));
  expect(shardName(0, 3, '.pbr')).toBe('matrix_0.pbr');
  expect(shardName(7, 10, '.pbr')).toBe('matrix_07.pbr');
});

test('a slice takes rows with their labels', () => {
  const rows = {
    features: dense(Float32Array.of(1, 2, 3), 3, 1),
    labels: Float32Array.of(4, 5, 6, 7, 8, 9),
    labelSize: 2,
  };
  const slice = sliceOf(rows, 1, 3);
  expect(countRows(slice)).toBe(2);
  expect([...(slice.labels ?? [])]).toEqual([6, 7, 8, 9]);
  const sparse = sliceOf({ features: sparsify(rows.features), labelSize: 0 }, 2, 3);
  expect(isCsr(sparse.features) && [...sparse.features.values]).toEqual([3]);
});
