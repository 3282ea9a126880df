import { describe, expect, test } from 'vitest';
import { chooseCentres, type InitMethod } from '../../../../src/algorithms/kmeans/seeding.js';
import type { Csr } from '../../../../src/data/csr.js';
import { type Dense, rowsOf } from '../../../../src/data/dense.js';
import { Random } from '../../../../src/data/random.js';
import { BLOB_CENTRES, blobs, kernels, matrix } from './helpers.js';

const METHODS: readonly InitMethod[] = ['random', 'kmeans++'];

async function choose(
  method: InitMethod,
  points: Dense | Csr,
  k: number,
  seed = 0,
  weights?: Float64Array,
): Promise<number[]> {
  const centres = await chooseCentres(method, points, k, { kernels, random: new Random(seed) }, weights);
  expect(rowsOf(centres)).toBe(k);
  return Array.from(centres.data);
}

/** The blob nearest to each pair of coordinates. */
function blobsOf(centres: number[]): Set<number> {
  return new Set(
    Array.from(
      { length: centres.length / 2 },
      (_, i) => Math.round((centres[2 * i] as number) / 10) + 2 * Math.round((centres[2 * i + 1] as number) / 10),
    ),
  );
}

describe.each(METHODS)('%s', (method) => {
  test('gives rows of the data, each once', async () => {
    const points = matrix([[1], [2], [3], [4]]);
    expect((await choose(method, points, 4)).sort()).toEqual([1, 2, 3, 4]);
  });

  test('the seed decides', async () => {
    const points = blobs(100);
    expect(await choose(method, points, 10, 1)).toEqual(await choose(method, points, 10, 1));
    expect(await choose(method, points, 10, 1)).not.toEqual(await choose(method, points, 10, 2));
  });

  test('sparse rows are chosen as dense ones are', async () => {
    const points = matrix([
      [1, 0],
      [0, 2],
      [3, 0],
      [0, 0],
    ]);
    const sparse: Csr = {
      rows: 4,
      cols: 2,
      rowStarts: Uint32Array.of(0, 1, 2, 3, 3),
      columns: Uint32Array.of(0, 1, 0),
      values: Float32Array.of(1, 2, 3),
    };
    expect(await choose(method, sparse, 3)).toEqual(await choose(method, points, 3));
  });

  test('more centres than different rows is no trouble', async () => {
    expect(await choose(method, matrix([[5], [5], [5]]), 3)).toEqual([5, 5, 5]);
  });
});

describe('kmeans++', () => {
  test.each([1, 2, 3, 4, 5])('finds every cloud, seed %i', async (seed) => {
    expect(blobsOf(await choose('kmeans++', blobs(200), BLOB_CENTRES.length, seed)).size).toBe(4);
  });

  test('a point without weight is not chosen while there are others', async () => {
    const points = matrix([[0], [1000], [1], [2]]);
    for (let seed = 0; seed < 20; seed++) {
      expect(await choose('kmeans++', points, 2, seed, Float64Array.of(1, 0, 1, 1))).not.toContain(1000);
    }
  });

  test('distances beyond float32 do not stop it', async () => {
    expect(await choose('kmeans++', matrix([[3e38], [-3e38], [0]]), 3)).toHaveLength(3);
  });
});
