import type { Algorithm, Model } from '../algorithms/algorithm.js';
import type { Csr } from '../data/csr.js';
import type { Dense } from '../data/dense.js';
import { UserError } from '../errors.js';
import type { Kernels } from '../kernels/kernels.js';
import { negotiateAccept, type ResponseType } from './accept.js';
import type { AnswerOptions } from './answer-options.js';
import { frameworkAccept, frameworkBody, selectedBody } from './framework-answer.js';
import { decodeRequest } from './request.js';
import { encodeResponse } from './response.js';
import { decodeXgboostRequest } from './xgboost-request.js';

/** A model and what is needed to talk to it. */
export interface Served {
  readonly model: Pick<Model, 'predict' | 'select'>;
  readonly algorithm: Pick<Algorithm, 'requestTypes' | 'response' | 'profile'>;
  readonly kernels: Kernels;
  /** What the environment says of answers. */
  readonly answers?: AnswerOptions | undefined;
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
  return served.algorithm.profile === 'xgboost' ? frameworkAnswer(served, invocation) : answer(served, invocation);
}

async function answer(served: Served, invocation: Invocation): Promise<InvocationAnswer> {
  const { response } = served.algorithm;
  const accepted = negotiateAccept(invocation.accept, response);
  const rows = await rowsOf(served, invocation);
  const predictions = await served.model.predict(rows, { signal: invocation.signal, verbose: accepted.verbose });
  return { body: encodeResponse(predictions, accepted, response), contentType: accepted.type };
}

/** The open containers look at the body first, then predict, and notice last what the client accepts. */
async function frameworkAnswer(served: Served, invocation: Invocation): Promise<InvocationAnswer> {
  const { model, algorithm, answers = {} } = served;
  const options = { signal: invocation.signal, firstOnly: answers.firstOnly };
  const { body, contentType, name = 'request' } = invocation;
  const header = contentType === '' ? undefined : contentType;
  const rows = await decodeXgboostRequest(body, header, { kernels: served.kernels, imageVersion: '3.0-5', name });
  const { select: keys } = answers;
  if (keys !== undefined && model.select !== undefined) {
    const columns = await evaluated(() => (model as Required<typeof model>).select(rows, keys, options));
    const type = frameworkAccept(invocation.accept, answers);
    return { body: selectedBody(columns, keys, type, algorithm.response, answers), contentType: type };
  }
  const predictions = await evaluated(() => model.predict(rows, options));
  const type = frameworkAccept(invocation.accept, answers);
  return { body: frameworkBody(predictions, type, algorithm.response, answers), contentType: type };
}

/** What an open container says where the rows could be read and not be used. */
async function evaluated<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const message = `Unable to evaluate payload provided: ${error.message}`;
    throw new UserError('E_BAD_PAYLOAD', message, { ...(error.hint && { hint: error.hint }), cause: error });
  }
}

function rowsOf(
  { algorithm, kernels }: Served,
  { body, contentType, name = 'request' }: Invocation,
): Promise<Dense | Csr> {
  return decodeRequest(body, contentType, { kernels, requestTypes: algorithm.requestTypes, name });
}
