import { describe, expect, test } from 'vitest';
import { columnCount, joinRowSets, readRows, rowCount, selectRows } from '../../../../src/algorithms/xgboost/rows.js';
import { leavesOf } from '../../../../src/algorithms/xgboost/trees/leaves-of.js';
import { isCsr } from '../../../../src/data/csr.js';
import type { Matrix } from '../../../../src/data/dataset.js';
import { dense } from '../../../../src/data/dense.js';

const csr = {
  rows: 3,
  cols: 4,
  rowStarts: Uint32Array.of(0, 1, 3, 3),
  columns: Uint32Array.of(2, 0, 3),
  values: Float32Array.of(5, 6, 7),
};
const features = dense(Float32Array.of(1, 2, 3, 4, 5, 6), 3, 2);

function read(matrix: Partial<Matrix>) {
  const whole = { features, labels: Float32Array.of(1, 2, 3), labelSize: 1, ...matrix };
  return readRows('train', { name: 'part.csv', blocks: () => [] as never, readAll: async () => whole }, {});
}

describe('reading a channel', () => {
  test('weights and queries come along', async () => {
    const { info } = await read({ weights: Float32Array.of(1, 0, 2), queryIds: Float64Array.of(7, 7, 9) });
    expect(info.weights).toEqual(Float32Array.of(1, 0, 2));
    expect(info.queryStarts).toEqual(Uint32Array.of(0, 2, 3));
  });

  test.each([
    [{ labels: undefined as never }, 'E_LABEL_SIZE', { file: 'part.csv' }],
    [{ labels: Float32Array.of(1, Number.NaN, 2) }, 'E_NOT_FINITE', { record: 1 }],
    [{ weights: Float32Array.of(1, -1, 1) }, 'E_XGBOOST_WEIGHT', { record: 1 }],
    [{ queryIds: Float64Array.of(1, 2, 1) }, 'E_XGBOOST_QUERY', { record: 2 }],
    [{ features: dense(Float32Array.of(1, 2, 3, Infinity, 5, 6), 3, 2) }, 'E_NOT_FINITE', { record: 1, column: 2 }],
    [{ features: { ...csr, values: Float32Array.of(5, 6, -Infinity) } }, 'E_NOT_FINITE', { record: 1, column: 4 }],
    [{ features: dense(new Float32Array(), 0, 0) }, 'E_CHANNEL_EMPTY', { file: 'part.csv' }],
  ])('%# is refused with its place', async (matrix, code, where) => {
    await expect(read(matrix)).rejects.toMatchObject({ code, where });
  });
});

describe('picking and joining', () => {
  test('rows keep their labels and weights, dense or sparse', async () => {
    for (const matrix of [features, csr]) {
      const rows = await read({ features: matrix, weights: Float32Array.of(1, 2, 3) });
      const both = joinRowSets(rows, await read({ features: matrix }));
      expect([rowCount(both.features), columnCount(both.features)]).toEqual([6, matrix === csr ? 4 : 2]);
      const picked = selectRows(both, Uint32Array.of(4, 1));
      expect(picked.info).toEqual({ rows: 2, labels: Float32Array.of(2, 2), weights: Float32Array.of(1, 2) });
      const { features: chosen } = picked;
      if (isCsr(chosen)) expect([...chosen.values, ...chosen.rowStarts]).toEqual([6, 7, 6, 7, 0, 2, 4]);
      else expect([...chosen.data]).toEqual([3, 4, 3, 4]);
    }
  });

  test('leaves of a tree: what is missing goes the default way', () => {
    const tree = {
      leftChildren: Int32Array.of(1, -1, -1),
      rightChildren: Int32Array.of(2, -1, -1),
      splitIndices: Int32Array.of(0, 0, 0),
      splitConditions: Float32Array.of(6, 0, 0),
      defaultLeft: Uint8Array.of(0, 0, 0),
    } as never;
    expect(leavesOf(tree, dense(Float32Array.of(5, 6, Number.NaN), 3, 1))).toEqual(Int32Array.of(1, 2, 2));
    expect(leavesOf(tree, csr)).toEqual(Int32Array.of(2, 2, 2));
    expect(leavesOf(tree, dense(new Float32Array(), 1, 0))).toEqual(Int32Array.of(2));
  });
});
