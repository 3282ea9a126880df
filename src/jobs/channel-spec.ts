import {
  type Channel,
  COMPRESSIONS,
  channel,
  DATA_TYPES,
  DISTRIBUTIONS,
  INPUT_MODES,
  type InputMode,
  RECORD_WRAPPERS,
} from '../training/channels/channel.js';
import { deliveryIssues } from '../training/channels/delivery.js';
import { localPath } from '../training/channels/local-address.js';
import type { Problems } from '../training/problems.js';
import type { SpecReader } from './spec-reader.js';

export interface ChannelSpecOptions {
  /** Where relative paths start. */
  readonly folder: string;
  /** Of the job, for channels without one. */
  readonly inputMode: InputMode | undefined;
  readonly allowS3: boolean;
  readonly problems: Problems;
}

/**
 * One element of `InputDataConfig`. What is missing or cannot be asked for has been noted as a problem.
 * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_Channel.html
 */
export async function readChannelSpec(
  reader: SpecReader,
  { folder, inputMode: jobInputMode, allowS3, problems }: ChannelSpecOptions,
): Promise<Channel | undefined> {
  const name = reader.requiredText('ChannelName');
  const contentType = reader.text('ContentType');
  const inputMode = reader.choice('InputMode', INPUT_MODES) ?? jobInputMode;
  const compression = reader.choice('CompressionType', COMPRESSIONS);
  const recordWrapper = reader.choice('RecordWrapperType', RECORD_WRAPPERS);
  const shuffleSeed = seedOf(reader.child('ShuffleConfig'));
  const source = reader.requiredChild('DataSource');
  const s3 = source?.requiredChild('S3DataSource');
  source?.done();
  reader.done();
  const dataType = s3?.choice('S3DataType', DATA_TYPES) ?? 'S3Prefix';
  const distribution = s3?.choice('S3DataDistributionType', DISTRIBUTIONS);
  const attributeNames = s3?.list('AttributeNames');
  const address = s3?.requiredText('S3Uri');
  s3?.done();
  if (address === undefined) return undefined;
  const path = await problems.attempt(() => localPath(address, folder, { allowS3 }));
  if (name === undefined || path === undefined) return undefined;
  const read = channel(path, {
    contentType,
    inputMode,
    name,
    dataType,
    attributeNames,
    shuffleSeed,
    distribution,
    ...(compression === 'Gzip' && { compression }),
    ...(recordWrapper === 'RecordIO' && { recordWrapper }),
    ...(allowS3 && { allowS3 }),
  });
  for (const issue of deliveryIssues(read)) problems.add(issue);
  return read;
}

function seedOf(shuffle: SpecReader | undefined): number | undefined {
  if (shuffle === undefined) return undefined;
  if (!shuffle.has('Seed')) shuffle.problem('Seed', 'is missing.');
  const seed = shuffle.number('Seed');
  shuffle.done();
  if (seed === undefined || Number.isSafeInteger(seed)) return seed;
  shuffle.problem('Seed', `must be a whole number, not ${seed}.`);
  return undefined;
}
