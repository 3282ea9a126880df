/** The layouts of rows, by what they must have in common. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ColumnSampler } from '../../../../../src/algorithms/xgboost/column-sampler.js';
import {
  cutDense,
  cutSparse,
  gatherColumns,
  splitValueOf,
} from '../../../../../src/algorithms/xgboost/trees/column-cuts.js';
import { binDense, DenseRows } from '../../../../../src/algorithms/xgboost/trees/dense-rows.js';
import { growTree } from '../../../../../src/algorithms/xgboost/trees/grow-tree.js';
import { nodesToSplit } from '../../../../../src/algorithms/xgboost/trees/row-layout.js';
import { SparseRows, sortColumns } from '../../../../../src/algorithms/xgboost/trees/sparse-rows.js';
import { isGrownWhole, roomForWhole } from '../../../../../src/algorithms/xgboost/trees/whole-trees.js';
import type { Csr } from '../../../../../src/data/csr.js';
import { dense } from '../../../../../src/data/dense.js';
import { loadKernels } from '../../../../../src/kernels/choose.js';
import type { Kernels, RowBins } from '../../../../../src/kernels/kernels.js';
import { leafWeight } from '../../../../../src/kernels/leaf-weight.js';
import { noise } from '../../../../conformance/support/kernels.js';
import { treeParameters } from '../../../../support/boosting.js';

const kernels = await loadKernels();
const parameters = treeParameters({ max_depth: 4, max_bin: 32, min_child_weight: 0.5 });
const columnSampler = () => new ColumnSampler(1, parameters);

/** Gradients of few bits, so that sums are exact in any order. */
function problem(rows: number, cols: number, seed: number, present: number) {
  const gone = noise(rows * cols, seed + 1);
  const values = Float32Array.from(noise(rows * cols, seed), (value, at) =>
    ((gone[at] as number) + 1) / 2 < present ? Math.round(value * 20) / 20 : Number.NaN,
  );
  const gradients = Float32Array.from(noise(2 * rows, seed + 2), (value, at) =>
    at % 2 === 0 ? Math.round(value * 64) / 64 : Math.round((value + 2) * 16) / 64,
  );
  return { values, gradients };
}

function toSparse(values: Float32Array, rows: number, cols: number): Csr {
  const entries = Array.from(values.keys()).filter((at) => !Number.isNaN(values[at]));
  const rowStarts = new Uint32Array(rows + 1);
  for (const at of entries) {
    const row = Math.floor(at / cols) + 1;
    rowStarts[row] = (rowStarts[row] as number) + 1;
  }
  for (let row = 1; row <= rows; row++) rowStarts[row] = (rowStarts[row] as number) + (rowStarts[row - 1] as number);
  return {
    rows,
    cols,
    rowStarts,
    columns: Uint32Array.from(entries, (at) => at % cols),
    values: Float32Array.from(entries, (at) => values[at] as number),
  };
}

