import type { ChannelRules } from '../algorithms/algorithm.js';
import type { Matrix, ReadOptions } from '../data/dataset.js';
import { readAll } from '../data/read-all.js';
import { loadKernels } from '../kernels/choose.js';
import type { Channel } from '../training/channels/channel.js';
import { openChannel } from '../training/channels/open-channel.js';

/** What any algorithm's channel may hold. */
const ANY_CHANNEL: ChannelRules = {
  required: ['train'],
  optional: [],
  contentTypes: ['application/x-recordio-protobuf', 'text/csv'],
  defaultContentType: 'application/x-recordio-protobuf',
  defaultLabelSize: 1,
};

/**
 * Reads a channel whole, as training would: every file of it, in order, into one matrix and its labels.
 * @returns `features` `[rows, cols]` and, where there are any, `labels` `[rows, labelSize]`
 * @throws UserError as training would: E_CHANNEL_…, E_CSV_…, E_RECORD_…
 */
export async function readChannel(channel: Channel, options: ReadOptions = {}): Promise<Matrix> {
  const dataset = await openChannel(channel, ANY_CHANNEL, await loadKernels());
  return readAll(dataset, options);
}
