/** Every backend does what src/kernels/interface/exact.ts says, and the twin is the measure, to the bit. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ColumnEntries, ExactSearch, Kernels } from '../../../src/kernels/kernels.js';
import { wasmKernels } from '../../../src/kernels/wasm.js';
import { noise, backends as shipped, twin } from '../support/kernels.js';

/** A piece of linear memory that holds a column or two. */
const smallPieces = await wasmKernels({ pieceBytes: 512 });
const backends: [string, Kernels][] = [...shipped, ['wasm in small pieces', smallPieces]];

interface Shape {
  readonly rows: number;
  readonly cols: number;
  readonly nodes: number;
  readonly seed: number;
  /** Values are rounded to so many steps, so that some are equal. */
  readonly steps: number;
  /** Share of the entries that are missing. */
  readonly gaps: number;
  readonly monotone: boolean;
  readonly interactions: boolean;
  readonly penalty: ExactSearch['penalty'];
}

const shape: fc.Arbitrary<Shape> = fc.record({
  rows: fc.integer({ min: 1, max: 120 }),
  cols: fc.integer({ min: 1, max: 40 }),
  nodes: fc.integer({ min: 1, max: 6 }),
  seed: fc.nat(),
  steps: fc.constantFrom(1, 4, 1000),
  gaps: fc.constantFrom(0, 0.3, 0.95, 1),
  monotone: fc.boolean(),
  interactions: fc.boolean(),
  penalty: fc.record({
    lambda: fc.constantFrom(0, 1, 0.1),
    alpha: fc.constantFrom(0, 0, 0.7),
    maxDeltaStep: fc.constantFrom(0, 0, 0.3),
    minChildWeight: fc.constantFrom(0, 1, 2.5),
  }),
});

function entriesOf({ rows, cols, seed, steps, gaps }: Shape): ColumnEntries {
  const values = noise(rows * cols, seed);
  const present = noise(rows * cols, seed + 1);
  const columns = Array.from({ length: cols }, (_, column) => {
    const all = Array.from({ length: rows }, (_, row) => ({ row, at: row * cols + column }));
    return all.filter(({ at }) => ((present[at] as number) + 1) / 2 >= gaps);
  });
  const starts = new Uint32Array(cols + 1);
  for (const [column, own] of columns.entries()) starts[column + 1] = (starts[column] as number) + own.length;
  return {
    starts,
    values: Float32Array.from(columns.flat(), ({ at }) => Math.round((values[at] as number) * steps) / steps),
    rows: Uint32Array.from(columns.flat(), ({ row }) => row),
  };
}

async function sorted(kernels: Kernels, given: Shape): Promise<ColumnEntries> {
  const entries = entriesOf(given);
  await kernels.sortColumns(entries);
  return entries;
}

function nodeOfRowOf({ rows, nodes, seed }: Shape): Int32Array {
  return Int32Array.from(noise(rows, seed + 2), (value) => Math.floor(((value + 1) / 2) * (nodes + 1)) - 1);
}

function searchOf(given: Shape, entries: ColumnEntries): ExactSearch {
  const { rows, cols, nodes, seed } = given;
  const nodeOfRow = nodeOfRowOf(given);
  const gradients = Float32Array.from(noise(2 * rows, seed + 3), (value, at) =>
    at % 2 === 0 ? value : Math.max(0, value + 0.7),
  );
  const nodeSums = new Float64Array(2 * nodes);
  for (const [row, node] of nodeOfRow.entries()) {
    if (node < 0) continue;
    nodeSums[2 * node]! += gradients[2 * row] as number;
    nodeSums[2 * node + 1]! += gradients[2 * row + 1] as number;
  }
  return {
    entries,
    firstColumn: 3,
    walks: Uint8Array.from(noise(cols, seed + 4), (value) => Math.floor(((value + 1) / 2) * 3)),
    monotone: given.monotone ? Int8Array.from(noise(cols, seed + 5), (value) => Math.round(value * 1.4)) : undefined,
    nodeOfRow,
    gradients,
    nodeSums,
    nodeGains: Float32Array.from(noise(nodes, seed + 6), (value) => value - 1),
    nodeBounds: Float32Array.from(noise(2 * nodes, seed + 7), (value, at) => (at % 2 === 0 ? -1 : 1) * Math.abs(value)),
    allowed: given.interactions
      ? Uint8Array.from(noise(nodes * cols, seed + 8), (value) => Number(value > 0))
      : undefined,
    penalty: given.penalty,
  };
}

