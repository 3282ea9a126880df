import type { ChannelRules } from '../../algorithms/algorithm.js';
import { nearestName } from '../../algorithms/nearest-name.js';
import type { Dataset, Warning } from '../../data/dataset.js';
import { type Issue, isSagelocalError, PlatformError, UserError, type Where } from '../../errors.js';
import type { ByteSource } from '../../formats/byte-source.js';
import {
  type ContentType,
  CSV,
  LIBSVM,
  PARQUET,
  parseContentType,
  RECORDIO_PROTOBUF,
} from '../../formats/content-type.js';
import { formatOf } from '../../formats/dmlc/content-types.js';
import { openDataset } from '../../formats/open-dataset.js';
import type { Kernels, RecordSchema } from '../../kernels/kernels.js';
import { announced } from './announced.js';
import { type Channel, INPUT_MODES } from './channel.js';
import type { ChannelReading } from './channel-reading.js';
import { deliver, deliveryIssues, unreadable } from './delivery.js';
import { overPasses } from './over-passes.js';
import { onePipe, openPipe } from './pipe.js';
import { openXgboostChannel, xgboostChannelIssues } from './xgboost/open.js';

/** Everything wrong with a set of channels that can be told without opening one, in the words of SageMaker's validation. */
export function channelIssues(
  channels: Readonly<Record<string, unknown>>,
  rules: ChannelRules,
  { profile }: ChannelReading = {},
): Issue[] {
  if (profile === 'xgboost') return xgboostChannelIssues(channels);
  const known = [...rules.required, ...rules.optional];
  const missing = rules.required.filter((name) => channels[name] === undefined);
  const unknown = Object.keys(channels).filter((name) => !known.includes(name));
  return [
    ...missing.map((name) => ({
      code: 'E_CHANNEL_MISSING',
      message: `${INVALID_INPUT_CONFIGURATION} '${name}' is a required property`,
      hint: `Give the data of the '${name}' channel.`,
    })),
    ...unknown.map((name) => {
      const near = nearestName(name, known);
      return {
        code: 'E_CHANNEL_UNKNOWN',
        message: `${INVALID_INPUT_CONFIGURATION} Additional properties are not allowed ('${name}' was unexpected)`,
        hint: near === undefined ? `The channels are ${known.join(', ')}.` : `Did you mean '${near}'?`,
      };
    }),
    ...Object.entries(rules.distributions ?? {}).flatMap(([name, needed]) =>
      distributionIssue(channels[name] as Partial<Channel> | undefined, needed),
    ),
  ];
}

/** Data that says nothing of it, as paths on one machine do, is not held to it. */
function distributionIssue(channel: Partial<Channel> | undefined, needed: string): Issue[] {
  const { distribution = needed, name = '' } = channel ?? {};
  if (distribution === needed) return [];
  return [
    {
      code: 'E_DISTRIBUTION',
      message: `${INVALID_INPUT_CONFIGURATION} '${distribution}' is not one of ['${needed}']`,
      hint: `S3DataDistributionType of the '${name}' channel must be ${needed}.`,
    },
  ];
}

const INVALID_INPUT_CONFIGURATION =
  'Unable to initialize the algorithm. Failed to validate input data configuration. (caused by ValidationError) Caused by:';

/**
 * Opens a channel for reading.
 * @throws UserError E_CONTENT_TYPE, E_INPUT_MODE, E_CHANNEL_NOT_FOUND, E_CHANNEL_EMPTY
 * @throws PlatformError E_CHANNEL_UNREADABLE where the file system refuses
 */
export async function openChannel(
  channel: Channel,
  rules: ChannelRules,
  kernels: Kernels,
  reading: ChannelReading = {},
): Promise<Dataset> {
  if (reading.profile === 'xgboost')
    return asPlatformErrors(channel, () => openXgboostChannel(channel, kernels, reading));
  const contentType = acceptedContentType(channel, rules);
  refuseDelivery(channel);
  const open = (sources: readonly ByteSource[]) =>
    openDataset(sources, contentType, {
      kernels,
      defaultLabelSize: rules.defaultLabelSizes?.[channel.name] ?? rules.defaultLabelSize,
      name: channel.path,
      checkSchema: (schema, where) => refuseTensorType(schema, where, channel, rules),
    });
  return asPlatformErrors(channel, async () => {
    const pipe = await openPipe(channel);
    const delivered = pipe === undefined ? await deliver(channel) : onePipe(pipe);
    return announced(overPasses(delivered, open), [...delivered.warnings, ...contentTypeWarnings(channel, rules)]);
  });
}

