import type { Issue } from '../errors.js';
import {
  type ChannelOptions,
  COMPRESSIONS,
  DATA_TYPES,
  INPUT_MODES,
  RECORD_WRAPPERS,
} from '../training/channels/channel.js';
import type { Arguments } from './arguments.js';
import { type Flag, integer, list, text, toggle } from './flags.js';

/** How SageMaker hands channels over: the flags of those verbs that read some. */
export const DELIVERY_FLAGS: readonly Flag[] = [
  text('input-mode', 'MODE', `${INPUT_MODES.join(', ')}; default File`),
  text('data-type', 'TYPE', `what a path names: ${DATA_TYPES.join(', ')}; default: the file or folder`),
  list('attribute-name', 'NAME', 'of an augmented manifest: an attribute that is sent; may be repeated, in this order'),
  integer('shuffle-seed', 'N', 'send objects in random order, in input mode Pipe anew for each epoch'),
  text('compression', 'TYPE', `${COMPRESSIONS.join(', ')}: input mode Pipe unpacks Gzip`),
  text(
    'record-wrapper',
    'TYPE',
    `${RECORD_WRAPPERS.join(', ')}: input mode Pipe makes a RecordIO frame of each object`,
  ),
];

export const ALLOW_S3 = toggle('allow-s3', 'read paths that start with s3://, through the AWS SDK if it is installed');

/** @param issues gets what is not one of its choices */
export function deliveryFrom(args: Arguments, issues: Issue[]): ChannelOptions {
  const attributeNames = args.list('attribute-name');
  return {
    inputMode: choice(args, 'input-mode', INPUT_MODES, issues),
    dataType: choice(args, 'data-type', DATA_TYPES, issues),
    ...(attributeNames.length > 0 && { attributeNames }),
    shuffleSeed: args.integer('shuffle-seed'),
    compression: choice(args, 'compression', COMPRESSIONS, issues),
    recordWrapper: choice(args, 'record-wrapper', RECORD_WRAPPERS, issues),
    ...(args.has(ALLOW_S3.name) && { allowS3: true }),
  };
}

/** Upper and lower case are one. */
function choice<T extends string>(
  args: Arguments,
  flag: string,
  choices: readonly T[],
  issues: Issue[],
): T | undefined {
  const given = args.text(flag);
  if (given === undefined) return undefined;
  const found = choices.find((candidate) => candidate.toLowerCase() === given.toLowerCase());
  if (found === undefined) {
    issues.push({ code: 'E_FLAG_VALUE', message: `--${flag} is one of ${choices.join(', ')}, not '${given}'.` });
  }
  return found;
}
