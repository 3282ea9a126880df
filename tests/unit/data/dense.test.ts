import { describe, expect, it } from 'vitest';
import { dense, denseApart, rowMajor, rowsApart, sliceRows } from '../../../src/data/dense.js';

const values = Float32Array.of(1, 2, 3, 4, 5, 6);

describe('dense', () => {
  it('wraps without copying', () => {
    const matrix = dense(values, 2, 3);
    expect(matrix.get(1, 0)).toBe(4);
    expect(rowMajor(matrix).buffer).toBe(values.buffer);
  });

  it('refuses storage of another size', () => {
    expect(() => dense(values, 2, 2)).toThrow(RangeError);
  });

  it('slices rows as a view', () => {
    const slice = sliceRows(dense(values, 3, 2), 1, 3);
    expect([...rowMajor(slice)]).toEqual([3, 4, 5, 6]);
    expect(rowMajor(slice).buffer).toBe(values.buffer);
  });

  it('says how far apart rows lie, and copies those that are in pieces', () => {
    const apart = denseApart(values, 2, 2, 3, 1);
    expect([...rowMajor(apart)]).toEqual([2, 3, 5, 6]);
    const { values: storage, stride } = rowsApart(apart);
    expect([storage.byteOffset, storage.length, stride]).toEqual([4, 5, 3]);
    expect(rowsApart(sliceRows(apart, 1, 2))).toEqual({ values: Float32Array.of(5, 6), stride: 2 });
    expect(rowsApart(dense(values, 2, 3))).toEqual({ values, stride: 3 });
    const transposed = dense(values, 2, 3).transpose(1, 0);
    expect(rowsApart(transposed)).toEqual({ values: Float32Array.of(1, 4, 2, 5, 3, 6), stride: 2 });
    // The same row again and again.
    expect(rowsApart(denseApart(values, 3, 2, 0, 0)).stride).toBe(2);
  });

  it('copies what does not lie row by row', () => {
    const transposed = dense(values, 2, 3).transpose(1, 0);
    expect([...rowMajor(transposed)]).toEqual([1, 4, 2, 5, 3, 6]);
    const everyOtherColumn = dense(values, 2, 3).step(1, 2);
    expect([...rowMajor(everyOtherColumn)]).toEqual([1, 3, 4, 6]);
  });
});
