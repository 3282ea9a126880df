import type { Dataset, Matrix, ReadOptions } from '../../data/dataset.js';

/** The same data set read in another way. `readAll` gets the original's, and is offered only where the original offers one. */
export function rewired(
  dataset: Dataset,
  reading: {
    readonly blocks: Dataset['blocks'];
    readonly readAll: (original: (options?: ReadOptions) => Promise<Matrix>, options?: ReadOptions) => Promise<Matrix>;
  },
): Dataset {
  const { name, bytes, readAll } = dataset;
  return {
    name,
    ...(bytes === undefined ? {} : { bytes }),
    blocks: reading.blocks,
    ...(readAll === undefined
      ? {}
      : { readAll: (options?: ReadOptions) => reading.readAll(readAll.bind(dataset), options) }),
  };
}
