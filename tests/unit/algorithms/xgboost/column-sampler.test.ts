import { expect, it } from 'vitest';
import { ColumnSampler } from '../../../../src/algorithms/xgboost/column-sampler.js';

const all = { colsample_bytree: 1, colsample_bylevel: 1, colsample_bynode: 1 };

function sampler(shares: Partial<typeof all>, columns = 20): ColumnSampler {
  const made = new ColumnSampler(7, { ...all, ...shares });
  made.startTree(columns);
  return made;
}

it('every column without sampling', () => {
  expect([...sampler({}, 4).columnsOf(3)]).toEqual([0, 1, 2, 3]);
});

it('a share of the columns, ascending, the same for the whole tree', () => {
  const tree = sampler({ colsample_bytree: 0.5 });
  const columns = [...tree.columnsOf(0)];
  expect(columns).toHaveLength(10);
  expect(columns).toEqual([...new Set(columns)].sort((a, b) => a - b));
  expect([...tree.columnsOf(5)]).toEqual(columns);
});

it('a level keeps its set, and the set of another level differs', () => {
  const tree = sampler({ colsample_bylevel: 0.5 });
  const first = [...tree.columnsOf(0)];
  expect([...tree.columnsOf(0)]).toEqual(first);
  expect([...tree.columnsOf(1)]).not.toEqual(first);
});

it('a node draws from the set of its level, which draws from the set of the tree', () => {
  const shares = { colsample_bytree: 0.8, colsample_bylevel: 0.5, colsample_bynode: 0.5 };
  const tree = sampler(shares);
  const ofTree = [...sampler({ colsample_bytree: 0.8 }).columnsOf(0)];
  const nodes = [tree.columnsOf(0), tree.columnsOf(0), tree.columnsOf(0)].map((node) => [...node]);
  for (const node of nodes) {
    expect(node).toHaveLength(4);
    expect(ofTree).toEqual(expect.arrayContaining(node));
  }
  expect(new Set(nodes.flat()).size).toBeLessThanOrEqual(8);
  expect(new Set(nodes.map(String)).size).toBeGreaterThan(1);
});

it('one column stays, however small the share', () => {
  expect(sampler({ colsample_bytree: 0.01 }).columnsOf(0)).toHaveLength(1);
});
