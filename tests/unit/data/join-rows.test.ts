import { describe, expect, test } from 'vitest';
import { isCsr } from '../../../src/data/csr.js';
import { type Dense, dense, rowMajor } from '../../../src/data/dense.js';
import { GrowingArray } from '../../../src/data/growing-array.js';
import { joinRows, withoutMissing } from '../../../src/data/join-rows.js';
import { memoryDataset } from '../../../src/data/memory-dataset.js';
import { readAll } from '../../../src/data/read-all.js';
import { joinRowFacts, sliceRowFacts } from '../../../src/data/row-facts.js';
import { collect } from '../../support/collect.js';

const rows = (cols: number, ...values: number[]) => dense(Float32Array.from(values), values.length / cols, cols);

describe('joinRows', () => {
  test('pads what is narrower with missing values', () => {
    const joined = joinRows([rows(1, 1, 2), rows(2, 3, 4)]) as Dense;
    expect([...rowMajor(joined)]).toEqual([1, Number.NaN, 2, Number.NaN, 3, 4]);
  });

  test('becomes sparse where padding would be most of it, keeping zeros', () => {
    const joined = joinRows([rows(1, 0, 2, 3, 4, 5), rows(100, ...Array(100).fill(1))]);
    expect(isCsr(joined) && [joined.rows, joined.cols, joined.values.length, joined.values[0]]).toEqual([
      6, 100, 105, 0,
    ]);
  });

  test('dense rows beside sparse ones become sparse', () => {
    const sparse = withoutMissing(rows(3, 1, Number.NaN, 0));
    expect(joinRows([rows(1, 7), sparse])).toMatchObject({
      rows: 2,
      cols: 3,
      rowStarts: Uint32Array.of(0, 1, 3),
      columns: Uint32Array.of(0, 0, 2),
      values: Float32Array.of(7, 1, 0),
    });
  });
});

test('weights and query ids travel with their rows', async () => {
  const facts = {
    labels: Float32Array.of(1, 2, 3),
    weights: Float32Array.of(4, 5, 6),
    queryIds: Float64Array.of(7, 7, 8),
  };
  const dataset = memoryDataset(rows(1, 1, 2, 3), { ...facts, rowsPerBlock: 2 });
  const blocks = await collect(dataset.blocks());
  expect(blocks.map(({ weights, queryIds }) => [[...(weights ?? [])], [...(queryIds ?? [])]])).toEqual([
    [
      [4, 5],
      [7, 7],
    ],
    [[6], [8]],
  ]);
  expect(await readAll({ name: 'again', blocks: dataset.blocks })).toMatchObject({ ...facts, labelSize: 1 });
  expect(await readAll(dataset)).toMatchObject(facts);
  expect(sliceRowFacts({ ...facts, labelSize: 1 }, 1, 2)).toMatchObject({
    labels: Float32Array.of(2),
    queryIds: Float64Array.of(7),
  });
});

test('rows of a part without weights weigh nothing where another part has them', () => {
  const part = { features: rows(1, 1, 2), labelSize: 0 };
  expect(joinRowFacts([part, { ...part, weights: Float32Array.of(3, 4) }])).toEqual({
    weights: Float32Array.of(0, 0, 3, 4),
  });
});

test('a growing array keeps what was appended', () => {
  const array = new GrowingArray<Uint32Array>(new Uint32Array());
  array.append(Uint32Array.of(1, 2), 100);
  array.append(Uint32Array.of(3));
  for (let count = 0; count < 300; count++) array.append(Uint32Array.of(count));
  expect([array.numbers.length, ...array.numbers.subarray(0, 4)]).toEqual([303, 1, 2, 3, 0]);
});
