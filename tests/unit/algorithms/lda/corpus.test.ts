import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CorpusBuilder, countsOf, transpose } from '../../../../src/algorithms/lda/corpus.js';
import { batches } from '../../../../src/data/batches.js';
import type { Csr } from '../../../../src/data/csr.js';
import { densify } from '../../../../src/data/csr.js';
import type { Dense } from '../../../../src/data/dense.js';
import { memoryDataset } from '../../../../src/data/memory-dataset.js';
import { matrix } from './helpers.js';

async function build(features: Dense | Csr, words: number, size = 2) {
  const builder = new CorpusBuilder(words);
  for await (const batch of batches(memoryDataset(features, { name: 'a.csv' }), size)) builder.add(batch, 'train');
  return builder.build();
}

const documents = matrix([
  [1, 0, 2],
  [0, 0, 0],
  [0, 3.5, 0],
]);

test('zeros are left out, fractions stay, empty documents count', async () => {
  const { counts, transposed, lengths } = await build(documents, 3);
  expect([...counts.rowStarts]).toEqual([0, 2, 2, 3]);
  expect([...counts.columns]).toEqual([0, 2, 1]);
  expect([...counts.values]).toEqual([1, 2, 3.5]);
  expect([...lengths]).toEqual([3, 0, 3.5]);
  expect(densify(transposed).data).toEqual(Float32Array.of(1, 0, 0, 0, 0, 3.5, 2, 0, 0));
});

test('sparse rows in any order, with zeros and an entry twice, are the same corpus', async () => {
  const sparse: Csr = {
    rows: 3,
    cols: 3,
    rowStarts: Uint32Array.of(0, 4, 4, 5),
    columns: Uint32Array.of(2, 1, 0, 2, 1),
    values: Float32Array.of(1.5, 0, 1, 0.5, 3.5),
  };
  expect(await build(sparse, 3)).toEqual(await build(documents, 3, 3));
});

test('a negative count is refused with its place', async () => {
  const spoilt = matrix([
    [1, 0, 0],
    [1, 1, 1],
    [0, 0, -2],
  ]);
  await expect(build(spoilt, 3)).rejects.toMatchObject({
    code: 'E_NEGATIVE_COUNT',
    where: { file: 'a.csv', record: 2, column: 3 },
    message: expect.stringContaining('-2'),
  });
});

describe('documents to be explained', () => {
  test.each([
    [Number.NaN, 'E_NOT_FINITE'],
    [Number.POSITIVE_INFINITY, 'E_NOT_FINITE'],
    [-1, 'E_NEGATIVE_COUNT'],
  ])('%d in them is refused with its place', (value, code) => {
    const values = Float32Array.of(1, 0, 2, value);
    expect(() => countsOf({ values, rows: 2, cols: 2 })).toThrow(
      expect.objectContaining({ code, where: { record: 1, column: 2 } }),
    );
  });
});

test('a matrix transposed twice is itself', () => {
  fc.assert(
    fc.property(fc.array(fc.array(fc.nat(2), { minLength: 4, maxLength: 4 }), { minLength: 1 }), (rows) => {
      const counts = countsOf({ values: Float32Array.from(rows.flat()), rows: rows.length, cols: 4 });
      expect(transpose(transpose(counts))).toEqual(counts);
    }),
  );
});
