import { validationError } from '../api/service-error.js';
import type { Operation } from './json-protocol.js';
import { type ListRequest, pageOf } from './listing.js';
import { type Containers, containersOf } from './models.js';
import type { Resources } from './resources.js';
import { now } from './times.js';

type Json = Readonly<Record<string, unknown>>;

const KIND = 'endpoint-config';

export interface ConfiguredVariant {
  readonly name: string;
  readonly weight: number;
  readonly containers: Containers;
}

/** What an endpoint is made of, in a form that outlives config and models. */
export type EndpointParts = {
  readonly variants: readonly ConfiguredVariant[];
  readonly shadow?: ConfiguredVariant;
};

export function endpointConfigOperations(resources: Resources): Record<string, Operation> {
  return {
    CreateEndpointConfig: {
      input: 'CreateEndpointConfigInput',
      run: async (request) => {
        // Says which model is missing.
        const parts = await partsIn(request, resources);
        if (parts.variants.every(({ weight }) => weight === 0)) {
          throw validationError('At least one production variant must have a weight above 0.');
        }
        const name = request.EndpointConfigName as string;
        const { arn } = await resources.create(KIND, name, request, { CreationTime: now() });
        return { EndpointConfigArn: arn };
      },
    },
    DescribeEndpointConfig: {
      input: 'DescribeEndpointConfigInput',
      run: async ({ EndpointConfigName }) => {
        const { request, arn, state } = await resources.find(KIND, EndpointConfigName as string);
        return { ...request, EndpointConfigArn: arn, ...state };
      },
    },
    ListEndpointConfigs: {
      input: 'ListEndpointConfigsInput',
      run: async (request) => {
        const { items, nextToken } = pageOf(await resources.list(KIND), request as ListRequest, {
          defaultOrder: 'Descending',
        });
        const EndpointConfigs = items.map(({ name, arn, state }) => ({
          EndpointConfigName: name,
          EndpointConfigArn: arn,
          CreationTime: state.CreationTime,
        }));
        return { EndpointConfigs, ...(nextToken === undefined ? {} : { NextToken: nextToken }) };
      },
    },
    DeleteEndpointConfig: {
      input: 'DeleteEndpointConfigInput',
      run: async ({ EndpointConfigName }) => {
        await resources.remove(KIND, EndpointConfigName as string);
        return {};
      },
    },
  };
}

/** @throws ServiceError where config or model are missing */
export async function partsOf(resources: Resources, configName: string): Promise<EndpointParts> {
  return partsIn((await resources.find(KIND, configName)).request, resources);
}

interface VariantRequest {
  readonly VariantName: string;
  readonly ModelName?: string;
  readonly InitialVariantWeight?: number;
}

async function partsIn(request: Json, resources: Resources): Promise<EndpointParts> {
  const variant = async ({ VariantName, ModelName, InitialVariantWeight = 1 }: VariantRequest) => ({
    name: VariantName,
    weight: InitialVariantWeight,
    containers: await containersOf(resources, ModelName ?? ''),
  });
  const variants = await Promise.all((request.ProductionVariants as readonly VariantRequest[]).map(variant));
  const [shadow] = (request.ShadowProductionVariants ?? []) as readonly VariantRequest[];
  return { variants, ...(shadow === undefined ? {} : { shadow: await variant(shadow) }) };
}
