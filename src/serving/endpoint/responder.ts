import type { Algorithm } from '../../algorithms/algorithm.js';
import type { Eventually } from '../../data/when-there.js';
import { type Invocation, type InvocationAnswer, invoke, type Served } from '../invoke.js';

/** A request to `/invocations`, with the headers by which SageMaker steers it. */
export interface EndpointRequest extends Invocation {
  readonly signal: AbortSignal;
  /** X-Amzn-SageMaker-Target-Variant: this variant and no other. */
  readonly targetVariant?: string;
}

export interface EndpointAnswer extends InvocationAnswer {
  /** The variant that answered, where there are several. */
  readonly variant?: string;
}

/** Whatever answers requests: a model, a pipeline of models, variants of either, with or without a shadow. */
export interface Responder {
  /** At once, where it can. */
  answer(request: EndpointRequest): Eventually<EndpointAnswer>;
}

/** What a responder made of models reads and writes, so that pipelines can be checked before they run. */
export interface ServedModel extends Responder {
  readonly algorithm: Pick<Algorithm, 'name' | 'requestTypes' | 'response' | 'profile'>;
}

export function servedModel(served: Served & Pick<ServedModel, 'algorithm'>): ServedModel {
  return { algorithm: served.algorithm, answer: (request) => invoke(served, request) };
}
