import type { Algorithm, Model } from '../algorithms/algorithm.js';
import type { Kernels } from '../kernels/kernels.js';
import { negotiateAccept, type ResponseType } from './accept.js';
import { decodeRequest } from './request.js';
import { encodeResponse } from './response.js';

/** A model and what is needed to talk to it. */
export interface Served {
  readonly model: Pick<Model, 'predict'>;
  readonly algorithm: Pick<Algorithm, 'requestTypes' | 'response'>;
  readonly kernels: Kernels;
}

/** What a container is asked: a body and the two headers that matter. */
export interface Invocation {
  readonly body: Uint8Array;
  /** Empty where there is no such header. */
  readonly contentType: string;
  /** Empty where there is no such header. */
  readonly accept: string;
  /** How errors call the body. */
  readonly name?: string;
  readonly signal?: AbortSignal | undefined;
}

export interface InvocationAnswer {
  readonly body: Uint8Array;
  readonly contentType: ResponseType;
}

/**
 * Answers a request body as the container's `/invocations` does.
 * @throws UserError E_ACCEPT, E_CONTENT_TYPE, E_REQUEST_…, E_FEATURE_DIM
 */
export async function invoke(served: Served, invocation: Invocation): Promise<InvocationAnswer> {
  const { body, contentType, signal, name = 'request' } = invocation;
  const { requestTypes, response } = served.algorithm;
  const accepted = negotiateAccept(invocation.accept, response);
  const rows = await decodeRequest(body, contentType, { kernels: served.kernels, requestTypes, name });
  const predictions = await served.model.predict(rows, { signal, verbose: accepted.verbose });
  return { body: encodeResponse(predictions, accepted, response), contentType: accepted.type };
}
