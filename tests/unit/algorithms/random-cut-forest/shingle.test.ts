import { describe, expect, test } from 'vitest';
import { shingle, stepScores } from '../../../../src/algorithms/random-cut-forest/shingle.js';
import { matrix } from './helpers.js';

describe('windows of a series', () => {
  test('overlap, in order, the newest step last', () => {
    const windows = shingle([1, 2, 3, 4], 3);
    expect(windows.shape).toEqual([2, 3]);
    expect(Array.from(windows.data)).toEqual([1, 2, 3, 2, 3, 4]);
  });

  test('of several variables: step by step', () => {
    const windows = shingle(
      matrix([
        [1, 10],
        [2, 20],
        [3, 30],
      ]),
      2,
    );
    expect(Array.from(windows.data)).toEqual([1, 10, 2, 20, 2, 20, 3, 30]);
  });

  test.each([0, 5, 1.5, Number.NaN])('of size %d there are none', (size) => {
    expect(() => shingle([1, 2, 3, 4], size)).toThrow(
      expect.objectContaining({ code: 'E_SHINGLE_SIZE', hint: 'Choose a whole number from 1 to 4.' }),
    );
  });
});

test('a step scores as the highest of the windows around it', () => {
  expect(Array.from(stepScores([1, 5, 2], 2))).toEqual([1, 5, 5, 2]);
});
