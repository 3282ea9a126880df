/** Pairs i <= j of k: the rows of a tensor that is symmetric in its first two places. */
export function pairCount(k: number): number {
  return (k * (k + 1)) / 2;
}

/** Visits the pairs in the order in which they are stored. */
export function forPairs(k: number, visit: (pair: number, i: number, j: number) => void): void {
  for (let i = 0, pair = 0; i < k; i++) for (let j = i; j < k; j++, pair++) visit(pair, i, j);
}

/** Where the pair of i and j is stored, in whichever order they come. */
export function pairIndex(k: number, i: number, j: number): number {
  const [low, high] = i <= j ? [i, j] : [j, i];
  return low * k - (low * (low - 1)) / 2 + high - low;
}