function refuseDelivery(channel: Channel): void {
  if (!INPUT_MODES.includes(channel.inputMode)) {
    throw new UserError('E_INPUT_MODE', `'${channel.inputMode}' is not one of ['File', 'FastFile', 'Pipe']`);
  }
  const issue = deliveryIssues(channel)[0];
  if (issue === undefined) return;
  const hint = issue.hint === undefined ? {} : { hint: issue.hint };
  throw new UserError(issue.code, issue.message, { where: { file: channel.path }, ...hint });
}

/** @throws UserError E_CONTENT_TYPE where this algorithm does not read it, E_INPUT_MODE where not in this way */
export function acceptedContentType(
  channel: Channel,
  rules: ChannelRules,
  { profile }: ChannelReading = {},
): ContentType {
  if (profile === 'xgboost') return { type: CANONICAL[formatOf(channel.contentType)], parameters: new Map() };
  const contentType = parseContentType(channel.contentType ?? rules.defaultContentType);
  const { type } = contentType;
  if (rules.contentTypes.includes(type)) {
    refuseInputMode(channel, type, rules);
    return contentType;
  }
  // `csv` for `text/csv`, `application/x-recordio` for `application/x-recordio-protobuf`.
  const meant = rules.contentTypes.find((known) => known.endsWith(lastPart(type)) || known.startsWith(type));
  throw new UserError('E_CONTENT_TYPE', `No iterator has been registered for ContentType ('${type}', '1.0')`, {
    where: { file: channel.path },
    hint:
      meant === undefined
        ? `The content type of the '${channel.name}' channel may be ${rules.contentTypes.join(' or ')}.`
        : `Did you mean ${meant}?`,
  });
}

/** The documentation says which type needs input mode File; the container's text is not public. */
function refuseInputMode(channel: Channel, type: string, { fileModeOnly = [] }: ChannelRules): void {
  if (channel.inputMode !== 'Pipe' || !fileModeOnly.includes(type)) return;
  throw new UserError(
    'E_INPUT_MODE',
    `Unable to read data channel '${channel.name}'. This algorithm reads ${type} in input mode File only, not Pipe.`,
    {
      where: { file: channel.path },
      hint: 'Use input mode File, or write the data as application/x-recordio-protobuf.',
    },
  );
}

/** The text around is SageMaker's; what it says of other tensor types is not public. */
function refuseTensorType({ featureType }: RecordSchema, where: Where, channel: Channel, rules: ChannelRules): void {
  const { tensorTypes } = rules;
  if (tensorTypes === undefined || tensorTypes.includes(featureType)) return;
  throw new UserError(
    'E_TENSOR_TYPE',
    `Unable to read data channel '${channel.name}'. Requested content-type is 'application/x-recordio-protobuf'. ` +
      'Please verify the data matches the requested content-type. (caused by MXNetError)',
    {
      where,
      hint: `The features are ${featureType} tensors; this algorithm reads ${tensorTypes.join(' and ')} only. In numpy: features.astype('float32').`,
    },
  );
}

function lastPart(type: string): string {
  return type.slice(type.lastIndexOf('/') + 1);
}

/** One name for each format of XGBoost. */
const CANONICAL = {
  csv: CSV,
  libsvm: LIBSVM,
  parquet: PARQUET,
  'recordio-protobuf': RECORDIO_PROTOBUF,
} as const;

async function asPlatformErrors<T>(channel: Channel, open: () => Promise<T>): Promise<T> {
  try {
    return await open();
  } catch (error) {
    throw isSagelocalError(error) ? error : fileSystemError(channel, error as NodeJS.ErrnoException);
  }
}

function fileSystemError(channel: Channel, error: NodeJS.ErrnoException): Error {
  if (error.code === 'ENOENT' || error.code === 'ENOTDIR') {
    return unreadable(channel, 'E_CHANNEL_NOT_FOUND', `${error.path ?? channel.path} does not exist.`, error);
  }
  const message = `The '${channel.name}' channel cannot be opened: ${error.message}`;
  return new PlatformError('E_CHANNEL_UNREADABLE', message, { where: { file: channel.path }, cause: error });
}

/** SageMaker reads a channel without content type as the algorithm's default, whatever the file is called. */
function contentTypeWarnings(channel: Channel, rules: ChannelRules): Warning[] {
  if (channel.contentType !== undefined || rules.defaultContentType === 'text/csv') return [];
  if (!/\.csv$/i.test(channel.path)) return [];
  const message = `The '${channel.name}' channel has no content type and is read as ${rules.defaultContentType}; ${channel.path} looks like text/csv.`;
  return [{ code: 'W_CONTENT_TYPE_ABSENT', message, where: { file: channel.path } }];
}