describe('dense rows and sparse columns', () => {
  test('grow the same tree, and every row ends in the leaf that the tree sends it to', async () => {
    const shape = fc.record({
      rows: fc.integer({ min: 2, max: 200 }),
      cols: fc.integer({ min: 1, max: 6 }),
      seed: fc.nat(),
      present: fc.constantFrom(0.3, 0.8, 1),
    });
    await fc.assert(
      fc.asyncProperty(shape, async ({ rows, cols, seed, present }) => {
        const { values, gradients } = problem(rows, cols, seed, present);
        const matrix = dense(values, rows, cols);
        const cuts = await cutDense(kernels, matrix, { maxBins: 32 });
        const bins = await binDense(kernels, matrix, cuts);
        const byRows = await growTree(new DenseRows(kernels, bins), gradients, parameters, columnSampler());
        const columns = await gatherColumns(kernels, toSparse(values, rows, cols));
        const sparseCuts = await cutSparse(kernels, columns, rows, { maxBins: 32 });
        expect(sparseCuts).toEqual(cuts);
        const sorted = await sortColumns(kernels, columns, cuts);
        const layout = new SparseRows(kernels, sorted, cuts, rows);
        const byColumns = await growTree(layout, gradients, parameters, columnSampler());
        expect(byColumns).toEqual(byRows);
        const { tree, leafOfRow } = byRows;
        for (let row = 0; row < rows; row++) {
          let node = 0;
          while ((tree.leftChildren[node] as number) >= 0) {
            const value = values[row * cols + (tree.splitIndices[node] as number)] as number;
            const isLeft = Number.isNaN(value)
              ? tree.defaultLeft[node] === 1
              : value < (tree.splitConditions[node] as number);
            node = (isLeft ? tree.leftChildren : tree.rightChildren)[node] as number;
          }
          expect(leafOfRow[row]).toBe(node);
        }
      }),
      { numRuns: kernels.backend === 'native' ? 60 : 15 },
    );
  });

  test('more bins than a byte holds, and a tree per call from one layout', async () => {
    const { values, gradients } = problem(900, 2, 5, 1);
    values.forEach((_, at) => {
      values[at] = at % 2 === 0 ? at : (at * 7919) % 1801;
    });
    const matrix = dense(values, 900, 2);
    const bins = await binDense(kernels, matrix, await cutDense(kernels, matrix, { maxBins: 700 }));
    expect(bins.byColumn).toBeInstanceOf(Uint16Array);
    const layout = new DenseRows(kernels, bins);
    const first = await growTree(layout, gradients, parameters, columnSampler());
    expect(await growTree(layout, gradients, parameters, columnSampler())).toEqual(first);
  });

  test('nothing to split: a root alone, with the best constant', async () => {
    const matrix = dense(Float32Array.of(1, 1, 1), 3, 1);
    const bins = await binDense(kernels, matrix, await cutDense(kernels, matrix, { maxBins: 4 }));
    const gradients = Float32Array.of(1, 1, 1, 1, 1, 1);
    const { tree, leafOfRow } = await growTree(new DenseRows(kernels, bins), gradients, parameters, columnSampler());
    expect(Array.from(tree.leftChildren)).toEqual([-1]);
    expect(tree.splitConditions[0]).toBeCloseTo(-0.75 * 0.3);
    expect(Array.from(leafOfRow)).toEqual([0, 0, 0]);
  });
});

