import { describe, expect, it } from 'vitest';
import { summarise } from '../../../src/cli/summarise.js';
import type { Dataset } from '../../../src/data/dataset.js';
import { dense } from '../../../src/data/dense.js';
import { memoryDataset } from '../../../src/data/memory-dataset.js';

const signal = new AbortController().signal;

describe('summarise', () => {
  it('counts and measures over all blocks', async () => {
    const labels = new Float32Array([3, 7, 3]);
    const data = memoryDataset(dense(new Float32Array([0, 2, 4, -6, 0, 0]), 3, 2), { labels, rowsPerBlock: 2 });
    expect(await summarise(data, { firstRows: 2, signal })).toEqual({
      records: 3,
      features: 2,
      layout: 'dense',
      values: { count: 6, min: -6, max: 4, mean: 0, zeros: 3 },
      label: {
        columns: 1,
        count: 3,
        min: 3,
        max: 7,
        mean: 13 / 3,
        distinct: [
          { value: 3, count: 2 },
          { value: 7, count: 1 },
        ],
      },
      first: [
        { label: [3], values: [0, 2] },
        { label: [7], values: [4, -6] },
      ],
      warnings: [],
    });
  });

  it('shows sparse rows as they are stored', async () => {
    const data = memoryDataset({
      rows: 2,
      cols: 9,
      rowStarts: new Uint32Array([0, 1, 3]),
      columns: new Uint32Array([8, 0, 2]),
      values: new Float32Array([1, 2, 3]),
    });
    const summary = await summarise(data, { firstRows: 5, signal });
    expect(summary).toMatchObject({ records: 2, features: 9, layout: 'sparse', values: { count: 3, min: 1, max: 3 } });
    expect(summary.label).toBeUndefined();
    expect(summary.first).toEqual([
      { columns: [8], values: [1] },
      { columns: [0, 2], values: [2, 3] },
    ]);
  });

  it('gives up counting labels that are not classes', async () => {
    const labels = Float32Array.from({ length: 100 }, (_, i) => i / 7);
    const data = memoryDataset(dense(new Float32Array(100), 100, 1), { labels });
    const { label } = await summarise(data, { firstRows: 0, signal });
    expect(label).toMatchObject({ count: 100, min: 0 });
    expect(label).not.toHaveProperty('distinct');
  });

  it('passes on what the reader let pass', async () => {
    const warning = { code: 'W_X', message: 'odd' };
    const data: Dataset = {
      name: 'odd',
      async *blocks(options) {
        options?.onWarning?.(warning);
        yield { features: dense(new Float32Array([1]), 1, 1), labelSize: 0 };
      },
    };
    expect((await summarise(data, { firstRows: 1, signal })).warnings).toEqual([warning]);
  });
});
