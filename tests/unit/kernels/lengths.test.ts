import { describe, expect, test } from 'vitest';
import { checkLengths, checkShape } from '../../../src/kernels/lengths.js';

describe('lengths', () => {
  test('what fits passes', () => {
    checkLengths({ points: [6, 6], labels: [0, 0] });
    checkShape({ rows: 0, cols: 1, k: 3 });
  });

  test('the message has the name and both numbers', () => {
    expect(() => checkLengths({ points: [5, 6] })).toThrow(new RangeError('points has 5 elements, its shape says 6'));
  });

  test.each([{ rows: -1 }, { cols: 0 }, { k: 1.5 }, { cols: Number.NaN }, { rows: 2 ** 60 }])(
    '%j is no shape',
    (shape) => {
      expect(() => checkShape(shape)).toThrow(RangeError);
    },
  );
});
