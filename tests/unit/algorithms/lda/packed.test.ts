import { expect, test } from 'vitest';
import { forPairs, pairCount, pairIndex } from '../../../../src/algorithms/lda/packed.js';

test('pairs are counted, visited in order, and found again from either side', () => {
  const seen: string[] = [];
  forPairs(3, (pair, i, j) => {
    seen.push(`${i}${j}`);
    expect([pairIndex(3, i, j), pairIndex(3, j, i)]).toEqual([pair, pair]);
  });
  expect(seen).toEqual(['00', '01', '02', '11', '12', '22']);
  expect(pairCount(3)).toBe(6);
});
