import { isCsr } from './csr.js';
import type { Block } from './dataset.js';
import { rowsOf } from './dense.js';
import { joinFloats } from './join-floats.js';

/** What is known of a row beside its features. */
export type RowFacts = Pick<Block, 'labels' | 'labelSize' | 'weights' | 'queryIds'>;

/** Of rows `[from, to)`, as views. */
export function sliceRowFacts({ labels, labelSize, weights, queryIds }: RowFacts, from: number, to: number): RowFacts {
  return {
    labelSize,
    ...(labels && { labels: labels.subarray(from * labelSize, to * labelSize) }),
    ...(weights && { weights: weights.subarray(from, to) }),
    ...(queryIds && { queryIds: queryIds.subarray(from, to) }),
  };
}

/**
 * Of all parts, one behind the other. Labels and query ids are there where the first part has them. Where only some parts have
 * weights, rows of the others weigh nothing: see the libsvm reader, the only one that can meet it.
 */
export function joinRowFacts(parts: readonly Block[]): Omit<RowFacts, 'labelSize'> {
  const [first] = parts;
  const isWeighted = parts.some(({ weights }) => weights !== undefined);
  return {
    ...(first?.labels && { labels: joinFloats(parts.map(({ labels }) => labels ?? new Float32Array())) }),
    ...(isWeighted && { weights: joinFloats(parts.map((part) => part.weights ?? new Float32Array(rowCount(part)))) }),
    ...(first?.queryIds && { queryIds: Float64Array.from(parts.flatMap(({ queryIds }) => [...(queryIds ?? [])])) }),
  };
}

function rowCount({ features }: Block): number {
  return isCsr(features) ? features.rows : rowsOf(features);
}
