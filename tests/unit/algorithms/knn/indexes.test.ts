import { describe, expect, test } from 'vitest';
import type { FaissFlat, FaissIvfFlat, FaissIvfPq } from '../../../../src/algorithms/algorithm.js';
import { buildIndex, type IndexOptions } from '../../../../src/algorithms/knn/build-index.js';
import { cellsOf } from '../../../../src/algorithms/knn/cells.js';
import { encode, trainCodewords } from '../../../../src/algorithms/knn/codewords.js';
import { flatIndex } from '../../../../src/algorithms/knn/flat-index.js';
import { ivfFlatIndex } from '../../../../src/algorithms/knn/ivf-flat-index.js';
import { ivfPqIndex } from '../../../../src/algorithms/knn/ivf-pq-index.js';
import { searchLists } from '../../../../src/algorithms/knn/search.js';
import { normalized, trainCentres } from '../../../../src/algorithms/knn/train-cells.js';
import { type Dense, dense, rowMajor } from '../../../../src/data/dense.js';
import { Random } from '../../../../src/data/random.js';
import { drain } from '../../../support/collect.js';
import { context, matrix, noise, queriesOf } from './helpers.js';

const rows = noise(600, 8);
const queries = noise(40, 8, 2);

function options(more: Partial<IndexOptions> = {}): IndexOptions {
  return { type: 'faiss.IVFFlat', metric: 'L2', cells: 12, nprobe: 4, random: new Random(1), ...context, ...more };
}

async function build(more: Partial<IndexOptions> = {}, of: Dense = rows) {
  return drain(buildIndex(of, options(more)));
}

async function idsOf(more: Partial<IndexOptions>, k = 5): Promise<number[][]> {
  const { result } = await build(more);
  const { ids } = await result.search(queriesOf(queries), k, context);
  return Array.from({ length: 40 }, (_, row) => [...ids.subarray(row * k, (row + 1) * k)]);
}

const recall = (found: number[][], all: number[][]) =>
  found.flatMap((ids, row) => ids.filter((id) => all[row]?.includes(id))).length / all.flat().length;

describe.each(['L2', 'INNER_PRODUCT'] as const)('%s', (metric) => {
  test('flat looks at everything', async () => {
    const { result, steps } = await build({ type: 'faiss.Flat', metric });
    expect(steps).toEqual([{ phase: 'trained' }]);
    const { ids, distances } = await result.search(queriesOf(queries), 3, context);
    const given = rowMajor(rows);
    for (let row = 0; row < 40; row++) {
      const near = Array.from({ length: 600 }, (_, id) => {
        let sum = 0;
        for (let col = 0; col < 8; col++) {
          const [a, b] = [queries.get(row, col), given[id * 8 + col] as number];
          sum += metric === 'L2' ? (a - b) ** 2 : -a * b;
        }
        return { id, sum };
      }).sort((a, b) => a.sum - b.sum);
      expect([...ids.subarray(row * 3, row * 3 + 3)]).toEqual(near.slice(0, 3).map(({ id }) => id));
      expect(distances[row * 3]).toBeCloseTo(near[0]?.sum as number, 6);
    }
  });

  test('all cells looked at, an inverted file finds what flat finds; fewer cells find less', async () => {
    const all = await idsOf({ type: 'faiss.Flat', metric });
    expect(await idsOf({ metric, nprobe: 12 })).toEqual(all);
    const few = recall(await idsOf({ metric, nprobe: 3 }), all);
    expect(few).toBeGreaterThan(0.5);
    expect(few).toBeLessThan(1);
  });
});

test('codes of the whole row find most of what flat finds', async () => {
  const all = await idsOf({ type: 'faiss.Flat' });
  const found = await idsOf({ type: 'faiss.IVFPQ', m: 8, nprobe: 12 });
  expect(recall(found, all)).toBeGreaterThan(0.9);
});

