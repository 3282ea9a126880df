import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Batch, batches, whereIs } from '../../../src/data/batches.js';
import { type Csr, densify, isCsr } from '../../../src/data/csr.js';
import type { Dataset } from '../../../src/data/dataset.js';
import { dense, rowMajor } from '../../../src/data/dense.js';
import { memoryDataset } from '../../../src/data/memory-dataset.js';
import { collect } from '../../support/collect.js';

const COLS = 3;

function counting(rows: number) {
  return dense(
    Float32Array.from({ length: rows * COLS }, (_, i) => i),
    rows,
    COLS,
  );
}

/** One or two entries a row. */
function sparse(rows: number): Csr {
  const rowStarts = Uint32Array.from({ length: rows + 1 }, (_, row) => row + (row >> 1));
  const entries = rowStarts[rows] as number;
  const columns = Uint32Array.from({ length: entries }, (_, entry) => entry % COLS);
  return {
    rows,
    cols: COLS,
    rowStarts,
    columns,
    values: Float32Array.from({ length: entries }, (_, entry) => entry + 1),
  };
}

/** A reader that reuses its arrays, as the contract allows. */
function overwriting(dataset: Dataset): Dataset {
  return {
    name: dataset.name,
    async *blocks(options) {
      for await (const block of dataset.blocks(options)) {
        const { features, labels } = block;
        const values = isCsr(features) ? features.values.slice() : rowMajor(features).slice();
        const columns = isCsr(features) ? features.columns.slice() : new Uint32Array();
        const mine = isCsr(features) ? { ...features, columns, values } : dense(values, values.length / COLS, COLS);
        const myLabels = labels?.slice();
        yield { ...block, features: mine, ...(myLabels && { labels: myLabels }) };
        values.fill(Number.NaN);
        columns.fill(0);
        myLabels?.fill(Number.NaN);
      }
    },
  };
}

interface Seen {
  readonly rows: number;
  readonly values: number[];
  readonly labels: number[];
}

function look(batch: Batch): Seen {
  const values = Array.from(rowMajor(isCsr(batch.features) ? densify(batch.features) : batch.features));
  return { rows: batch.rows, values, labels: Array.from(batch.labels ?? []) };
}

describe('batches', () => {
  test('whatever the blocks, every batch but the last is full and the rows are all there, in order', async () => {
    const sizes = fc.record({
      rows: fc.integer({ min: 0, max: 40 }),
      rowsPerBlock: fc.integer({ min: 1, max: 45 }),
      size: fc.integer({ min: 1, max: 45 }),
      isSparse: fc.boolean(),
      labelSize: fc.integer({ min: 0, max: 2 }),
    });
    await fc.assert(
      fc.asyncProperty(sizes, async ({ rows, rowsPerBlock, size, isSparse, labelSize }) => {
        const labels = Float32Array.from({ length: rows * labelSize }, (_, i) => -i);
        const features = isSparse ? sparse(rows) : counting(rows);
        const all = { rowsPerBlock, ...(labelSize > 0 && { labels, labelSize }) };
        const seen: Seen[] = [];
        let index = 0;
        for await (const batch of batches(overwriting(memoryDataset(features, all)), size)) {
          expect(batch.index).toBe(index++);
          expect(batch.labelSize).toBe(labelSize);
          seen.push(look(batch));
        }
        const expected = Array.from({ length: Math.ceil(rows / size) }, (_, i) => Math.min(size, rows - i * size));
        expect(seen.map((batch) => batch.rows)).toEqual(expected);
        expect(seen.flatMap((batch) => batch.values)).toEqual(
          Array.from(rowMajor(isSparse ? densify(sparse(rows)) : counting(rows))),
        );
        expect(seen.flatMap((batch) => batch.labels)).toEqual(Array.from(labels));
      }),
    );
  });

  test('a batch within one block is a view, not a copy', async () => {
    const features = counting(10);
    for await (const batch of batches(memoryDataset(features), 5)) {
      expect(isCsr(batch.features) ? undefined : batch.features.data.buffer).toBe(features.data.buffer);
      expect(batch.lasting).toBe(true);
    }
    const straddling = await collect(batches(memoryDataset(features, { rowsPerBlock: 3 }), 5));
    expect(straddling.map(({ lasting }) => lasting)).toEqual([undefined, undefined]);
  });

  test('a row is found again in the file it came from, across files and blocks', async () => {
    const parts = [
      memoryDataset(counting(3), { name: 'a.csv', rowsPerBlock: 2 }),
      memoryDataset(counting(4), { name: 'b.csv' }),
    ];
    const both: Dataset = {
      name: 'train',
      async *blocks(options) {
        for (const part of parts) yield* part.blocks(options);
      },
    };
    const [first, second] = await collect(batches(both, 4));
    expect([0, 1, 2, 3].map((row) => whereIs(first as Batch, row))).toEqual([
      { file: 'a.csv', record: 0 },
      { file: 'a.csv', record: 1 },
      { file: 'a.csv', record: 2 },
      { file: 'b.csv', record: 0 },
    ]);
    expect(whereIs(second as Batch, 2)).toEqual({ file: 'b.csv', record: 3 });
  });

  test('bytes are counted as the rows go by, in the middle of a block too', async () => {
    const read = (await collect(batches(memoryDataset(counting(4), { rowsPerBlock: 2 }), 3))).map((b) => b.bytesRead);
    expect(read).toEqual([3 * COLS * 4, 4 * COLS * 4]);
  });

  test.each([
    ['a wider row', 'E_FEATURE_DIM', dense(new Float32Array(4), 1, 4)],
    ['a sparse row among dense ones', 'E_LAYOUT_CHANGED', sparse(1)],
  ])('%s in the middle of a batch is refused', async (_, code, odd) => {
    const mixed: Dataset = {
      name: 'train',
      async *blocks(options) {
        yield* memoryDataset(counting(2)).blocks(options);
        yield* memoryDataset(odd, { name: 'odd' }).blocks(options);
      },
    };
    await expect(collect(batches(mixed, 10))).rejects.toMatchObject({ code, where: { file: 'odd', record: 0 } });
  });
});

describe('several batches at once', () => {
  const sizes = async (rows: number, rowsPerBlock: number, most: number) => {
    const dataset = memoryDataset(counting(rows), { rowsPerBlock });
    const found = await collect(batches(dataset, 4, { mostRows: () => most }));
    const all = found.flatMap(({ features }) => [...rowMajor(features as ReturnType<typeof counting>)]);
    expect(all).toEqual(Array.from({ length: rows * COLS }, (_, at) => at));
    return found.map((batch) => batch.rows);
  };

  test('as many as a block holds and the caller takes', async () => {
    expect(await sizes(30, 30, 12)).toEqual([12, 12, 4, 2]);
    expect(await sizes(30, 30, 15)).toEqual([12, 12, 4, 2]);
    expect(await sizes(30, 30, 1000)).toEqual([28, 2]);
    expect(await sizes(30, 30, 0)).toEqual([4, 4, 4, 4, 4, 4, 4, 2]);
  });

  test('one that straddles blocks comes alone', async () => {
    expect(await sizes(30, 10, 1000)).toEqual([8, 4, 8, 8, 2]);
    expect(await sizes(6, 1, 1000)).toEqual([4, 2]);
  });
});
