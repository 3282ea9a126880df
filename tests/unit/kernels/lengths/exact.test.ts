import { expect, test } from 'vitest';
import { checkEntries, checkRoute, checkSearch } from '../../../../src/kernels/lengths/exact.js';

const entries = { starts: Uint32Array.of(0, 2, 3), values: new Float32Array(3), rows: new Uint32Array(3) };
const search = {
  entries,
  firstColumn: 0,
  walks: new Uint8Array(2),
  monotone: new Int8Array(2),
  nodeOfRow: new Int32Array(4),
  gradients: new Float32Array(8),
  nodeSums: new Float64Array(6),
  nodeGains: new Float32Array(3),
  nodeBounds: new Float32Array(6),
  allowed: new Uint8Array(6),
  penalty: { lambda: 1, alpha: 0, maxDeltaStep: 0, minChildWeight: 1 },
};
const best = {
  gains: new Float32Array(3),
  columns: new Int32Array(3),
  values: new Float32Array(3),
  defaultLeft: new Uint8Array(3),
};
const route = {
  entries,
  firstColumn: 0,
  nodeOfRow: new Int32Array(4),
  splitColumns: new Int32Array(3),
  splitValues: new Float32Array(3),
};

test('what fits passes', () => {
  checkEntries(entries);
  checkSearch(search, best);
  checkSearch({ ...search, monotone: undefined, allowed: undefined }, best);
  checkRoute(route, new Uint8Array(4));
});

test('what does not fit is named', () => {
  const starts = Uint32Array.of(0, 3, 2);
  expect(() => checkEntries({ ...entries, starts })).toThrow(new RangeError('starts falls from 3 to 2'));
  expect(() => checkEntries({ ...entries, starts: Uint32Array.of(0) })).toThrow(
    new RangeError('columns is 0, less than 1'),
  );
  expect(() => checkSearch({ ...search, gradients: new Float32Array(4) }, best)).toThrow(
    new RangeError('gradients has 4 elements, its shape says 8'),
  );
  expect(() => checkSearch({ ...search, allowed: new Uint8Array(5) }, best)).toThrow(
    new RangeError('allowed has 5 elements, its shape says 6'),
  );
  expect(() => checkSearch(search, { ...best, values: new Float32Array(1) })).toThrow(
    new RangeError('bestValues has 1 elements, its shape says 3'),
  );
  expect(() => checkRoute(route, new Uint8Array(3))).toThrow(
    new RangeError('goesLeft has 3 elements, its shape says 4'),
  );
});
