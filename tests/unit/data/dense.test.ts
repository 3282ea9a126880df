import { describe, expect, it } from 'vitest';
import { dense, rowMajor, sliceRows } from '../../../src/data/dense.js';

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

  it('copies what does not lie row by row', () => {
    const transposed = dense(values, 2, 3).transpose(1, 0);
    expect([...rowMajor(transposed)]).toEqual([1, 4, 2, 5, 3, 6]);
    const everyOtherColumn = dense(values, 2, 3).step(1, 2);
    expect([...rowMajor(everyOtherColumn)]).toEqual([1, 3, 4, 6]);
  });
});
