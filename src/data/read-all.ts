import { isCsr } from './csr.js';
import type { Block, Dataset, Matrix, ReadOptions } from './dataset.js';
import { dense, rowMajor } from './dense.js';
import { joinRows } from './join-rows.js';
import { joinRowFacts } from './row-facts.js';

/** The whole data set in memory, by the reader's own way where it has one. No rows at all make a 0 x 0 matrix. */
export async function readAll(dataset: Dataset, options: ReadOptions = {}): Promise<Matrix> {
  if (dataset.readAll !== undefined) return dataset.readAll(options);
  const copies: Block[] = [];
  for await (const block of dataset.blocks(options)) copies.push(copyOf(block));
  return joinBlocks(copies);
}

/** Blocks whose arrays are their own, as one matrix. */
export function joinBlocks(blocks: readonly Block[]): Matrix {
  const features =
    blocks.length === 0 ? dense(new Float32Array(), 0, 0) : joinRows(blocks.map((block) => block.features));
  return { features, labelSize: blocks[0]?.labelSize ?? 0, ...joinRowFacts(blocks) };
}

/** The block's arrays hold only until the next block is asked for. */
export function copyOf(block: Block): Block {
  const { features, labels, weights, queryIds } = block;
  const copied = isCsr(features)
    ? {
        ...features,
        rowStarts: features.rowStarts.slice(),
        columns: features.columns.slice(),
        values: features.values.slice(),
      }
    : dense(rowMajor(features).slice(), ...(features.shape as [number, number]));
  return {
    ...block,
    features: copied,
    ...(labels && { labels: labels.slice() }),
    ...(weights && { weights: weights.slice() }),
    ...(queryIds && { queryIds: queryIds.slice() }),
  };
}
