import { existsSync } from 'node:fs';
import type { Algorithm } from '../../algorithms/algorithm.js';
import { UserError } from '../../errors.js';
import type { Channel, Hosts } from '../channels/channel.js';
import { noData } from '../channels/xgboost/files.js';
import { configIssues } from '../channels/xgboost/rules.js';
import { Problems } from '../problems.js';
import { readCheckpointFolder } from './checkpoint-config.js';
import { readConfigFile } from './config-file.js';
import { type ChannelConfigs, channelsOf, readChannelConfigs } from './input-data-config.js';
import type { ContainerPaths } from './paths.js';
import { readHosts } from './resource-config.js';

/** What `input/config` says of a job. */
export interface ContainerJob {
  readonly hyperparameters: Readonly<Record<string, unknown>>;
  readonly channels: Readonly<Record<string, Channel>>;
  readonly hosts: Hosts;
  readonly checkpointFolder: string | undefined;
}

/**
 * Reads what SageMaker wrote for the container. Other problems of hyperparameters and channels than those named here are found when the training begins.
 * @throws UserError E_CONTAINER_CONFIG, E_HOSTS; E_JOB, or the code of the only problem, where XGBoost refuses the configuration of its channels
 */
export async function readContainerJob(paths: ContainerPaths, algorithm: Algorithm): Promise<ContainerJob> {
  const hyperparameters = (await readConfigFile(paths.hyperparameters, INVALID_HYPERPARAMETERS)) ?? {};
  const configs = await readChannelConfigs(paths.inputDataConfig);
  const hosts = await readHosts(paths.resourceConfig);
  const checkpointFolder = await readCheckpointFolder(paths.checkpointConfig, paths.base);
  refuseHosts(hosts, configs, algorithm);
  if (algorithm.profile === 'xgboost') await refuseConfigs(configs, algorithm, hyperparameters);
  const channels = channelsOf(configs, paths);
  if (algorithm.profile === 'xgboost') refuseAbsentFolders(channels);
  return { hyperparameters, channels, hosts, checkpointFolder };
}

const INVALID_HYPERPARAMETERS = 'Hyperparameters must be valid json.';

/**
 * Hosts do not speak with each other here: the first one trains, on what it sees. That is the whole job where every host is given all the data.
 * @throws UserError E_HOSTS
 */
function refuseHosts({ all }: Hosts, configs: ChannelConfigs, { name, singleHost }: Algorithm): void {
  if (all.length === 1) return;
  const refuse = (message: string) =>
    new UserError('E_HOSTS', `The job has ${all.length} hosts. ${message}`, { hint: 'Set InstanceCount to 1.' });
  if (singleHost) throw refuse(`${name} trains on one machine only.`);
  const sharded = Object.entries(configs).find(([, config]) => config.S3DistributionType === 'ShardedByS3Key');
  if (sharded !== undefined) {
    throw refuse(`The channel '${sharded[0]}' is ShardedByS3Key, and no host would see all of it.`);
  }
}

/** A channel without files may have no folder, which to the container is the same. @throws UserError E_CHANNEL_EMPTY */
function refuseAbsentFolders(channels: ContainerJob['channels']): void {
  const absent = Object.values(channels).find(({ inputMode, path }) => inputMode === 'File' && !existsSync(path));
  if (absent !== undefined) throw noData(absent.path, absent.name);
}

/**
 * What the container says of its configuration as it was written; a channel keeps less of it.
 * @throws UserError E_CHANNEL_MISSING; E_JOB, or the code of the only problem
 */
async function refuseConfigs(configs: ChannelConfigs, { hyperparameters: schema }: Algorithm, given: unknown) {
  if (configs.train === undefined) {
    // The container asks its environment before it checks anything.
    const message = "'SM_CHANNEL_TRAIN'\nMissing required channel: train";
    throw new UserError('E_CHANNEL_MISSING', message, { hint: "Give the data of the 'train' channel." });
  }
  const issues = configIssues(configs);
  if (issues.length === 0) return;
  const problems = new Problems();
  await problems.attempt(() => schema.check(given as ContainerJob['hyperparameters']));
  for (const issue of issues) problems.add(issue);
  problems.throwIfAny('E_JOB');
}
