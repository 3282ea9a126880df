/**
 * Sum of squared distances: of every row to its nearest centre. With weights, each row counts as often as its weight says.
 * @param squared `[rows]`, squared distances
 */
export function ssd(squared: ArrayLike<number>, weights?: ArrayLike<number>): number {
  let sum = 0;
  for (let row = 0; row < squared.length; row++) sum += (squared[row] as number) * (weights?.[row] ?? 1);
  return sum;
}

/** Mean of the squared distances; NaN where there are no rows. */
export function msd(squared: ArrayLike<number>, weights?: ArrayLike<number>): number {
  let total = squared.length;
  if (weights !== undefined) {
    total = 0;
    for (let row = 0; row < squared.length; row++) total += weights[row] as number;
  }
  return ssd(squared, weights) / total;
}

/** How often each label fell into each cluster. Labels and clusters are any numbers; only equality counts. */
export interface Contingency {
  /** Ascending. */
  readonly clusters: readonly number[];
  /** Ascending. */
  readonly labels: readonly number[];
  /** `[clusters][labels]`, rows of the data */
  readonly counts: readonly (readonly number[])[];
}

export function contingency(clusters: ArrayLike<number>, labels: ArrayLike<number>): Contingency {
  if (clusters.length !== labels.length) {
    throw new RangeError(`${clusters.length} clusters do not go with ${labels.length} labels`);
  }
  const clusterValues = distinct(clusters);
  const labelValues = distinct(labels);
  const clusterIndex = new Map(clusterValues.map((value, index) => [value, index]));
  const labelIndex = new Map(labelValues.map((value, index) => [value, index]));
  const counts = clusterValues.map(() => labelValues.map(() => 0));
  for (let row = 0; row < clusters.length; row++) {
    const cell = counts[clusterIndex.get(clusters[row] as number) as number] as number[];
    const column = labelIndex.get(labels[row] as number) as number;
    cell[column] = (cell[column] as number) + 1;
  }
  return { clusters: clusterValues, labels: labelValues, counts };
}

/** Share of rows whose label is the commonest of their cluster, 0 to 1. */
export function purity({ counts }: Contingency): number {
  const rows = sum(counts.map(sum));
  return sum(counts.map((row) => Math.max(...row))) / rows;
}

/**
 * Agreement of clusters and labels, corrected for chance: 1 for the same partition, around 0 for unrelated ones.
 * @see Hubert and Arabie, Comparing Partitions, 1985
 */
export function adjustedRandIndex({ counts }: Contingency): number {
  const perCluster = counts.map(sum);
  const perLabel = (counts[0] ?? []).map((_, label) => sum(counts.map((row) => row[label] as number)));
  const together = sum(counts.flat().map(pairs));
  const inClusters = sum(perCluster.map(pairs));
  const inLabels = sum(perLabel.map(pairs));
  const expected = (inClusters * inLabels) / pairs(sum(perCluster));
  const most = (inClusters + inLabels) / 2;
  // Both partitions are one block, or all singletons: they are the same.
  return most === expected || Number.isNaN(expected) ? 1 : (together - expected) / (most - expected);
}

function pairs(count: number): number {
  return (count * (count - 1)) / 2;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function distinct(values: ArrayLike<number>): number[] {
  return [...new Set(Array.from(values))].sort((a, b) => a - b);
}