function noSplits(nodes: number) {
  return {
    gains: new Float32Array(nodes),
    columns: new Int32Array(nodes),
    values: new Float32Array(nodes),
    defaultLeft: new Uint8Array(nodes),
  };
}

async function splitsBy(kernels: Kernels, given: Shape) {
  const best = noSplits(given.nodes);
  await kernels.findExactSplits(searchOf(given, await sorted(twin, given)), best);
  return best;
}

async function routed(kernels: Kernels, given: Shape): Promise<Uint8Array> {
  const goesLeft = new Uint8Array(given.rows).fill(7);
  const splitColumns = Int32Array.from(
    noise(given.nodes, given.seed),
    (value) => Math.floor(((value + 1) / 2) * (given.cols + 1)) - 1,
  );
  const splitValues = Float32Array.from(noise(given.nodes, given.seed + 9));
  const entries = await sorted(twin, given);
  await kernels.routeRows(
    { entries, firstColumn: 0, nodeOfRow: nodeOfRowOf(given), splitColumns, splitValues },
    goesLeft,
  );
  return goesLeft;
}

describe.each(backends)('%s', (_, kernels) => {
  test('sorts, finds and routes as the twin does', async () => {
    await fc.assert(
      fc.asyncProperty(shape, async (given) => {
        expect(await sorted(kernels, given)).toEqual(await sorted(twin, given));
        expect(await splitsBy(kernels, given)).toEqual(await splitsBy(twin, given));
        expect(await routed(kernels, given)).toEqual(await routed(twin, given));
      }),
      { numRuns: 60 },
    );
  });

  test('finds the same in any pieces of the columns', async () => {
    const given: Shape = {
      ...{ rows: 90, cols: 17, nodes: 3, seed: 5, steps: 10, gaps: 0.3, monotone: false, interactions: false },
      penalty: { lambda: 1, alpha: 0, maxDeltaStep: 0, minChildWeight: 1 },
    };
    const whole = await splitsBy(kernels, given);
    const pieces = noSplits(given.nodes);
    const search = searchOf(given, await sorted(twin, given));
    for (let column = 0; column < given.cols; column++) {
      const [from, to] = [search.entries.starts[column] as number, search.entries.starts[column + 1] as number];
      const { values, rows } = search.entries;
      const entries = {
        starts: Uint32Array.of(0, to - from),
        values: values.subarray(from, to),
        rows: rows.subarray(from, to),
      };
      const walks = search.walks.subarray(column, column + 1);
      await kernels.findExactSplits({ ...search, entries, firstColumn: 3 + column, walks }, pieces);
    }
    expect(pieces).toEqual(whole);
    expect(Math.max(...whole.gains)).toBeGreaterThan(0);
  });

  test('a row that is not in the data is an error and no crash', async () => {
    const entries = { starts: Uint32Array.of(0, 1), values: Float32Array.of(1), rows: Uint32Array.of(5) };
    const route = {
      entries,
      firstColumn: 0,
      nodeOfRow: Int32Array.of(0),
      splitColumns: Int32Array.of(0),
      splitValues: Float32Array.of(0),
    };
    await expect(kernels.routeRows(route, new Uint8Array(1))).rejects.toThrow();
    const search = {
      ...{
        entries,
        firstColumn: 0,
        walks: Uint8Array.of(1),
        nodeOfRow: Int32Array.of(0),
        gradients: Float32Array.of(1, 1),
      },
      ...{ nodeSums: Float64Array.of(1, 1), nodeGains: Float32Array.of(0), nodeBounds: Float32Array.of(0, 0) },
      penalty: { lambda: 1, alpha: 0, maxDeltaStep: 0, minChildWeight: 1 },
    };
    await expect(kernels.findExactSplits(search, noSplits(1))).rejects.toThrow();
  });

  test('lengths that do not fit are refused', async () => {
    const entries = { starts: Uint32Array.of(0, 2), values: new Float32Array(2), rows: new Uint32Array(1) };
    await expect(kernels.sortColumns(entries)).rejects.toThrow('rows has 1 elements, its shape says 2');
    const falling = { ...entries, starts: Uint32Array.of(0, 2, 1) };
    await expect(kernels.sortColumns(falling)).rejects.toThrow('starts falls from 2 to 1');
    const late = { ...entries, starts: Uint32Array.of(1, 2) };
    await expect(kernels.sortColumns(late)).rejects.toThrow('starts begins with 1');
  });
});
