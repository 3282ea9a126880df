import { stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { localPath } from '../../training/channels/local-address.js';
import { readOptionalText } from '../../training/optional-text.js';
import { validationError } from '../api/service-error.js';
import { underRoot } from '../s3-root.js';
import type { JobKind, Jobs } from './jobs.js';
import type { Operation } from './json-protocol.js';
import { type ListRequest, pageOf } from './listing.js';
import { type Containers, containersOf } from './models.js';
import type { Resources } from './resources.js';
import type { Resource } from './store.js';
import { now } from './times.js';

type Json = Readonly<Record<string, unknown>>;

const KIND = 'transform-job';

export type TransformState = {
  readonly TransformJobStatus: 'InProgress' | 'Completed' | 'Failed' | 'Stopping' | 'Stopped';
  readonly CreationTime: number;
  readonly TransformStartTime?: number;
  readonly TransformEndTime?: number;
  readonly FailureReason?: string;
};

/** What the worker gets. */
export type TransformTask = {
  readonly kind: typeof KIND;
  readonly request: Json;
  readonly input: string;
  readonly output: string;
  readonly containers: Containers;
  readonly state: TransformState;
};

/** What the store has beside the state, so that a model may go while its job waits. */
type Kept = Pick<TransformTask, 'input' | 'output' | 'containers'>;

export const TRANSFORM_FILE = 'transform-job.json';

export const transformJobKind: JobKind = {
  kind: KIND,
  statusOf: (state) => (state as TransformState).TransformJobStatus,
  task: ({ request, state }): TransformTask => {
    const { input, output, containers, ...rest } = state as TransformState & Kept;
    return { kind: KIND, request, input, output, containers, state: rest };
  },
  written: readRecord,
  next: nextTransformState,
};

/** The same job in its next status. */
export function nextTransformState(
  state: Json,
  status: TransformState['TransformJobStatus'],
  FailureReason?: string,
): Json {
  return {
    ...state,
    TransformJobStatus: status,
    ...(status === 'Stopping' ? {} : { TransformEndTime: now() }),
    ...(FailureReason === undefined ? {} : { FailureReason }),
  };
}

export function transformJobOperations(resources: Resources, jobs: Jobs, s3Root: string): Record<string, Operation> {
  return {
    CreateTransformJob: {
      input: 'CreateTransformJobRequest',
      run: async (request) => {
        const state = { TransformJobStatus: 'InProgress', CreationTime: now() };
        const kept = await resolved(request, resources, s3Root);
        const job = await resources.create(KIND, request.TransformJobName as string, request, { ...state, ...kept });
        jobs.start(job);
        return { TransformJobArn: job.arn };
      },
    },
    DescribeTransformJob: {
      input: 'DescribeTransformJobRequest',
      run: async (request) => {
        const job = await resources.find(KIND, request.TransformJobName as string);
        return { ...job.request, TransformJobArn: job.arn, ...visible(await jobs.stateOf(job)) };
      },
    },
    StopTransformJob: {
      input: 'StopTransformJobRequest',
      run: async (request) => {
        await jobs.stop(request.TransformJobName as string, (status) => {
          throw validationError(`The request was rejected because the transform job is in status ${status}.`);
        });
        return {};
      },
    },
    ListTransformJobs: {
      input: 'ListTransformJobsRequest',
      run: async (request) => {
        const { items, nextToken } = pageOf(await resources.list(KIND), request as ListRequest, {
          statusKey: 'TransformJobStatus',
          defaultOrder: 'Descending',
        });
        const TransformJobSummaries = await Promise.all(
          items.map(async (job) => summary(job, await jobs.stateOf(job))),
        );
        return { TransformJobSummaries, ...(nextToken === undefined ? {} : { NextToken: nextToken }) };
      },
    },
  };
}

function summary({ name, arn }: Resource, state: Json): Json {
  const { TransformStartTime: _start, ...rest } = visible(state);
  return { TransformJobName: name, TransformJobArn: arn, ...rest };
}

function visible(state: Json): Json {
  const { input: _input, output: _output, containers: _containers, ...rest } = state;
  return rest;
}

async function resolved(request: Json, resources: Resources, s3Root: string): Promise<Kept> {
  const containers = await containersOf(resources, request.ModelName as string);
  const { TransformInput, TransformOutput } = request as {
    TransformInput: { DataSource: { S3DataSource: { S3Uri: string } } };
    TransformOutput: { S3OutputPath: string };
  };
  const pathOf = (address: string) => localPath(underRoot(address, s3Root), resolve('.'));
  const { S3Uri } = TransformInput.DataSource.S3DataSource;
  const input = pathOf(S3Uri);
  if ((await stat(input).catch(() => undefined)) === undefined) {
    throw validationError(`No S3 objects found under S3 URL "${S3Uri}" given in input data source.`);
  }
  return { input, output: pathOf(TransformOutput.S3OutputPath), containers };
}

async function readRecord(folder: string): Promise<Json | undefined> {
  const text = await readOptionalText(join(folder, TRANSFORM_FILE));
  return text === undefined ? undefined : JSON.parse(text);
}
