import { describe, expect, test } from 'vitest';
import type { Dataset, ReadOptions, Warning } from '../../../../src/data/dataset.js';
import { type Dense, dense, rowsOf } from '../../../../src/data/dense.js';
import { memoryDataset } from '../../../../src/data/memory-dataset.js';
import { metered, type Pass } from '../../../../src/training/channels/metered-dataset.js';
import { rewired } from '../../../../src/training/channels/rewired.js';

const warning: Warning = { code: 'W_ODD', message: 'odd' };

function metering(dataset: Dataset) {
  const passes: Pass[] = [];
  const warnings: Warning[] = [];
  let now = 0;
  const data = metered(dataset, {
    clock: () => {
      now += 10;
      return now;
    },
    onPass: (pass) => passes.push(pass),
    onWarning: (heard) => warnings.push(heard),
  });
  return { data, passes, warnings };
}

const fiveRows = () => memoryDataset(dense(new Float32Array(10), 5, 2), { name: 'five', rowsPerBlock: 2 });

async function read(dataset: Dataset, blocks = Number.POSITIVE_INFINITY, options?: ReadOptions) {
  let rows = 0;
  for await (const block of dataset.blocks(options)) {
    rows += rowsOf(block.features as Dense);
    if (--blocks === 0) break;
  }
  return rows;
}

describe('a metered data set', () => {
  test('gives the same rows and reports every pass, also one that is left early', async () => {
    const { data, passes } = metering(fiveRows());
    expect(await read(data)).toBe(5);
    expect(await read(data, 1)).toBe(2);
    expect(passes).toEqual([
      { name: 'five', number: 0, rows: 5, bytes: 40, durationMs: 10 },
      { name: 'five', number: 1, rows: 2, bytes: 16, durationMs: 10 },
    ]);
  });

  test('keeps name and size, and reads all at once where the original does', async () => {
    const { data, passes } = metering(fiveRows());
    expect([data.name, data.bytes]).toEqual(['five', 40]);
    await data.readAll?.();
    expect(passes).toMatchObject([{ number: 0, rows: 5, bytes: 40 }]);
    const { readAll: _, ...streamOnly } = fiveRows();
    expect(metering(streamOnly).data.readAll).toBeUndefined();
  });

  test('reports a pass that fails', async () => {
    const failing: Dataset = {
      name: 'failing',
      async *blocks() {
        yield* fiveRows().blocks();
        throw new Error('torn');
      },
    };
    const { data, passes } = metering(failing);
    await expect(read(data)).rejects.toThrow('torn');
    expect(passes).toMatchObject([{ rows: 5 }]);
  });

  test('hears warnings that nobody else listens to', async () => {
    const warned: Dataset = {
      name: 'warned',
      blocks(options) {
        options?.onWarning?.(warning);
        return fiveRows().blocks();
      },
    };
    const { data, warnings } = metering(warned);
    await read(data, 9, { onWarning: undefined });
    expect(warnings).toEqual([warning]);
    const heard: Warning[] = [];
    await read(data, 9, { onWarning: (given) => heard.push(given) });
    expect(heard).toEqual([warning]);
    expect(warnings).toHaveLength(1);
  });
});

test('a rewired data set keeps what it is called and how the original reads', async () => {
  class Counted implements Dataset {
    readonly name = 'counted';
    readonly bytes = 7;
    reads = 0;
    blocks() {
      return fiveRows().blocks();
    }
    async readAll() {
      this.reads++;
      return { features: dense(new Float32Array(1), 1, 1), labelSize: 0 };
    }
  }
  const original = new Counted();
  const other = rewired(original, { blocks: () => original.blocks(), readAll: (readAll, options) => readAll(options) });
  expect([other.name, other.bytes]).toEqual(['counted', 7]);
  await other.readAll?.();
  expect(original.reads).toBe(1);
});
