import type { Dataset } from '../../../data/dataset.js';
import { blocksWithWeights, withSecondLabelAsWeight } from '../../../data/second-label.js';
import { UserError } from '../../../errors.js';
import type { ByteSource } from '../../../formats/byte-source.js';
import { csvDataset } from '../../../formats/csv/csv.js';
import { DEFAULT_IMAGE_VERSION, type DmlcFormat } from '../../../formats/dmlc/content-types.js';
import { recordDataset } from '../../../formats/recordio/recordio.js';
import type { Kernels } from '../../../kernels/kernels.js';
import { announced } from '../announced.js';
import type { Channel } from '../channel.js';
import type { ChannelReading } from '../channel-reading.js';
import { deliver } from '../delivery.js';
import { overPasses } from '../over-passes.js';
import { onePipe, openPipe } from '../pipe.js';
import { rewired } from '../rewired.js';
import { labelled } from './labelled.js';

const SAID: Readonly<Partial<Record<DmlcFormat, string>>> = {
  csv: 'CSV',
  parquet: 'Parquet',
  'recordio-protobuf': 'RecordIO-Protobuf',
};

/**
 * A channel in input mode Pipe: older images read it with ml-io, the reader of the first-party algorithms; newer ones refuse. `undefined`
 * in input mode File.
 * @throws UserError E_INPUT_MODE
 */
export async function openXgboostPipe(
  channel: Channel,
  format: DmlcFormat,
  kernels: Kernels,
  { imageVersion = DEFAULT_IMAGE_VERSION, csvWeights = false }: ChannelReading,
): Promise<Dataset | undefined> {
  if (channel.inputMode !== 'Pipe') return undefined;
  const where = { file: channel.path };
  if (imageVersion !== '1.7-1') {
    const message = `Pipe mode for ${SAID[format] ?? format} is no longer supported. Please use Fast File mode (default) instead. Set input_mode='File' in your SageMaker Estimator or TrainingInput.`;
    throw new UserError('E_INPUT_MODE', message, { where, hint: 'Use input mode File.' });
  }
  if (format === 'parquet') {
    const message = 'A Parquet file is read from its end, which a pipe does not let one do.';
    throw new UserError('E_INPUT_MODE', message, { where, hint: 'Use input mode File.' });
  }
  const pipe = await openPipe(channel);
  const delivered = pipe === undefined ? await deliver(channel) : onePipe(pipe);
  const options = { kernels, name: channel.path };
  const open = (sources: readonly ByteSource[]) =>
    format === 'recordio-protobuf'
      ? labelled(recordDataset(sources, options))
      : csvRows(csvDataset(sources, { ...options, labelSize: csvWeights ? 2 : 1 }), csvWeights);
  return announced(overPasses(delivered, open), delivered.warnings);
}

function csvRows(rows: Dataset, isWeighted: boolean): Dataset {
  if (!isWeighted) return rows;
  return rewired(rows, {
    blocks: (read) => blocksWithWeights(rows.blocks(read)),
    readAll: async (all, read) => withSecondLabelAsWeight(await all(read)),
  });
}
