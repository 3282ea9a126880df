export type PredictorType = 'classifier' | 'regressor';

/**
 * What the neighbours of every row tell.
 * @param labels `[rows, k]`, of the neighbours
 */
export function predictLabels(labels: Float32Array, k: number, type: PredictorType): Float32Array {
  const decide = type === 'classifier' ? mostFrequent : mean;
  return Float32Array.from({ length: labels.length / k }, (_, row) => decide(labels.subarray(row * k, (row + 1) * k)));
}

/** The smallest of the most frequent: SageMaker's rule for a tie is not known, and this is the place to correct it. */
function mostFrequent(labels: Float32Array): number {
  const sorted = labels.slice().sort();
  let [best, bestCount] = [Number.NaN, 0];
  for (let from = 0; from < sorted.length; ) {
    let to = from + 1;
    while (to < sorted.length && sorted[to] === sorted[from]) to++;
    if (to - from > bestCount) [best, bestCount] = [sorted[from] as number, to - from];
    from = to;
  }
  return best;
}

function mean(labels: Float32Array): number {
  return labels.reduce((sum, label) => sum + label, 0) / labels.length;
}
