import { stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { localPath } from '../../training/channels/local-address.js';
import { validationError } from '../api/service-error.js';
import { underRoot } from '../s3-root.js';
import type { Operation } from './json-protocol.js';
import { type ListRequest, pageOf } from './listing.js';
import type { Resources } from './resources.js';
import { now } from './times.js';

type Json = Readonly<Record<string, unknown>>;

const KIND = 'model';

/** A container of a model, with a file or folder for its address. */
export interface Container {
  readonly path: string;
  /** `path` is a folder of models, of which each request names one. */
  readonly multiModel: boolean;
  readonly environment: Readonly<Record<string, string>>;
}

/** One container or, as a pipeline, several. */
export type Containers = readonly Container[];

export function modelOperations(resources: Resources, s3Root: string): Record<string, Operation> {
  return {
    CreateModel: {
      input: 'CreateModelInput',
      run: async (request) => {
        const containers = await resolved(request, s3Root);
        const state = { CreationTime: now(), containers };
        const { arn } = await resources.create(KIND, request.ModelName as string, request, state);
        return { ModelArn: arn };
      },
    },
    DescribeModel: {
      input: 'DescribeModelInput',
      run: async ({ ModelName }) => {
        const { request, arn, state } = await resources.find(KIND, ModelName as string);
        return { ...request, ModelArn: arn, CreationTime: state.CreationTime };
      },
    },
    ListModels: {
      input: 'ListModelsInput',
      run: async (request) => {
        const { items, nextToken } = pageOf(await resources.list(KIND), request as ListRequest, {
          defaultOrder: 'Descending',
        });
        const Models = items.map(({ name, arn, state }) => ({
          ModelName: name,
          ModelArn: arn,
          CreationTime: state.CreationTime,
        }));
        return { Models, ...(nextToken === undefined ? {} : { NextToken: nextToken }) };
      },
    },
    DeleteModel: {
      input: 'DeleteModelInput',
      run: async ({ ModelName }) => {
        await resources.remove(KIND, ModelName as string);
        return {};
      },
    },
  };
}

/** @throws ServiceError where there is no model of this name */
export async function containersOf(resources: Resources, modelName: string): Promise<Containers> {
  return (await resources.find(KIND, modelName)).state.containers as Containers;
}

interface ContainerRequest {
  readonly ModelDataUrl?: string;
  readonly ModelDataSource?: { readonly S3DataSource?: { readonly S3Uri: string } };
  readonly Mode?: string;
  readonly Environment?: Readonly<Record<string, string>>;
}

async function resolved({ PrimaryContainer, Containers }: Json, s3Root: string): Promise<Containers> {
  if ((PrimaryContainer === undefined) === (Containers === undefined)) {
    throw validationError('Either PrimaryContainer or Containers must be given, and not both.');
  }
  const requests = (Containers ?? [PrimaryContainer]) as readonly ContainerRequest[];
  return Promise.all(requests.map((request) => container(request, s3Root)));
}

async function container(request: ContainerRequest, s3Root: string): Promise<Container> {
  const { ModelDataUrl, ModelDataSource, Mode, Environment = {} } = request;
  const address = ModelDataUrl ?? ModelDataSource?.S3DataSource?.S3Uri;
  if (address === undefined)
    throw validationError('A container needs a ModelDataUrl: built-in algorithms are nothing without one.');
  const path = localPath(underRoot(address, s3Root), resolve('.'));
  if ((await stat(path).catch(() => undefined)) === undefined) {
    throw validationError(`Could not find model data at ${address}.`);
  }
  return { path: join(path), multiModel: Mode === 'MultiModel', environment: Environment };
}
