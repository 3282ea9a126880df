import type { Block, Dataset, Matrix } from './dataset.js';

/** Rows with two labels, of which the second is the weight: XGBoost's CSV with `csv_weights`. */
export function withSecondLabelAsWeight<T extends Block | Matrix>(rows: T): T {
  const both = rows.labels ?? new Float32Array();
  const half = (offset: number) =>
    Float32Array.from({ length: both.length / 2 }, (_, row) => both[2 * row + offset] as number);
  return { ...rows, labels: half(0), labelSize: 1, weights: half(1) };
}

/** The other way round: `[rows, 2]`, label and weight. */
export function labelsAndWeights(labels: Float32Array, weights: Float32Array): Float32Array {
  return Float32Array.from(
    { length: 2 * labels.length },
    (_, at) => (at % 2 === 0 ? labels : weights)[at >> 1] as number,
  );
}

/** The blocks of a data set, so seen. */
export async function* blocksWithWeights(blocks: ReturnType<Dataset['blocks']>): AsyncGenerator<Block, void, void> {
  for await (const block of blocks) yield withSecondLabelAsWeight(block);
}
