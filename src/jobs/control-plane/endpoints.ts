import { randomUUID } from 'node:crypto';
import type { RouteContext } from '../../serving/endpoint/routes.js';
import type { HttpAnswer, HttpRequest } from '../../serving/http/handler.js';
import type { Route } from '../../serving/http/router.js';
import { FAILURE_REASON_CHARACTERS, toSagelocalError } from '../../training/failure.js';
import { validationError } from '../api/service-error.js';
import { type EndpointParts, partsOf } from './endpoint-configs.js';
import type { Operation } from './json-protocol.js';
import { ACCOUNT, arnOf } from './kinds.js';
import { type ListRequest, pageOf } from './listing.js';
import { INVOKE_ENDPOINT, type LiveEndpoint, liveEndpoint } from './live-endpoint.js';
import type { Resources } from './resources.js';
import type { Resource } from './store.js';
import { now } from './times.js';
import { UnderWay } from './under-way.js';

type EndpointStatus = 'Creating' | 'Updating' | 'InService' | 'Failed';

type EndpointState = {
  readonly EndpointStatus: EndpointStatus;
  readonly EndpointConfigName: string;
  readonly CreationTime: number;
  readonly LastModifiedTime: number;
  readonly FailureReason?: string;
  readonly parts: EndpointParts;
  /** Which creation or update this is. */
  readonly revision: string;
};

const KIND = 'endpoint';

/** Endpoints: their records in the store, their models in this process. */
export class Endpoints {
  readonly #resources: Resources;
  readonly #context: RouteContext;
  readonly #live = new Map<string, LiveEndpoint>();
  readonly #loading = new UnderWay();

  constructor(resources: Resources, context: RouteContext) {
    this.#resources = resources;
    this.#context = context;
  }

  /** Brings up what an earlier control plane had. */
  async recover(): Promise<void> {
    for (const endpoint of await this.#resources.list(KIND)) {
      if (stateOf(endpoint).EndpointStatus !== 'Failed') this.#load(endpoint);
    }
    await this.settled();
  }

  /** When nothing is being loaded. */
  async settled(): Promise<void> {
    await this.#loading.settled();
  }

  route(): Route {
    return {
      method: 'POST',
      path: INVOKE_ENDPOINT,
      handle: async (request, name = '') => this.#live.get(name)?.(request) ?? notFound(request, name),
    };
  }

  operations(): Record<string, Operation> {
    return {
      CreateEndpoint: { input: 'CreateEndpointInput', run: (request) => this.#create(request) },
      UpdateEndpoint: { input: 'UpdateEndpointInput', run: (request) => this.#update(request) },
      DescribeEndpoint: {
        input: 'DescribeEndpointInput',
        run: async ({ EndpointName }) => described(await this.#resources.find(KIND, EndpointName as string)),
      },
      ListEndpoints: { input: 'ListEndpointsInput', run: (request) => this.#list(request as ListRequest) },
      DeleteEndpoint: {
        input: 'DeleteEndpointInput',
        run: async ({ EndpointName }) => {
          await this.#resources.remove(KIND, EndpointName as string);
          this.#live.delete(EndpointName as string);
          return {};
        },
      },
    };
  }

  async #create(request: Readonly<Record<string, unknown>>) {
    const parts = await partsOf(this.#resources, request.EndpointConfigName as string);
    const time = now();
    const state: EndpointState = {
      EndpointStatus: 'Creating',
      EndpointConfigName: request.EndpointConfigName as string,
      CreationTime: time,
      LastModifiedTime: time,
      parts,
      revision: randomUUID(),
    };
    const endpoint = await this.#resources.create(KIND, request.EndpointName as string, request, state);
    this.#load(endpoint);
    return { EndpointArn: endpoint.arn };
  }

  async #update({ EndpointName, EndpointConfigName }: Readonly<Record<string, unknown>>) {
    const parts = await partsOf(this.#resources, EndpointConfigName as string);
    const endpoint = await this.#resources.update(KIND, EndpointName as string, (current) => {
      const { FailureReason: _old, ...state } = stateOf(current);
      if (state.EndpointStatus !== 'InService') {
        throw validationError(`Cannot update in-progress endpoint "${current.arn}".`);
      }
      const name = EndpointConfigName as string;
      return { ...state, EndpointStatus: 'Updating', EndpointConfigName: name, parts, revision: randomUUID() };
    });
    this.#load(endpoint);
    return { EndpointArn: endpoint.arn };
  }

  async #list(request: ListRequest) {
    const { items, nextToken } = pageOf(await this.#resources.list(KIND), request, {
      statusKey: 'EndpointStatus',
      defaultOrder: 'Descending',
    });
    const Endpoints = items.map((endpoint) => {
      const { CreationTime, LastModifiedTime, EndpointStatus } = stateOf(endpoint);
      const { name: EndpointName, arn: EndpointArn } = endpoint;
      return { EndpointName, EndpointArn, CreationTime, LastModifiedTime, EndpointStatus };
    });
    return { Endpoints, ...(nextToken === undefined ? {} : { NextToken: nextToken }) };
  }

