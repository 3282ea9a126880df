import { join } from 'node:path';
import { replaceFile } from '../artifacts/new-file.js';
import { UserError } from '../errors.js';
import { type Clock, systemClock } from '../training/clock.js';
import { readOptionalText } from '../training/optional-text.js';

/** How a training job stands, in the words of DescribeTrainingJob. Times are seconds since 1970, as in AWS's JSON. */
export type JobState = {
  readonly TrainingJobStatus: 'InProgress' | 'Completed' | 'Failed' | 'Stopping' | 'Stopped';
  readonly SecondaryStatus: SecondaryStatus;
  readonly SecondaryStatusTransitions: readonly Transition[];
  readonly CreationTime: number;
  readonly LastModifiedTime: number;
  readonly TrainingStartTime?: number;
  readonly TrainingEndTime?: number;
  readonly TrainingTimeInSeconds?: number;
  readonly BillableTimeInSeconds?: number;
  /** At most 1,024 characters. */
  readonly FailureReason?: string;
  readonly ModelArtifacts?: { readonly S3ModelArtifacts: string };
  readonly FinalMetricDataList?: readonly FinalMetric[];
};

export type SecondaryStatus =
  | 'Pending'
  | 'Starting'
  | 'Downloading'
  | 'Training'
  | 'Uploading'
  | 'Completed'
  | 'Failed'
  | 'Stopping'
  | 'Stopped'
  | 'MaxRuntimeExceeded';

export interface Transition {
  readonly Status: SecondaryStatus;
  readonly StartTime: number;
  readonly EndTime?: number;
  readonly StatusMessage: string;
}

export interface FinalMetric {
  readonly MetricName: string;
  readonly Value: number;
  readonly Timestamp: number;
}

/** What SageMaker says beside each status. */
const MESSAGES: Readonly<Record<SecondaryStatus, string>> = {
  Pending: 'Preparing the instances for training',
  Starting: 'Starting the training job',
  Downloading: 'Downloading input data',
  Training: 'Training image download completed. Training in progress.',
  Uploading: 'Uploading generated training model',
  Completed: 'Training job completed',
  Failed: 'Training job failed',
  Stopping: 'Stopping the training job',
  Stopped: 'Training job stopped',
  MaxRuntimeExceeded: 'Training job runtime exceeded MaxRuntimeInSeconds provided',
};

const JOB_STATUS: Readonly<Partial<Record<SecondaryStatus, JobState['TrainingJobStatus']>>> = {
  Completed: 'Completed',
  Failed: 'Failed',
  Stopping: 'Stopping',
  Stopped: 'Stopped',
  MaxRuntimeExceeded: 'Stopped',
};

const FINAL: readonly string[] = ['Completed', 'Failed', 'Stopped'];

/** Of a training or a transform job: there is no status after it. */
export function isFinalStatus(status: string): boolean {
  return FINAL.includes(status);
}

export function isFinal({ TrainingJobStatus }: Pick<JobState, 'TrainingJobStatus'>): boolean {
  return isFinalStatus(TrainingJobStatus);
}

/** The state of a job that has just been asked for. */
export function newJobState(clock: Clock = systemClock, status: SecondaryStatus = 'Starting'): JobState {
  const now = clock() / 1000;
  return {
    TrainingJobStatus: 'InProgress',
    SecondaryStatus: status,
    SecondaryStatusTransitions: [{ Status: status, StartTime: now, StatusMessage: MESSAGES[status] }],
    CreationTime: now,
    LastModifiedTime: now,
  };
}

/** The same job in its next status: the last transition ends, a new one begins, and with a final status the times are added up. */
export function nextState(
  state: JobState,
  status: SecondaryStatus,
  clock: Clock,
  more: Partial<JobState> = {},
): JobState {
  const now = clock() / 1000;
  const next: JobState = {
    ...state,
    ...more,
    TrainingJobStatus: JOB_STATUS[status] ?? 'InProgress',
    SecondaryStatus: status,
    SecondaryStatusTransitions: [
      ...state.SecondaryStatusTransitions.map((transition) => ({ EndTime: now, ...transition })),
      { Status: status, StartTime: now, StatusMessage: more.FailureReason ?? MESSAGES[status] },
    ],
    LastModifiedTime: now,
    ...(status === 'Downloading' ? { TrainingStartTime: now } : {}),
  };
  if (!isFinal(next)) return next;
  const seconds = Math.ceil(now - (next.TrainingStartTime ?? now));
  return { ...next, TrainingEndTime: now, TrainingTimeInSeconds: seconds, BillableTimeInSeconds: seconds };
}

/** `training-job.json` in the folder of a job: whoever reads it sees one state or the next, and never half of one. */
export class JobRecord {
  readonly path: string;
  readonly #about: Readonly<Record<string, unknown>>;
  readonly #clock: Clock;
  #state: JobState;

  /** @param about the request, which stands in the file, too */
  constructor(folder: string, about: Readonly<Record<string, unknown>>, clock: Clock, state = newJobState(clock)) {
    this.path = join(folder, JOB_FILE);
    this.#about = about;
    this.#clock = clock;
    this.#state = state;
  }

  get state(): JobState {
    return this.#state;
  }

  /** @throws UserError E_OUTPUT_FOLDER; PlatformError E_DISK_FULL, E_PERMISSION, E_WRITE */
  async enter(status: SecondaryStatus, more: Partial<JobState> = {}): Promise<void> {
    this.#state = nextState(this.#state, status, this.#clock, more);
    await this.write();
  }

  async write(): Promise<void> {
    await replaceJson(this.path, { ...this.#about, ...this.#state });
  }
}

export const JOB_FILE = 'training-job.json';

/** The record in a folder; `undefined` where there is none. @throws UserError E_OUTPUT_EXISTS where the file is something else */
export async function readJobRecord(folder: string): Promise<JobState | undefined> {
  const path = join(folder, JOB_FILE);
  const text = await readOptionalText(path);
  if (text === undefined) return undefined;
  try {
    const value = JSON.parse(text);
    if (typeof value.TrainingJobStatus === 'string') return value;
  } catch {
    // Not ours, as anything else that has no status.
  }
  throw new UserError('E_OUTPUT_EXISTS', `${path} is not the record of a job, and is not overwritten.`, {
    where: { file: path },
  });
}

/** Written aside, synced, and renamed. */
export function replaceJson(path: string, value: unknown): Promise<void> {
  return replaceFile(path, new TextEncoder().encode(`${JSON.stringify(value, null, 2)}\n`));
}
