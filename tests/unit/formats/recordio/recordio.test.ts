import { describe, expect, test } from 'vitest';
import type { Csr } from '../../../../src/data/csr.js';
import type { Warning } from '../../../../src/data/dataset.js';
import { type Dense, rowMajor } from '../../../../src/data/dense.js';
import { readAll } from '../../../../src/data/read-all.js';
import { type ByteSource, memorySource } from '../../../../src/formats/byte-source.js';
import { recordDataset } from '../../../../src/formats/recordio/recordio.js';
import { roomFor } from '../../../../src/formats/recordio/scan.js';
import { referenceKernels } from '../../../../src/kernels/reference/index.js';
import { collect } from '../../../support/collect.js';
import { concat, denseRecord, framesOf, sparseRecord } from '../../../support/records.js';

const kernels = referenceKernels();
const rows = (from: number, to: number) =>
  framesOf(...Array.from({ length: to - from }, (_, i) => denseRecord([from + i, -1], [from + i])));
const sparseRows = (from: number, to: number) =>
  framesOf(
    ...Array.from({ length: to - from }, (_, i) => sparseRecord(i % 3 ? [from + i] : [], i % 3 ? [1] : [], [9])),
  );

function pipe(source: ByteSource): ByteSource {
  const { name, open } = source;
  return { name, open };
}

describe('a data set of several files', () => {
  const sources = [memorySource('a', rows(0, 7)), memorySource('b', new Uint8Array()), memorySource('c', rows(7, 9))];

  test('is one matrix', async () => {
    const dataset = recordDataset(sources, { kernels, name: 'train' });
    const { features, labels, labelSize } = await readAll(dataset);
    expect((features as Dense).shape).toEqual([9, 2]);
    expect([...rowMajor(features as Dense)]).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8].flatMap((row) => [row, -1]));
    expect([...(labels ?? [])]).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
    expect(labelSize).toBe(1);
    expect(dataset.bytes).toBe(rows(0, 9).length);
  });

  test('comes in blocks that say where they are from and how many bytes they took', async () => {
    const dataset = recordDataset(sources, { kernels, name: 'train', windowBytes: 200 });
    const origins: unknown[] = [];
    let bytes = 0;
    for await (const block of dataset.blocks()) {
      const first = rowMajor(block.features as Dense)[0] as number;
      origins.push([block.origin?.file, block.origin?.firstRow]);
      expect(first).toBe(block.origin?.file === 'c' ? 7 + block.origin.firstRow : block.origin?.firstRow);
      bytes += block.bytes ?? 0;
    }
    expect(origins[0]).toEqual(['a', 0]);
    expect(origins.at(-1)).toEqual(['c', 0]);
    expect(origins.length).toBeGreaterThan(2);
    expect(bytes).toBe(dataset.bytes);
  });

  test.each([4, 9, 25, 1000])(
    'comes in blocks that end with whole batches where it can: %i rows',
    async (batchRows) => {
      const windowBytes = Math.floor(10.5 * rows(0, 1).length);
      const long = [memorySource('a', rows(0, 93)), memorySource('b', rows(93, 150))];
      const ends: number[] = [];
      const labels: number[] = [];
      for await (const block of recordDataset(long, { kernels, name: 'train', windowBytes }).blocks({ batchRows })) {
        labels.push(...(block.labels ?? []));
        ends.push(labels.length);
      }
      expect(labels).toEqual(Array.from({ length: 150 }, (_, row) => row));
      // All but those that a first window, or a file, ends.
      const odd = ends.slice(1).filter((end) => end % batchRows > 0 && end !== 93 && end !== 150);
      if (batchRows < 10) expect(odd).toEqual([]);
      // Longer batches are put together from several windows.
      else expect(Math.max(...ends.map((end, at) => end - (ends[at - 1] ?? 0)))).toBeLessThanOrEqual(batchRows + 10);
    },
  );

  test('can be read again', async () => {
    const dataset = recordDataset(sources, { kernels, name: 'train' });
    const count = async () => (await collect(dataset.blocks())).length;
    expect(await count()).toBe(await count());
  });

  test('agrees with its first record', async () => {
    const other = memorySource('d', framesOf(denseRecord([1, 2, 3], [1])));
    const dataset = recordDataset([...sources, other], { kernels, name: 'train' });
    await expect(readAll(dataset)).rejects.toMatchObject({
      code: 'E_RECORD_SHAPE_CHANGED',
      where: { file: 'd', record: 0, byteOffset: 0 },
    });
  });

  test('does not join parts across a file boundary', async () => {
    const begin = Uint8Array.of(0x0a, 0x23, 0xd7, 0xce, 0, 0, 0, 0x20);
    const end = Uint8Array.of(0x0a, 0x23, 0xd7, 0xce, 0, 0, 0, 0x60);
    const dataset = recordDataset([memorySource('a', concat(rows(0, 1), begin)), memorySource('b', end)], {
      kernels,
      name: 'train',
    });
    await expect(readAll(dataset)).rejects.toMatchObject({ code: 'E_RECORD_SPLIT_CORRUPT', where: { file: 'a' } });
  });
});

