import type { Dataset } from '../data/dataset.js';
import { memoryDataset } from '../data/memory-dataset.js';
import { type RowsInput, toRows } from '../data/rows.js';
import { UserError } from '../errors.js';
import type { Channel } from '../training/channels/channel.js';

/** What can be trained on: a path (see `channel`), rows in memory, rows with labels, or a data set of one's own. */
export type ChannelInput = Channel | RowsInput | LabelledRows | Dataset;

export interface LabelledRows {
  readonly features: RowsInput;
  /** One number per row; left out where there are none, as with bare rows. */
  readonly labels?: ArrayLike<number> | undefined;
}

/** @throws UserError E_ROWS_… for rows that are none, E_CHANNEL for a bare path */
export function toChannel(input: ChannelInput, name: string): Channel | Dataset {
  const candidate: unknown = input;
  if (typeof candidate === 'string') {
    throw new UserError('E_CHANNEL', `The '${name}' channel is a text, not data.`, {
      hint: `For a file write ${name}: channel(${JSON.stringify(candidate)}).`,
    });
  }
  if (isChannel(input) || isDataset(input)) return input;
  const given = isLabelled(input) ? input : { features: input };
  const features = toRows(given.features);
  const facts = { name: `${name} (in memory)` };
  if (given.labels === undefined) return memoryDataset(features, facts);
  const labels = Float32Array.from(given.labels);
  const rows = 'rowStarts' in features ? features.rows : features.shape[0];
  if (labels.length !== rows) {
    throw new UserError('E_ROWS_RAGGED', `The '${name}' channel has ${rows} rows and ${labels.length} labels.`);
  }
  return memoryDataset(features, { ...facts, labels, labelSize: 1 });
}

function isChannel(input: ChannelInput): input is Channel {
  return isObject(input) && 'inputMode' in input;
}

function isDataset(input: ChannelInput): input is Dataset {
  return isObject(input) && 'blocks' in input;
}

function isLabelled(input: ChannelInput): input is LabelledRows {
  return isObject(input) && 'features' in input;
}

function isObject(input: unknown): input is object {
  return typeof input === 'object' && input !== null;
}
