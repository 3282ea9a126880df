import type { Block, Dataset, Matrix, ReadOptions } from '../../../data/dataset.js';
import { isSagelocalError, UserError } from '../../../errors.js';
import { loadError } from '../../../formats/dmlc/texts.js';
import { NO_LABELS } from '../../../formats/parquet/parquet.js';
import { rewired } from '../rewired.js';

/** RecordIO-protobuf with one label a row, or in the container's words what is wrong with it. */
export function labelled(dataset: Dataset): Dataset {
  const checked = <T extends Block | Matrix>(rows: T): T => {
    if (rows.labelSize === 1) return rows;
    const where = { file: dataset.name };
    if (rows.labelSize === 0) throw new UserError('E_NO_LABELS', NO_LABELS, { where });
    throw new UserError('E_LABEL_SIZE', `The records have ${rows.labelSize} labels each.`, {
      where,
      hint: 'XGBoost takes one label a row.',
    });
  };
  async function* blocks(options?: ReadOptions): AsyncGenerator<Block, void, void> {
    try {
      for await (const block of dataset.blocks(options)) yield checked(block);
    } catch (error) {
      throw inItsWords(error);
    }
  }
  return rewired(dataset, {
    blocks,
    readAll: async (original, options) =>
      original(options)
        .then(checked)
        .catch((error) => {
          throw inItsWords(error);
        }),
  });
}

function inItsWords(error: unknown): unknown {
  if (!(error instanceof UserError) || !isSagelocalError(error) || !error.code.startsWith('E_RECORD')) return error;
  const { code, where, hint } = error;
  const reason = code === 'E_RECORD_EMPTY' ? 'No records found in RecordIO-Protobuf data' : error.message;
  return loadError('recordio-protobuf', code, reason, {
    ...(where && { where }),
    ...(hint !== undefined && { hint }),
    cause: error,
  });
}
