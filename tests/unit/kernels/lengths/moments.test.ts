import { expect, test } from 'vitest';
import { checkMoments, checkSparseProducts, checkSparseRows } from '../../../../src/kernels/lengths/moments.js';

const rows = {
  rowStarts: Uint32Array.of(0, 1, 1, 3),
  columns: Uint32Array.of(1, 0, 1),
  values: Float32Array.of(1, 2, 3),
  rows: 3,
  cols: 2,
};

test('what fits passes', () => {
  const input = { points: new Float32Array(6), rows: 3, cols: 2, chunkRows: 5, seen: 0 };
  checkMoments(input, { mean: new Float64Array(2), scatter: new Float64Array(4) });
  checkSparseProducts(rows, { sums: new Float64Array(2), products: new Float64Array(4) });
  checkSparseRows({
    ...rows,
    rows: 0,
    rowStarts: Uint32Array.of(0),
    columns: new Uint32Array(),
    values: new Float32Array(),
  });
});

test('indices out of place are named', () => {
  const unsound: [object, string][] = [
    [{ rowStarts: Uint32Array.of(1, 1, 1, 3) }, 'rowStarts do not rise from 0 to 3'],
    [{ rowStarts: Uint32Array.of(0, 2, 1, 3) }, 'rowStarts do not rise from 0 to 3'],
    [{ rowStarts: Uint32Array.of(0, 1, 1, 2) }, 'rowStarts do not rise from 0 to 3'],
    [{ columns: Uint32Array.of(0, 2, 1) }, 'columns has 2, beyond 2 columns'],
  ];
  for (const [wrong, message] of unsound) {
    expect(() => checkSparseRows({ ...rows, ...wrong })).toThrow(new RangeError(message));
  }
});
