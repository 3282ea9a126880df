import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { finishComponents } from '../../../../src/algorithms/pca/components.js';

describe('components are finished', () => {
  test('the strongest of what is known, ascending, the largest entry positive', () => {
    const axes = [1, 0, 0, 0, -0.6, -0.8, 0, -0.8, 0.6];
    const { axes: found, singularValues } = finishComponents(axes, [1, 4, 9], 2, 3);
    const expected = [0, 0.6, 0.8, 0, 0.8, -0.6];
    for (const [at, value] of expected.entries()) expect(found.data[at]).toBeCloseTo(value, 6);
    expect([...singularValues]).toEqual([2, 3]);
  });

  test('of two equally large entries the first is positive', () => {
    expect([...finishComponents([-0.5, 0.5], [1], 1, 2).axes.data]).toEqual([0.5, -0.5]);
  });

  test('a square that rounding left below zero is 0, where SageMaker stores NaN', () => {
    expect([...finishComponents([1, 0, 0, 1], [-1e-9, 4], 2, 2).singularValues]).toEqual([0, 2]);
  });

  test('missing components complete the basis, with 0', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 0, max: 12 }), fc.nat(), (cols, wanted, seed) => {
        const known = Math.min(wanted, cols, 1 + (seed % 3));
        // One direction that is no unit vector, and unit vectors at right angles to it.
        const axes = new Float64Array(known * cols);
        for (let row = 0; row < known; row++) axes[row * cols + ((seed + row) % cols)] = 1;
        const count = Math.max(known, Math.min(cols, wanted));
        if (count === 0) return;
        const { axes: found, singularValues } = finishComponents(axes, new Float64Array(known).fill(4), count, cols);
        expect([...singularValues]).toEqual([...new Array(count - known).fill(0), ...new Array(known).fill(2)]);
        for (let a = 0; a < count; a++) {
          for (let b = 0; b <= a; b++) {
            let dot = 0;
            for (let col = 0; col < cols; col++) dot += found.get(a, col) * found.get(b, col);
            expect(dot).toBeCloseTo(a === b ? 1 : 0, 5);
          }
        }
      }),
    );
    const diagonal = [1, 1, 1, 1].map((value) => value / 2);
    const { axes } = finishComponents(diagonal, [1], 4, 4);
    for (let row = 0; row < 3; row++) {
      expect(axes.get(row, 0) + axes.get(row, 1) + axes.get(row, 2) + axes.get(row, 3)).toBeCloseTo(0, 6);
    }
  });
});
