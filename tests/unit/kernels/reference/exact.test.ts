import { expect, test } from 'vitest';
import { findExactSplits, routeRows, sortColumns } from '../../../../src/kernels/reference/exact.js';

const entries = { starts: Uint32Array.of(0, 4), values: Float32Array.of(1, 2, 3, 4), rows: Uint32Array.of(0, 1, 2, 3) };

/** Rows 0 and 1 pull one way, rows 2 and 3 the other. */
function splitOf(changed: Partial<Parameters<typeof findExactSplits>[0]> = {}) {
  const best = {
    gains: new Float32Array(1),
    columns: new Int32Array(1),
    values: new Float32Array(1),
    defaultLeft: new Uint8Array(1),
  };
  findExactSplits(
    {
      ...{
        entries,
        firstColumn: 6,
        walks: Uint8Array.of(1),
        nodeOfRow: new Int32Array(4),
        gradients: Float32Array.of(1, 1, 1, 1, -1, 1, -1, 1),
      },
      ...{ nodeSums: Float64Array.of(0, 4), nodeGains: new Float32Array(1), nodeBounds: Float32Array.of(-9, 9) },
      penalty: { lambda: 1, alpha: 0, maxDeltaStep: 0, minChildWeight: 1 },
      ...changed,
    },
    best,
  );
  return [best.gains[0], best.columns[0], best.values[0], best.defaultLeft[0]];
}

test('entries are sorted by value and then by row, and there is one zero', () => {
  const unsorted = { starts: Uint32Array.of(0, 3), values: Float32Array.of(0, -0, -1), rows: Uint32Array.of(5, 2, 9) };
  sortColumns(unsorted);
  expect(unsorted).toEqual({ ...unsorted, values: Float32Array.of(-1, 0, 0), rows: Uint32Array.of(9, 2, 5) });
});

test('the split in the middle gains 2 x 4 / 3', () => {
  expect(splitOf()).toEqual([Math.fround(8 / 3), 6, 2.5, 1]);
});

test('walked both ways, the first of two equal gains stays', () => {
  expect(splitOf({ walks: Uint8Array.of(2) })).toEqual([Math.fround(8 / 3), 6, 2.5, 0]);
});

test('between two neighbours among the floats the upper one is the threshold', () => {
  const one = 1 + 2 ** -23;
  const close = { ...entries, values: Float32Array.of(1, 1, one, one) };
  expect(splitOf({ entries: close })[2]).toBe(Math.fround(one));
});

test('rows without a value go the other way than all that have one, where that gains', () => {
  const some = { starts: Uint32Array.of(0, 2), values: Float32Array.of(5, 5), rows: Uint32Array.of(0, 1) };
  expect(splitOf({ entries: some })).toEqual([Math.fround(8 / 3), 6, Math.fround(5 - Math.fround(5 + 1e-6)), 1]);
});

test('rows go to the sides of their splits', () => {
  const goesLeft = new Uint8Array(4).fill(7);
  const nodes = { splitColumns: Int32Array.of(6, -1), splitValues: Float32Array.of(2, 0) };
  routeRows({ entries, firstColumn: 6, nodeOfRow: Int32Array.of(0, 0, 1, -1), ...nodes }, goesLeft);
  expect([...goesLeft]).toEqual([1, 0, 7, 7]);
});
