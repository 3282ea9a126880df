import { isCsr } from '../data/csr.js';
import type { Block, Dataset, ReadOptions } from '../data/dataset.js';
import { countRows } from './shards.js';

/**
 * The same rows, all blocks as wide as the widest, and all with weights where one has: how wide libsvm rows are, and whether they are weighted,
 * is known only when all have been read, and most formats must say it in the first. Beside rows with a weight those without weigh 0, as they
 * do to XGBoost. A pass that asks for blocks reads the data twice.
 */
export function ofOneForm(dataset: Dataset): Dataset {
  let form: Form | undefined;
  async function* blocks(options: ReadOptions = {}): AsyncGenerator<Block, void, void> {
    form ??= await formOf(dataset, options);
    const { cols, isWeighted } = form;
    for await (const block of dataset.blocks(options)) {
      yield {
        ...block,
        ...(isCsr(block.features) && { features: { ...block.features, cols } }),
        ...(isWeighted && { weights: block.weights ?? new Float32Array(countRows(block)) }),
      };
    }
  }
  return { name: dataset.name, ...(dataset.bytes !== undefined && { bytes: dataset.bytes }), blocks };
}

interface Form {
  cols: number;
  isWeighted: boolean;
}

async function formOf(dataset: Dataset, { signal }: ReadOptions): Promise<Form> {
  const form: Form = { cols: 0, isWeighted: false };
  for await (const { features, weights } of dataset.blocks({ signal })) {
    if (isCsr(features)) form.cols = Math.max(form.cols, features.cols);
    form.isWeighted ||= weights !== undefined;
  }
  return form;
}
