import { describe, expect, test } from 'vitest';
import { diagonalise } from '../../../src/algorithms/tridiagonal.js';
import { Random } from '../../../src/data/random.js';
import { AlgorithmError } from '../../../src/errors.js';

function run(diagonal: readonly number[], off: readonly number[]) {
  const steps = diagonalise(Float64Array.from(diagonal), Float64Array.of(...off, 0));
  for (;;) {
    const next = steps.next();
    if (next.done) return next.value;
  }
}

describe('eigenvalues of tridiagonal matrices', () => {
  test('of the second difference, 2 - 2 cos(j pi / (n + 1))', () => {
    const n = 40;
    const { values, rotations, sweeps } = run(new Array(n).fill(2), new Array(n - 1).fill(-1));
    [...values]
      .sort((a, b) => a - b)
      .forEach((value, at) => {
        expect(value).toBeCloseTo(2 - 2 * Math.cos(((at + 1) * Math.PI) / (n + 1)), 12);
      });
    let pairs = 0;
    for (let at = 0; at < sweeps.length; at += 2) pairs += (sweeps[at] as number) - (sweeps[at + 1] as number);
    expect(rotations).toHaveLength(2 * pairs);
    for (let at = 0; at < rotations.length; at += 2) {
      expect((rotations[at] as number) ** 2 + (rotations[at + 1] as number) ** 2).toBeCloseTo(1, 12);
    }
  });

  test('of zeros, of one number, and of a matrix in two parts', () => {
    expect([...run([0, 0, 0], [0, 0]).values]).toEqual([0, 0, 0]);
    expect([...run([7], []).values]).toEqual([7]);
    const { values } = run([1, 1, 5, 5], [1, 0, 2]);
    const expected = [0, 2, 3, 7];
    [...values]
      .sort((a, b) => a - b)
      .forEach((value, at) => {
        expect(value).toBeCloseTo(expected[at] as number, 12);
      });
  });

  test('rows that are nothing but rounding, where the matrix lacks rank, take no sweeps', () => {
    const random = new Random(1);
    const size = (row: number) => (row < 6 ? 1 : 1e-17);
    const diagonal = Array.from({ length: 60 }, (_, row) => random.normal() * size(row));
    const off = Array.from({ length: 59 }, (_, row) => random.normal() * size(row + 1));
    const { values, sweeps } = run(diagonal, off);
    const few = run(diagonal.slice(0, 6), off.slice(0, 5));
    expect(sweeps).toEqual(few.sweeps);
    expect(values.slice(0, 6)).toEqual(few.values);
  });

  test('NaN ends in a typed error', () => {
    for (const at of [0, 1, 2]) {
      const diagonal = [1, 2, 3];
      diagonal[at] = Number.NaN;
      expect(() => run(diagonal, [1, 1])).toThrow(AlgorithmError);
      expect(() => run(diagonal, [0, 0])).toThrow(AlgorithmError);
    }
  });
});