describe('rows that may lie apart', () => {
  const unlabelled = (from: number, to: number, uid?: string) =>
    framesOf(...Array.from({ length: to - from }, (_, i) => ({ ...denseRecord([from + i, -1]), ...(uid && { uid }) })));
  // Rows of another kind of frame among them.
  const sources = [
    memorySource('a', concat(unlabelled(0, 43), unlabelled(43, 50, 'x'), unlabelled(50, 90))),
    memorySource('b', unlabelled(90, 131)),
  ];
  const size = unlabelled(0, 1).length;

  test.each([
    [2.5 * size, 1],
    [10.5 * size, 4],
    [16 * size, 4],
    [100 * size, 7],
    [9 * size, 30],
  ])('are those that are copied, until the next block is asked for: windows of %i bytes', async (bytes, batchRows) => {
    const dataset = recordDataset(sources, { kernels, name: 'train', windowBytes: Math.floor(bytes) });
    let row = 0;
    for await (const { features, origin } of dataset.blocks({ batchRows, apart: true })) {
      // Time for the reader to go wrong in.
      await new Promise((resolve) => setTimeout(resolve, 1));
      expect(origin?.firstRow).toBe(origin?.file === 'a' ? row : row - 90);
      const values = rowMajor(features as Dense);
      expect([...values]).toEqual(Array.from({ length: values.length / 2 }, (_, i) => [row + i, -1]).flat());
      row += values.length / 2;
    }
    expect(row).toBe(131);
  });

  test('stay where they were read, as many as make up batches', async () => {
    const dataset = recordDataset([sources[1] as ByteSource], { kernels, name: 'train', windowBytes: 16 * size });
    const strides: unknown[] = [];
    for await (const { features } of dataset.blocks({ batchRows: 5, apart: true })) {
      const { shape, stride } = features as Dense;
      strides.push([shape[0], stride[0]]);
    }
    expect(strides).toEqual([
      [15, size / 4],
      [15, size / 4],
      [10, size / 4],
      [1, 2],
    ]);
  });

  test('a bad record behind them is told in its turn', async () => {
    const bytes = concat(unlabelled(0, 30), framesOf(denseRecord([1])), unlabelled(30, 60));
    const dataset = recordDataset([memorySource('a', bytes)], { kernels, name: 'train', windowBytes: 12 * size });
    let rows = 0;
    const read = async () => {
      for await (const { features } of dataset.blocks({ batchRows: 4, apart: true })) {
        rows += (features as Dense).shape[0] as number;
      }
    };
    await expect(read()).rejects.toMatchObject({ code: 'E_RECORD_SHAPE_CHANGED', where: { file: 'a', record: 30 } });
    expect(rows).toBe(30);
  });
});

