import { type Channel, channel, INPUT_MODES } from '../channels/channel.js';
import type { ChannelConfig } from '../channels/xgboost/rules.js';
import { configError, isObject, readConfigFile } from './config-file.js';
import type { ContainerPaths } from './paths.js';

/** The channels of a job, by name, as `inputdataconfig.json` has them. */
export type ChannelConfigs = Readonly<Record<string, ChannelConfig>>;

/** SageMaker writes one entry for each channel; without the file there is none. @throws UserError E_CONTAINER_CONFIG */
export async function readChannelConfigs(path: string): Promise<ChannelConfigs> {
  const config = (await readConfigFile(path, INVALID)) ?? {};
  for (const [name, entry] of Object.entries(config)) {
    if (!isObject(entry) || !Object.values(entry).every((value) => typeof value === 'string')) {
      throw configError(path, `${INVALID} The channel '${name}' must be an object of strings.`);
    }
    // The name becomes part of a path.
    if (!CHANNEL_NAME.test(name)) throw configError(path, `${INVALID} '${name}' cannot be the name of a channel.`);
  }
  return config as ChannelConfigs;
}

const INVALID = 'The content of the input data configuration file is invalid.';

/** As CreateTrainingJob has it, but for `.` and `..`, which are no folders of their own. */
const CHANNEL_NAME = /^(?!\.{1,2}$)[A-Za-z0-9.\-_]{1,64}$/;

/** @throws UserError E_CONTAINER_CONFIG for an input mode that is none */
export function channelsOf(configs: ChannelConfigs, paths: ContainerPaths): Record<string, Channel> {
  const channels = Object.entries(configs).map(([name, config]) => {
    const { ContentType: contentType, TrainingInputMode: mode = 'File' } = config;
    const inputMode = INPUT_MODES.find((known) => known === mode);
    if (inputMode === undefined) {
      throw configError(paths.inputDataConfig, `'${mode}' is not one of ['File', 'FastFile', 'Pipe']`);
    }
    return [name, channel(paths.channel(name), { contentType, inputMode, name })] as const;
  });
  return Object.fromEntries(channels);
}
