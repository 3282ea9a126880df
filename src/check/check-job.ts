import type { Algorithm } from '../algorithms/algorithm.js';
import { findAlgorithm } from '../algorithms/registry.js';
import { UserError } from '../errors.js';
import type { Channel } from '../training/channels/channel.js';
import { channelIssues } from '../training/channels/open-channel.js';
import { type CheckOptions, checkChannel } from './check-channel.js';
import { hostsWithoutObjects } from './host-shares.js';
import type { CheckReport } from './report.js';

export interface JobCheckOptions extends CheckOptions {
  /** All channels and hyperparameters are given: what is missing is missing. */
  readonly whole?: boolean | undefined;
  /** Machines among which a channel that is ShardedByS3Key is shared out. */
  readonly hostCount?: number | undefined;
}

/**
 * Would SageMaker accept these channels, and these hyperparameters beside them? Every problem there is, and what was read.
 * @throws UserError E_ALGORITHM; PlatformError where the file system refuses
 */
export async function check(
  name: string | Algorithm,
  channels: Readonly<Record<string, Channel>>,
  options: JobCheckOptions = {},
): Promise<CheckReport> {
  const algorithm = typeof name === 'string' ? findAlgorithm(name) : name;
  const { hyperparameters: given = {}, whole = false } = options;
  const problems = [
    ...hyperparameterIssues(algorithm, given),
    ...channelIssues(channels, algorithm.channels, algorithm),
  ].filter(({ code }) => whole || !ONLY_IN_A_WHOLE_JOB.has(code));
  const reports = [];
  for (const [channelName, channel] of Object.entries(channels)) {
    const trainContentType = channels.train?.contentType;
    // Programs of the user's own.
    if (algorithm.profile === 'xgboost' && channelName === 'code') continue;
    const named = { ...channel, name: channelName };
    const report = await checkChannel(algorithm, named, { trainContentType, ...options });
    const shares = await hostsWithoutObjects(named, options.hostCount ?? 1);
    reports.push({ ...report, warnings: [...report.warnings, ...shares] });
  }
  return {
    version: 1,
    accepted: problems.length === 0 && reports.every(({ accepted }) => accepted),
    algorithm: algorithm.name,
    profile: algorithm.profile ?? 'first-party',
    problems,
    channels: reports,
  };
}

const ONLY_IN_A_WHOLE_JOB = new Set(['E_CHANNEL_MISSING', 'E_HYPERPARAMETER_MISSING', 'E_HYPERPARAMETER_RULE']);

function hyperparameterIssues(algorithm: Algorithm, given: Readonly<Record<string, unknown>>) {
  try {
    algorithm.hyperparameters.check(given);
    return [];
  } catch (error) {
    if (error instanceof UserError) return error.issues;
    throw error;
  }
}
