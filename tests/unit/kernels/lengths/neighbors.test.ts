import { expect, test } from 'vitest';
import {
  checkCodesOffer,
  checkHadamard,
  checkProjection,
  checkRowsOffer,
} from '../../../../src/kernels/lengths/neighbors.js';

const panels = { values: new Float32Array(64), halfNorms: new Float32Array(32), ids: new Int32Array(32) };
const asking = { queries: new Float32Array(6), rows: 3, cols: 2, k: 2 };
const nearest = { ids: new Int32Array(6), distances: new Float64Array(6) };
const probes = { starts: Int32Array.of(0, 1, 2), lists: Int32Array.of(0, 1, -1), probed: 1 };

test('what fits passes', () => {
  checkRowsOffer({ ...asking, metric: 'L2', panels }, nearest);
  checkRowsOffer(
    { ...asking, metric: 'L2', panels: { ...panels, sketch: { values: new Int16Array(64), scale: 1 } }, probes },
    nearest,
  );
  const coded = { m: 1, centres: new Float32Array(4), codewords: new Float32Array(512), codes: new Uint8Array(2) };
  checkCodesOffer({ ...asking, ...coded, ids: new Int32Array(2), probes }, nearest);
  const shape = { rows: 0, cols: 2, width: 3 };
  checkProjection({ points: new Float32Array(0), matrix: new Float32Array(6), ...shape }, new Float32Array(0));
  checkHadamard({ rows: 2, cols: 4 }, new Float32Array(8));
});

test('what does not fit is named', () => {
  const short = { ...panels, sketch: { values: new Int16Array(5), scale: 1 } };
  expect(() => checkRowsOffer({ ...asking, metric: 'L2', panels: short }, nearest)).toThrow(
    new RangeError('panels.sketch has 5 elements, its shape says 64'),
  );
  const far = { ...probes, lists: Int32Array.of(0, 1, 2) };
  expect(() => checkRowsOffer({ ...asking, metric: 'L2', panels, probes: far }, nearest)).toThrow(
    new RangeError('lists holds 2, which is no list'),
  );
  expect(() => checkHadamard({ rows: 2, cols: 3 }, new Float32Array(6))).toThrow('cols is 3, not a power of two');
});
