import { type Batch, type BatchOptions, batches, whereIs } from '../data/batches.js';
import type { Dataset } from '../data/dataset.js';
import { UserError, type Where } from '../errors.js';
import type { Kernels } from '../kernels/kernels.js';
import { firstNonFinite } from './non-finite.js';

export interface ChannelOptions {
  /** The channel's name, as SageMaker's messages have it. */
  readonly channel: string;
  readonly batchSize: number;
  /** Rows a batch may have at most, where a block holds several of them; see {@link BatchOptions}. */
  readonly mostRows?: BatchOptions['mostRows'];
  /** Dense rows may lie apart in memory; see {@link BatchOptions}. */
  readonly apart?: BatchOptions['apart'];
  /** Features a row must have; `auto` takes what the first row has. */
  readonly featureDim: number | 'auto';
  /** Every row must have one label, a finite number. */
  readonly labelled?: true;
  /** Whoever asks for the batches sees from what they make of them whether a value is not finite, and calls {@link refuseNonFinite} then. */
  readonly unchecked?: boolean;
  readonly kernels: Kernels;
  readonly signal?: AbortSignal | undefined;
}

/**
 * The mini-batches of one pass over a channel, each looked at before anyone computes with it.
 *
 * @throws UserError E_FEATURE_DIM, E_LABEL_SIZE, E_NOT_FINITE with file and row, E_CHANNEL_EMPTY; the texts are SageMaker's where it has one
 */
export async function* channelBatches(data: Dataset, options: ChannelOptions): AsyncGenerator<Batch, void, void> {
  const { channel, signal, mostRows, apart } = options;
  let { featureDim } = options;
  let rows = 0;
  for await (const batch of batches(data, options.batchSize, { signal, mostRows, apart })) {
    if (featureDim === 'auto') featureDim = batch.cols;
    if (batch.cols !== featureDim) throw featureDimMismatch(channel, featureDim, batch.cols, whereIs(batch, 0));
    if (options.labelled) refuseUnlabelled(batch, channel);
    if (options.unchecked !== true) await refuseNonFinite(batch, options);
    rows += batch.rows;
    yield batch;
  }
  if (rows === 0) {
    throw new UserError('E_CHANNEL_EMPTY', `Unable to read data channel '${channel}'. Found no rows.`, {
      where: { file: data.name },
      hint: 'Provide at least one row.',
    });
  }
}

/** SageMaker's text where the data does not have the promised width. */
export function featureDimMismatch(channel: string, expected: number, actual: number, where: Where): UserError {
  const hints = new Map([
    [
      expected - 1,
      "If the first CSV column is a feature and not a label, say so: content type 'text/csv;label_size=0'.",
    ],
    [expected + 1, "If the first CSV column is a label, say so: content type 'text/csv;label_size=1'."],
  ]);
  return new UserError(
    'E_FEATURE_DIM',
    `Incorrect configuration or ${channel} dataset provided. The value of feature_dim hyperparameter '${expected}' doesn't match ` +
      `${channel} data dimensionality '${actual}'. Please set feature_dim to the number of features in ${channel} dataset.`,
    { where, hint: hints.get(actual) ?? `The rows have ${actual} features.` },
  );
}

/** The doubled word is SageMaker's own. */
function refuseUnlabelled({ labelSize, labels, pieces }: Batch, channel: string): void {
  if (labelSize !== 1 || labels === undefined) {
    throw new UserError(
      'E_LABEL_SIZE',
      `Labeled ${channel} data required with label size equal 1. Label size on ${channel} dataset found to be ${labelSize}. ` +
        `Please provide a properly labeled labeled ${channel} dataset.`,
      {
        where: whereIs({ pieces }, 0),
        hint: "In CSV the label is the first column, with the content type 'text/csv;label_size=1'.",
      },
    );
  }
  const row = labels.findIndex((label) => !Number.isFinite(label));
  if (row < 0) return;
  throw notFinite(labels[row] as number, channel, `The label of that row is ${labels[row]}.`, {
    record: row,
    ...whereIs({ pieces }, row),
  });
}

/** @throws UserError E_NOT_FINITE where a value of the batch is NaN or infinite */
export async function refuseNonFinite(
  batch: Pick<Batch, 'features' | 'pieces'>,
  { channel, ...context }: Pick<ChannelOptions, 'channel' | 'kernels' | 'signal'>,
): Promise<void> {
  const found = await firstNonFinite(batch.features, context);
  if (found === undefined) return;
  const { row, column, value } = found;
  const hint = `Feature ${column} of that row, counted from 0, is ${value}.`;
  throw notFinite(value, channel, hint, { record: row, ...whereIs(batch, row), column: column + 1 });
}

function notFinite(value: number, channel: string, hint: string, where: Where): UserError {
  const what = Number.isNaN(value)
    ? 'Found missing (NaN) values. Please remove any missing (NaN) values in the input data.'
    : 'Found infinite floating point values. Please remove any infinite floating point values in the input data.';
  return new UserError('E_NOT_FINITE', `Unable to read data channel '${channel}'. ${what}`, { where, hint });
}