test('the steps of an IVFPQ show cells and codewords settle', async () => {
  const { steps, result } = await build({ type: 'faiss.IVFPQ', m: 4 });
  const [cells, words] = [
    steps.filter((step) => step.phase === 'cells'),
    steps.filter((step) => step.phase === 'codewords'),
  ];
  expect(cells.map(({ iteration }) => iteration)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  expect(words.map(({ part }) => part)).toEqual([0, 1, 2, 3].flatMap((part) => Array(25).fill(part)));
  for (const steps of [cells, words.slice(0, 25)]) {
    const msd = steps.map((step) => step.msd);
    expect(msd).toEqual([...msd].sort((a, b) => b - a));
  }
  expect(steps.at(-1)).toEqual({ phase: 'trained' });
  expect(result.cells?.sizes.reduce((sum, size) => sum + size)).toBe(600);
});

test('a query whose cells hold fewer than k rows looks at more of them', async () => {
  const { result } = await build({ nprobe: 1 });
  const { ids } = await result.search(queriesOf(queries), 300, context);
  expect(ids.every((id) => id >= 0)).toBe(true);
  expect(new Set(ids.subarray(0, 300)).size).toBe(300);
});

test('too few rows are refused', async () => {
  await expect(build({ cells: 601 })).rejects.toMatchObject({ code: 'E_TOO_FEW_ROWS', hint: expect.any(String) });
  await expect(build({ type: 'faiss.IVFPQ', m: 2, cells: 2 }, noise(255, 4))).rejects.toMatchObject({
    code: 'E_TOO_FEW_ROWS',
  });
});

test('an index made of the plain data of another finds the same', async () => {
  for (const [type, restore] of [
    ['faiss.Flat', (index: unknown) => flatIndex(index as FaissFlat)],
    ['faiss.IVFFlat', (index: unknown) => ivfFlatIndex(index as FaissIvfFlat)],
    ['faiss.IVFPQ', (index: unknown) => ivfPqIndex(index as FaissIvfPq)],
  ] as const) {
    const { result } = await build({ type, m: 4 });
    const restored = restore(result.toFaiss());
    expect(await restored.search(queriesOf(queries), 5, context)).toEqual(
      await result.search(queriesOf(queries), 5, context),
    );
    expect(restored.toFaiss()).toEqual(result.toFaiss());
  }
});

test('the cells of a query are those with the nearest centres', async () => {
  const centres = Float32Array.of(0, 0, 10, 0, 0, 10);
  const starts = Int32Array.of(0, 1, 1, 3);
  const cells = cellsOf({
    ...{ kind: 'ivf-flat', metric: 'L2', cols: 2, rows: 3, nprobe: 9, centres, starts },
    ...{ ids: Int32Array.of(0, 1, 2), values: new Float32Array(6) },
  });
  expect(cells).toMatchObject({ count: 3, nprobe: 3, sizes: Int32Array.of(1, 0, 2) });
  const probed = await cells.probe(queriesOf(matrix([[1, 8]])), 2, context);
  expect([...probed.ids]).toEqual([2, 0]);
});

/** As counts and clicks are: of 2000 rows three in five hold nothing. */
function mostlyEmpty(): Dense {
  const drawn = new Random(8);
  const values = rowMajor(noise(2000, 8, 3)).slice();
  for (let row = 0; row < 2000; row++) if (drawn.uniform() < 0.6) values.fill(0, row * 8, (row + 1) * 8);
  return dense(values, 2000, 8);
}

test.each(['L2', 'INNER_PRODUCT'] as const)(
  '%s: where most rows are equal, their centres go where others are',
  async (metric) => {
    const { result } = await build({ cells: 40, metric }, mostlyEmpty());
    expect(result.cells?.sizes.filter((size) => size === 0).length).toBeLessThanOrEqual(2);
  },
);

test('codewords of rows that are mostly equal name the others', async () => {
  const away = mostlyEmpty();
  const { result } = await drain(trainCodewords(away, 2, { ...context, random: new Random(1) }));
  const codes = await encode(away, result, 2, context);
  expect(new Set(codes.filter((_, at) => at % 2 === 0)).size).toBeGreaterThan(245);
});

test('all rows equal: centres are where they were, but for a thousandth', async () => {
  const same = matrix(Array.from({ length: 9 }, () => [2, -4]));
  const { steps } = await drain(trainCentres(same, 4, { ...context, random: new Random(1) }));
  for (const { centres } of steps) {
    rowMajor(centres).forEach((value, at) => {
      expect(Math.abs(value / (at % 2 === 0 ? 2 : -4) - 1)).toBeLessThan(0.004);
    });
  }
});

test('spherical centres have length 1, and a row of zeros has none', async () => {
  const { result } = await drain(trainCentres(rows, 5, { ...context, random: new Random(1), spherical: true }));
  for (const centre of [0, 1, 2, 3, 4]) {
    const length = Math.hypot(...Array.from({ length: 8 }, (_, col) => result.get(centre, col)));
    expect(length).toBeCloseTo(1, 5);
  }
  expect([
    ...rowMajor(
      normalized(
        matrix([
          [0, 0],
          [3, 4],
        ]),
      ),
    ),
  ]).toEqual([0, 0, Math.fround(0.6), Math.fround(0.8)]);
});

test('a code names the nearest codeword of each stretch', async () => {
  const { result: words } = await drain(trainCodewords(rows, 2, { ...context, random: new Random(1) }));
  expect(words.length).toBe(2 * 256 * 4);
  const codes = await encode(rows, words, 2, context);
  for (const row of [0, 99]) {
    const distances = Array.from({ length: 256 }, (_, word) =>
      [0, 1, 2, 3].reduce(
        (sum, col) => sum + (rows.get(row, 4 + col) - (words[(256 + word) * 4 + col] as number)) ** 2,
        0,
      ),
    );
    expect(distances[codes[row * 2 + 1] as number]).toBeCloseTo(Math.min(...distances), 6);
  }
});

test('nothing is searched for no queries', async () => {
  const never = { operationsPerQuery: 1, offer: () => Promise.reject(new Error('asked')) };
  const none = { values: new Float32Array(0), rows: 0, cols: 8 };
  expect(await searchLists(never, new Int32Array(0), none, 3, context)).toEqual({
    ids: new Int32Array(0),
    distances: new Float64Array(0),
  });
});
