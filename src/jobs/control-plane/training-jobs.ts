import { resolve } from 'node:path';
import { UserError } from '../../errors.js';
import { systemClock } from '../../training/clock.js';
import { validationError } from '../api/service-error.js';
import { type JobState, newJobState, nextState, readJobRecord } from '../job-record.js';
import { parseRequestedJob } from '../requested-job.js';
import { withLocalAddresses } from '../s3-root.js';
import type { JobKind, Jobs } from './jobs.js';
import type { Operation } from './json-protocol.js';
import { type ListRequest, pageOf } from './listing.js';
import type { Resources } from './resources.js';
import type { Resource } from './store.js';

type Json = Readonly<Record<string, unknown>>;

const KIND = 'training-job';

/** What the worker gets: the request with files for addresses. */
export type TrainingTask = {
  readonly kind: typeof KIND;
  readonly request: Json;
  /** Relative paths start here. */
  readonly folder: string;
  readonly state: JobState;
  readonly modelAddress: string;
};

export function trainingJobKind(s3Root: string): JobKind {
  return {
    kind: KIND,
    statusOf: (state) => (state as JobState).TrainingJobStatus,
    task: ({ request, state }): TrainingTask => ({
      kind: KIND,
      request: withLocalAddresses(request, s3Root),
      folder: resolve('.'),
      state: state as JobState,
      modelAddress: modelAddressOf(request),
    }),
    written: readJobRecord,
    next: (state, status, FailureReason) =>
      nextState(state as JobState, status, systemClock, FailureReason === undefined ? {} : { FailureReason }),
  };
}

export function trainingJobOperations(resources: Resources, jobs: Jobs, s3Root: string): Record<string, Operation> {
  return {
    CreateTrainingJob: {
      input: 'CreateTrainingJobRequest',
      run: async (request) => {
        await refuseWhatCannotRun(request, s3Root);
        const name = request.TrainingJobName as string;
        const job = await resources.create(KIND, name, request, newJobState());
        jobs.start(job);
        return { TrainingJobArn: job.arn };
      },
    },
    DescribeTrainingJob: {
      input: 'DescribeTrainingJobRequest',
      run: async (request) => {
        const job = await resources.find(KIND, request.TrainingJobName as string);
        return { ...job.request, TrainingJobArn: job.arn, ...(await jobs.stateOf(job)) };
      },
    },
    StopTrainingJob: {
      input: 'StopTrainingJobRequest',
      run: async (request) => {
        await jobs.stop(request.TrainingJobName as string, (status) => {
          throw validationError(`The request was rejected because the training job is in status ${status}.`);
        });
        return {};
      },
    },
    ListTrainingJobs: {
      input: 'ListTrainingJobsRequest',
      run: async (request) => {
        const page = pageOf(await resources.list(KIND), request as ListRequest, {
          statusKey: 'TrainingJobStatus',
          defaultOrder: 'Ascending',
        });
        return {
          TrainingJobSummaries: await Promise.all(page.items.map(async (job) => summary(job, await jobs.stateOf(job)))),
          ...(page.nextToken === undefined ? {} : { NextToken: page.nextToken }),
        };
      },
    },
  };
}

function summary({ name, arn }: Resource, state: Json): Json {
  const { CreationTime, TrainingEndTime, LastModifiedTime, TrainingJobStatus, SecondaryStatus } = state;
  return {
    TrainingJobName: name,
    TrainingJobArn: arn,
    ...{ CreationTime, TrainingEndTime, LastModifiedTime, TrainingJobStatus, SecondaryStatus },
  };
}

/** What no training here could make sense of is refused at once; what is wrong with data and hyperparameters, the job says when it fails. */
async function refuseWhatCannotRun(request: Json, s3Root: string): Promise<void> {
  try {
    await parseRequestedJob(request, '.', { s3Root });
  } catch (error) {
    if (error instanceof UserError) throw validationError(error.message);
    throw error;
  }
}

/** SageMaker's place for it: below the output path, in a folder of the job's. */
function modelAddressOf({ TrainingJobName, OutputDataConfig }: Json): string {
  const { S3OutputPath } = OutputDataConfig as { S3OutputPath: string };
  return `${S3OutputPath.replace(/\/+$/, '')}/${TrainingJobName}/output/model.tar.gz`;
}
