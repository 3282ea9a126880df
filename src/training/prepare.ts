import type { Algorithm, Model, Step, TrainingData } from '../algorithms/algorithm.js';
import type { Checked } from '../algorithms/hyperparameter-schema.js';
import type { Dataset } from '../data/dataset.js';
import { readsLike } from '../formats/dmlc/content-types.js';
import type { Kernels } from '../kernels/kernels.js';
import type { Channel } from './channels/channel.js';
import type { ChannelReading } from './channels/channel-reading.js';
import { acceptedContentType, channelIssues, openChannel } from './channels/open-channel.js';
import { Problems } from './problems.js';

export interface Prepared<H> {
  readonly hyperparameters: Checked<H>;
  readonly datasets: Readonly<Record<string, Dataset>>;
  /** Of the channels, without parameters, each once. */
  readonly contentTypes: readonly string[];
}

/**
 * Checks hyperparameters and channels and opens the channels.
 * @throws UserError with every problem there is: E_JOB, or the code of the only one
 */
export async function prepare<H, S extends Step, M extends Model>(
  algorithm: Algorithm<H, S, M>,
  given: { readonly hyperparameters: Readonly<Record<string, unknown>>; readonly channels: Channels },
  kernels: Kernels,
): Promise<Prepared<H>> {
  const rules = algorithm.channels;
  const problems = new Problems();
  const hyperparameters = await problems.attempt(() => algorithm.hyperparameters.check(given.hyperparameters));
  const reading = readingOf(algorithm, given);
  for (const issue of channelIssues(given.channels, rules, reading)) problems.add(issue);
  const datasets: Record<string, Dataset> = {};
  const contentTypes = new Set<string>();
  for (const [name, channel] of Object.entries(given.channels)) {
    if (isDataset(channel)) {
      datasets[name] = channel;
      continue;
    }
    const named = { ...channel, name };
    // Programs of the user's own: nothing to read.
    if (reading.profile === 'xgboost' && name === 'code') continue;
    const dataset = await problems.attempt(() => openChannel(named, rules, kernels, reading));
    if (dataset === undefined) continue;
    datasets[name] = dataset;
    contentTypes.add(acceptedContentType(named, rules, reading).type);
  }
  problems.throwIfAny('E_JOB');
  return { hyperparameters: hyperparameters as Checked<H>, datasets, contentTypes: [...contentTypes] };
}

/** What of a job decides how its channels are read. */
export function readingOf(
  { profile }: Pick<Algorithm, 'profile'>,
  given: { readonly hyperparameters: Readonly<Record<string, unknown>>; readonly channels: Channels },
): ChannelReading {
  if (profile !== 'xgboost') return {};
  const { train } = given.channels;
  const trainContentType = train === undefined || isDataset(train) ? undefined : train.contentType;
  const { _image_version: image } = given.hyperparameters;
  return {
    profile,
    ...(image !== undefined && { imageVersion: readsLike(image) }),
    csvWeights: String(given.hyperparameters.csv_weights) === '1',
    ...(trainContentType !== undefined && { trainContentType }),
  };
}

/** By name: `train`, `validation`, `test`. Data that is in memory already comes as a data set. */
export type Channels = Readonly<Record<string, Channel | Dataset>>;

function isDataset(channel: Channel | Dataset): channel is Dataset {
  return 'blocks' in channel;
}

/** The same data sets, each seen through `wrap`, as an algorithm takes them. */
export function trainingData(
  datasets: Readonly<Record<string, Dataset>>,
  wrap: (dataset: Dataset, channel: string) => Dataset,
): TrainingData {
  const wrapped = Object.fromEntries(Object.entries(datasets).map(([name, dataset]) => [name, wrap(dataset, name)]));
  return wrapped as unknown as TrainingData;
}