  /** Until it is loaded, whatever answered before goes on answering. */
  #load(endpoint: Resource): void {
    const loading = this.#bringUp(endpoint).catch(this.#context.onFault);
    void this.#loading.add(loading);
  }

  async #bringUp(endpoint: Resource): Promise<void> {
    const { parts, revision } = stateOf(endpoint);
    let live: LiveEndpoint | undefined;
    let FailureReason: string | undefined;
    try {
      live = await liveEndpoint(parts, this.#context);
    } catch (error) {
      FailureReason = failureReason(parts, error);
    }
    try {
      await this.#resources.update(KIND, endpoint.name, (current) => {
        // Meanwhile deleted and made anew.
        if (stateOf(current).revision !== revision) return undefined;
        if (live !== undefined) this.#live.set(endpoint.name, live);
        const EndpointStatus = this.#live.has(endpoint.name) ? 'InService' : 'Failed';
        const state = { ...stateOf(current), EndpointStatus, LastModifiedTime: now() };
        return FailureReason === undefined ? state : { ...state, FailureReason };
      });
    } catch (error) {
      // Deleted meanwhile.
      if (!(error instanceof Error && error.message === missingText(endpoint.name))) throw error;
    }
  }
}

function stateOf({ state }: Resource): EndpointState {
  return state as EndpointState;
}

function missingText(name: string): string {
  return `Could not find endpoint "${arnOf(KIND, name)}".`;
}

function described(endpoint: Resource) {
  const { parts, revision: _internal, ...state } = stateOf(endpoint);
  return {
    EndpointName: endpoint.name,
    EndpointArn: endpoint.arn,
    ProductionVariants: parts.variants.map(({ name, weight }) => ({
      VariantName: name,
      CurrentWeight: weight,
      DesiredWeight: weight,
      CurrentInstanceCount: 1,
      DesiredInstanceCount: 1,
    })),
    ...state,
  };
}

/** SageMaker's sentence, and then what it leaves to the logs. */
function failureReason({ variants }: EndpointParts, error: unknown): string {
  const names = variants.map(({ name }) => name).join(', ');
  const said = toSagelocalError(error).message;
  return `The primary container for production variant ${names} did not pass the ping health check. ${said}`.slice(
    0,
    FAILURE_REASON_CHARACTERS,
  );
}

async function notFound(request: HttpRequest, name: string): Promise<HttpAnswer> {
  await request.body();
  return {
    status: 400,
    headers: { 'Content-Type': 'application/json', 'x-amzn-errortype': 'ValidationError' },
    body: JSON.stringify({ Message: `Endpoint ${name} of account ${ACCOUNT} not found.` }),
  };
}