describe.skipIf(kernels.growTree === undefined)('a tree that is grown in one call', () => {
  const stepByStep = { ...kernels, growTree: undefined } as unknown as Kernels;
  const cases = fc.record({
    rows: fc.integer({ min: 1, max: 3000 }),
    cols: fc.integer({ min: 1, max: 30 }),
    seed: fc.nat(),
    present: fc.constantFrom(0.3, 0.8, 1),
    // Rare values, so that columns share codes.
    rare: fc.boolean(),
    given: fc.record({
      max_depth: fc.integer({ min: 1, max: 8 }),
      max_bin: fc.constantFrom(4, 32, 256, 700),
      gamma: fc.constantFrom(0, 2),
      alpha: fc.constantFrom(0, 1),
      max_delta_step: fc.constantFrom(0, 0.5),
      min_child_weight: fc.constantFrom(0, 1, 20),
    }),
  });

  test('is to the last bit the tree of many calls', async () => {
    await fc.assert(
      fc.asyncProperty(cases, async ({ rows, cols, seed, present, rare, given }) => {
        const { values: drawn } = problem(rows, cols, seed, present);
        const values = rare ? drawn.map((value) => (value > 0.9 ? value : 0)) : drawn;
        const gradients = Float32Array.from(noise(2 * rows, seed + 3), (value, at) =>
          at % 2 === 0 ? value : value ** 2,
        );
        const asked = treeParameters(given);
        const matrix = dense(values, rows, cols);
        const bins = await binDense(kernels, matrix, await cutDense(kernels, matrix, { maxBins: asked.max_bin }));
        expect(isGrownWhole(bins, asked)).toBe(true);
        const sampler = () => new ColumnSampler(1, asked);
        const expected = await growTree(new DenseRows(stepByStep, bins), gradients, asked, sampler());
        const layout = new DenseRows(kernels, bins);
        expect(await growTree(layout, gradients, asked, sampler())).toEqual(expected);
        expect(await growTree(layout, gradients, asked, sampler())).toEqual(expected);
      }),
      { numRuns: 60 },
    );
  });

  test('is a small one that only depth limits', () => {
    const bins = { rows: 1000, groups: 3, width: 256 } as RowBins;
    const usual = treeParameters({});
    expect(isGrownWhole(bins, usual)).toBe(true);
    expect(isGrownWhole({ ...bins, rows: 500_000, groups: 30 }, usual)).toBe(false);
    expect(isGrownWhole({ ...bins, groups: 1000 }, usual)).toBe(false);
    const others = [
      { max_depth: 0 },
      { max_depth: 9 },
      { max_leaves: 8 },
      { grow_policy: 'lossguide' },
      { colsample_bylevel: 0.5 },
      { monotone_constraints: '(1)' },
      { interaction_constraints: '[[0,1]]' },
    ];
    for (const given of others) expect(isGrownWhole(bins, treeParameters(given))).toBe(false);
  });

  test('is refused where lengths do not fit', async () => {
    const matrix = dense(Float32Array.of(1, 2, 3), 3, 1);
    const bins = await binDense(kernels, matrix, await cutDense(kernels, matrix, { maxBins: 4 }));
    const rules = { lambda: 1, alpha: 0, minChildWeight: 1, maxDeltaStep: 0 };
    const input = { bins, gradients: new Float32Array(6), rules, maxDepth: 2, gamma: 0 };
    const rows = { order: new Uint32Array(3), scratch: new Uint32Array(3), leafOfRow: new Int32Array(3) };
    const output = { ...roomForWhole(bins, 2), ...rows };
    const grow = kernels.growTree as Required<Kernels>['growTree'];
    await expect(grow({ ...input, maxDepth: 9 }, output)).rejects.toThrow('maxDepth');
    await expect(grow({ ...input, gradients: new Float32Array(4) }, output)).rejects.toThrow('gradients');
    await expect(grow(input, { ...output, pool: new Float64Array(2) })).rejects.toThrow('pool');
    await expect(grow({ ...input, bins: { ...bins, width: 17 } }, output)).rejects.toThrow('width');
    expect(await grow(input, output)).toBe(0);
  });
});

test('a split before the first bin stands below every value', async () => {
  const cuts = await cutDense(kernels, dense(Float32Array.of(2, 3), 2, 1), { maxBins: 4 });
  expect(splitValueOf(cuts, 0, -1)).toBeLessThan(2);
  expect(splitValueOf(cuts, 0, 0)).toBe(3);
});

test('columns that a node may use become a mask', () => {
  const node = { node: 0, parent: -1, sum: [1, 2] as const, gain: 0 };
  const open = [{ ...node, columns: Int32Array.of(1) }, node];
  expect(nodesToSplit(open, 2).allowed).toEqual(Uint8Array.of(0, 1, 1, 1));
});

test('the best answer is -G / (H + lambda), within its limits', () => {
  const rules = { lambda: 1, alpha: 0, minChildWeight: 1, maxDeltaStep: 0 };
  expect(leafWeight(-6, 3, rules)).toBe(1.5);
  expect(leafWeight(-6, 3, { ...rules, alpha: 2 })).toBe(1);
  expect(leafWeight(-6, 3, { ...rules, alpha: 7 })).toBe(-0);
  expect(leafWeight(6, 3, { ...rules, maxDeltaStep: 0.5 })).toBe(-0.5);
  expect(leafWeight(-6, 0.9, rules)).toBe(0);
});
