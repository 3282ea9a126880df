import type { Issue } from '../../../errors.js';
import { CONTENT_TYPES } from '../../../formats/dmlc/content-types.js';

export const DEFAULT_CONTENT_TYPE = 'text/libsvm';

const IN_FILE_MODE = [...CONTENT_TYPES.keys()];
const IN_PIPE_MODE = IN_FILE_MODE.filter((contentType) => CONTENT_TYPES.get(contentType) !== 'libsvm');
const BOTH = ['FullyReplicated', 'ShardedByS3Key'];

/**
 * Channels and what each takes; a channel's content type is compared letter by letter. `RecordWrapperType` is not looked at.
 * @see https://github.com/aws/sagemaker-xgboost-container, algorithm_mode/channel_validation.py
 */
const CHANNELS: Readonly<Record<string, ChannelRow>> = {
  train: { required: true, File: IN_FILE_MODE, Pipe: IN_PIPE_MODE, distributions: BOTH },
  validation: { required: false, File: IN_FILE_MODE, Pipe: IN_PIPE_MODE, distributions: BOTH },
  code: { required: false, File: ['text/python'], Pipe: [], distributions: ['FullyReplicated'] },
};

interface ChannelRow {
  readonly required: boolean;
  /** Content types by input mode. */
  readonly File: readonly string[];
  readonly Pipe: readonly string[];
  readonly distributions: readonly string[];
}

/** A channel as `inputdataconfig.json` has it. */
export type ChannelConfig = Readonly<Record<string, string>>;

/**
 * What the container's check of `inputdataconfig.json` says, in its words; it stops at the first. A channel without content type is
 * checked, and from then on goes, as `text/libsvm`.
 */
export function configIssues(channels: Readonly<Record<string, ChannelConfig>>): Issue[] {
  const missing = Object.entries(CHANNELS).filter(([name, { required }]) => required && channels[name] === undefined);
  return [
    ...missing.map(([name]) => ({
      code: 'E_CHANNEL_MISSING',
      message: `Missing required channel: ${name}`,
      hint: `Give the data of the '${name}' channel.`,
    })),
    ...Object.entries(channels).flatMap(([name, config]) => channelIssue(name, config) ?? []),
  ];
}

function channelIssue(name: string, config: ChannelConfig): Issue | undefined {
  const rules = CHANNELS[name];
  if (rules === undefined) {
    const hint = `The channels are ${Object.keys(CHANNELS).join(', ')}.`;
    return { code: 'E_CHANNEL_UNKNOWN', message: `Extraneous channel found: ${name}`, hint };
  }
  const { ContentType: contentType = DEFAULT_CONTENT_TYPE, TrainingInputMode: mode = 'File' } = config;
  const { S3DistributionType: distribution = 'FullyReplicated' } = config;
  const isShared = rules.distributions.includes(distribution);
  if ((mode === 'File' || mode === 'Pipe') && rules[mode].includes(contentType) && isShared) return undefined;
  const shown = { ...config, ...(config.ContentType === undefined && { ContentType: contentType }) };
  return {
    code: !isShared ? 'E_DISTRIBUTION' : rules.File.includes(contentType) ? 'E_INPUT_MODE' : 'E_CONTENT_TYPE',
    message: `Channel configuration for '${name}' channel is not supported: ${pythonDict(shown)}`,
    hint: isShared
      ? hintFor(contentType, mode)
      : `S3DataDistributionType of the '${name}' channel must be ${rules.distributions.join(' or ')}.`,
  };
}

function hintFor(contentType: string, mode: string): string {
  const bare = contentType.toLowerCase().split(';', 1)[0]?.trim() ?? '';
  if (CONTENT_TYPES.has(bare) && bare !== contentType) {
    return `Training compares the content type letter by letter: write '${bare}', without parameters.`;
  }
  if (mode === 'FastFile') return 'Use input mode File.';
  if (mode === 'Pipe') return 'libsvm is read in input mode File only.';
  return `The content type may be one of ${[...CONTENT_TYPES.keys()].join(', ')}.`;
}

function pythonDict(config: ChannelConfig): string {
  return `{${Object.entries(config)
    .map(([key, value]) => `'${key}': '${value}'`)
    .join(', ')}}`;
}
