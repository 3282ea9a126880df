import type { Issue } from '../../../errors.js';
import { CONTENT_TYPES } from '../../../formats/dmlc/content-types.js';

export const DEFAULT_CONTENT_TYPE = 'text/libsvm';

/** Channels and what each takes; `pipe`: in input mode Pipe, too. A channel's content type is compared letter by letter. */
const CHANNELS: Readonly<
  Record<string, { readonly required: boolean; accepts(contentType: string, pipe: boolean): boolean }>
> = {
  train: { required: true, accepts: isData },
  validation: { required: false, accepts: isData },
  code: { required: false, accepts: (contentType, pipe) => contentType === 'text/python' && !pipe },
};

function isData(contentType: string, pipe: boolean): boolean {
  const format = CONTENT_TYPES.get(contentType);
  return format !== undefined && !(pipe && format === 'libsvm');
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
  const isGood = (mode === 'File' || mode === 'Pipe') && rules.accepts(contentType, mode === 'Pipe');
  if (isGood) return undefined;
  const shown = { ...config, ...(config.ContentType === undefined && { ContentType: contentType }) };
  return {
    code: rules.accepts(contentType, false) ? 'E_INPUT_MODE' : 'E_CONTENT_TYPE',
    message: `Channel configuration for '${name}' channel is not supported: ${pythonDict(shown)}`,
    hint: hintFor(contentType, mode),
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
