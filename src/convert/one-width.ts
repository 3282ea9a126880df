import { isCsr } from '../data/csr.js';
import type { Block, Dataset, ReadOptions } from '../data/dataset.js';

/**
 * The same rows, all blocks as wide as the widest: how wide libsvm rows are is known only when all have been read, and most formats must
 * say it in the first. A pass that asks for blocks reads the data twice.
 */
export function ofOneWidth(dataset: Dataset): Dataset {
  let cols: number | undefined;
  async function* blocks(options: ReadOptions = {}): AsyncGenerator<Block, void, void> {
    cols ??= await widest(dataset, options);
    for await (const block of dataset.blocks(options)) {
      yield isCsr(block.features) ? { ...block, features: { ...block.features, cols } } : block;
    }
  }
  return { name: dataset.name, ...(dataset.bytes !== undefined && { bytes: dataset.bytes }), blocks };
}

async function widest(dataset: Dataset, { signal }: ReadOptions): Promise<number> {
  let cols = 0;
  for await (const { features } of dataset.blocks({ signal }))
    if (isCsr(features)) cols = Math.max(cols, features.cols);
  return cols;
}
