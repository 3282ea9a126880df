import { describe, expect, test } from 'vitest';
import type { Block } from '../../../../src/data/dataset.js';
import { type Dense, rowMajor } from '../../../../src/data/dense.js';
import { type ByteSource, memorySource } from '../../../../src/formats/byte-source.js';
import { csvDataset } from '../../../../src/formats/csv/csv.js';
import { twin } from '../support/csv.js';

const source = (name: string, text: string) => memorySource(name, new TextEncoder().encode(text));

function dataset(sources: readonly ByteSource[], labelSize = 0, windowBytes = 1 << 16) {
  return csvDataset(sources, { kernels: twin, name: 'channel', labelSize, windowBytes });
}

async function copies(blocks: AsyncIterable<Block>) {
  const seen = [];
  for await (const { features, labels, labelSize, origin, bytes } of blocks) {
    const values = [...rowMajor(features as Dense)];
    seen.push({ values, labels: labels && [...labels], labelSize, origin, bytes });
  }
  return seen;
}

describe('csvDataset', () => {
  test('says how many bytes there are, where that is known', () => {
    const { size, ...pipe } = source('a', '1\n');
    expect(dataset([source('a', '1\n'), source('b', '2')])).toMatchObject({ name: 'channel', bytes: 3 });
    expect(size).toBe(2);
    expect(dataset([pipe])).not.toHaveProperty('bytes');
  });

  test('goes through the files in order and says where rows come from', async () => {
    const files = [source('a.csv', '\ufeff1,2\n3,4\n'), source('empty.csv', ''), source('b.csv', '\ufeff\n5,6\n')];
    expect(await copies(dataset(files, 1).blocks())).toEqual([
      { values: [2, 4], labels: [1, 3], labelSize: 1, origin: { file: 'a.csv', firstRow: 0 }, bytes: 8 },
      { values: [6], labels: [5], labelSize: 1, origin: { file: 'b.csv', firstRow: 0 }, bytes: 4 },
    ]);
  });

  test('leaves a block alone until the one after next is asked for', async () => {
    const rows = Array.from({ length: 50 }, (_, row) => `${row},${row + 0.5}`);
    const held: { block: Block; values: number[] }[] = [];
    for await (const block of dataset([source('a', rows.join('\n'))], 1, 40).blocks()) {
      held.push({ block, values: [...rowMajor(block.features as Dense)] });
      await new Promise((resolve) => setImmediate(resolve));
      const { block: current, values } = held[held.length - 1] as (typeof held)[number];
      expect([...rowMajor(current.features as Dense)]).toEqual(values);
    }
    expect(held.length).toBeGreaterThan(5);
    expect(held.flatMap(({ values }) => values)).toEqual(rows.map((row) => Number(row.split(',')[1])));
  });

  test('can be read as often as there are epochs', async () => {
    const data = dataset([source('a', '1,2\n3,4\n')]);
    expect(await copies(data.blocks())).toEqual(await copies(data.blocks()));
  });

  test('reads everything into one matrix', async () => {
    const rows = Array.from({ length: 600 }, (_, row) => `${row % 2},${row},${row / 4}`);
    const files = [source('a', rows.slice(0, 10).join('\n')), source('b', rows.slice(10).join('\r\n'))];
    for (const windowBytes of [7, 100, 1 << 16]) {
      const matrix = await dataset(files, 1, windowBytes).readAll?.();
      expect(matrix?.features).toMatchObject({ shape: [600, 2] });
      expect([...(matrix?.labels ?? [])]).toEqual(rows.map((_, row) => row % 2));
      expect([...rowMajor(matrix?.features as Dense)]).toEqual(rows.flatMap((_, row) => [row, row / 4]));
    }
  });

  test('delivers the rows in front of a bad one first', async () => {
    const seen: number[] = [];
    const reading = (async () => {
      for await (const block of dataset([source('a', '1\n2\nx\n4\n')]).blocks()) {
        seen.push(...rowMajor(block.features as Dense));
      }
    })();
    await expect(reading).rejects.toMatchObject({ code: 'E_CSV_NOT_A_NUMBER', where: { line: 3 } });
    expect(seen).toEqual([1, 2]);
  });

  test('stops at an abort and closes the file', async () => {
    let open = 0;
    const data = source('a', '1,2\n'.repeat(1000));
    const watched: ByteSource = {
      ...data,
      async open() {
        const reader = await data.open();
        open++;
        return {
          ...reader,
          async close() {
            open--;
          },
        };
      },
    };
    const abort = new AbortController();
    const reading = (async () => {
      for await (const _ of dataset([watched], 0, 64).blocks({ signal: abort.signal })) abort.abort();
    })();
    await expect(reading).rejects.toMatchObject({ name: 'AbortError' });
    for await (const _ of dataset([watched], 0, 64).blocks()) break;
    expect(open).toBe(0);
  });

  test.each(['', '\n\r\n', '\ufeff'])('refuses data without rows: %j', async (text) => {
    const empty = dataset([source('a', text), source('b', '')]);
    await expect(copies(empty.blocks())).rejects.toMatchObject({ code: 'E_CSV_EMPTY' });
    await expect(empty.readAll?.()).rejects.toMatchObject({ code: 'E_CSV_EMPTY' });
  });
});