describe('sparse rows', () => {
  test('make one matrix, however the windows fall', async () => {
    const sources = [memorySource('a', sparseRows(0, 20)), memorySource('b', sparseRows(20, 31))];
    const whole = (await readAll(recordDataset(sources, { kernels, name: 'x' }))).features as Csr;
    expect(whole.rows).toBe(31);
    expect(whole.rowStarts.length).toBe(32);
    expect(whole.rowStarts.at(-1)).toBe(whole.values.length);
    expect([...whole.values]).toEqual([...whole.values].sort((a, b) => a - b));
    for (const windowBytes of [10, 64, 500]) {
      const read = await readAll(recordDataset(sources, { kernels, name: 'x', windowBytes }));
      expect(read.features).toEqual(whole);
    }
  });
});

describe('rows before a bad record', () => {
  const bytes = concat(rows(0, 5), framesOf(denseRecord([1], [1])));

  test('are delivered', async () => {
    const dataset = recordDataset([memorySource('a', bytes)], { kernels, name: 'train' });
    const seen: number[] = [];
    const read = async () => {
      for await (const block of dataset.blocks()) seen.push(...(block.labels ?? []));
    };
    await expect(read()).rejects.toMatchObject({ code: 'E_RECORD_SHAPE_CHANGED', where: { record: 5 } });
    expect(seen).toEqual([0, 1, 2, 3, 4]);
  });
});

test('a pipe, whose size nobody knows, is read block by block', async () => {
  const dataset = recordDataset([pipe(memorySource('pipe', rows(0, 50), 33))], {
    kernels,
    name: 'x',
    windowBytes: 100,
  });
  expect(dataset.readAll).toBeUndefined();
  expect(dataset.bytes).toBeUndefined();
  expect([...((await readAll(dataset)).labels ?? [])]).toEqual(Array.from({ length: 50 }, (_, row) => row));
});

test('a missing last padding is a warning', async () => {
  const odd = framesOf({ ...denseRecord([1, 2], [3]), uid: 'x' });
  const warnings: Warning[] = [];
  const source = memorySource('a', concat(rows(0, 2), odd.subarray(0, odd.length - 1)));
  const options = { onWarning: (warning: Warning) => warnings.push(warning) };
  expect((await readAll(recordDataset([source], { kernels, name: 'train' }), options)).labels).toHaveLength(3);
  expect(warnings).toMatchObject([{ code: 'W_RECORD_PADDING', where: { file: 'a' } }]);
});

test('no rows at all are refused', async () => {
  const dataset = recordDataset([memorySource('a', new Uint8Array())], { kernels, name: 'train' });
  await expect(collect(dataset.blocks())).rejects.toMatchObject({ code: 'E_RECORD_EMPTY', where: { file: 'train' } });
  await expect(readAll(dataset)).rejects.toMatchObject({ code: 'E_RECORD_EMPTY' });
});

test('a file that grows while it is read is noticed', async () => {
  const source = { ...memorySource('a', rows(0, 40)), size: 60 };
  await expect(readAll(recordDataset([source], { kernels, name: 'train' }))).rejects.toMatchObject({
    code: 'E_FILE_CHANGED',
  });
});

test('an abort ends the pass', async () => {
  const controller = new AbortController();
  const dataset = recordDataset([memorySource('a', rows(0, 50))], { kernels, name: 'x', windowBytes: 100 });
  const read = async () => {
    for await (const _ of dataset.blocks({ signal: controller.signal })) controller.abort();
  };
  await expect(read()).rejects.toMatchObject({ name: 'AbortError' });
});

describe('room', () => {
  const schema = { layout: 'dense', cols: 3, featureType: 'float32', labelSize: 1, labelType: 'float32' } as const;

  test('is made for what the bytes can hold, whatever width they claim', () => {
    const size = roomFor(1000, { ...schema, layout: 'sparse', cols: 2 ** 32 - 1, labelSize: 0 });
    expect(size.values).toBeLessThanOrEqual(1000);
    expect(size.rowStarts).toBeLessThanOrEqual(1000 / 8);
  });

  test('suffices for the smallest rows', () => {
    const bytes = framesOf(denseRecord([], [])).length;
    expect(roomFor(bytes, { ...schema, cols: 0, labelSize: 1 }).labels).toBeGreaterThanOrEqual(1);
    const real = rows(0, 100);
    expect(roomFor(real.length, { ...schema, cols: 2 }).labels).toBeGreaterThan(100);
  });
});
