import type { Algorithm, Model, Predictions, PredictOptions } from '../algorithms/algorithm.js';
import { DEFAULT_IMAGE, isAtLeast } from '../algorithms/xgboost/versions.js';
import { type Csr, isCsr } from '../data/csr.js';
import { colsOf, type Dense } from '../data/dense.js';
import { type Eventually, whenThere } from '../data/when-there.js';
import { UserError } from '../errors.js';
import { type DmlcFormat, formatOf } from '../formats/dmlc/content-types.js';
import type { Kernels } from '../kernels/kernels.js';
import { negotiateAccept, type ResponseType } from './accept.js';
import type { AnswerOptions } from './answer-options.js';
import type { Body } from './body.js';
import { frameworkAccept, frameworkBody, selectedBody } from './framework-answer.js';
import { decodeRequest } from './request.js';
import { encodeResponse } from './response.js';
import { decodeXgboostRequest } from './xgboost-request.js';

/** A model and what is needed to talk to it. */
export interface Served {
  readonly model: Pick<Model, 'predict' | 'predictAtOnce' | 'select' | 'pickled'> & Partial<Pick<Model, 'featureDim'>>;
  readonly algorithm: Pick<Algorithm, 'requestTypes' | 'response' | 'profile'>;
  readonly kernels: Kernels;
  /** What the environment says of answers. */
  readonly answers?: AnswerOptions | undefined;
}

/** What a container is asked: a body and the two headers that matter. */
export interface Invocation {
  readonly body: Uint8Array;
  /** `undefined` where there is no such header: to some containers that is not the same as an empty one. */
  readonly contentType: string | undefined;
  /** Empty where there is no such header. */
  readonly accept: string;
  /** How errors call the body. */
  readonly name?: string;
  readonly signal?: AbortSignal | undefined;
}

export interface InvocationAnswer {
  readonly body: Body;
  readonly contentType: ResponseType;
}

/**
 * Answers a request body as the container's `/invocations` does: at once, where it can.
 * @throws UserError E_ACCEPT, E_CONTENT_TYPE, E_REQUEST_…, E_FEATURE_DIM, now or later
 */
export function invoke(served: Served, invocation: Invocation): Eventually<InvocationAnswer> {
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
function frameworkAnswer(served: Served, invocation: Invocation): Eventually<InvocationAnswer> {
  const { kernels, answers = {} } = served;
  const { imageVersion = DEFAULT_IMAGE } = answers;
  const { body, contentType, name = 'request' } = invocation;
  const reader = isAtLeast(imageVersion, '3.0-5') ? '3.0-5' : '1.7-1';
  const rows = decodeXgboostRequest(body, contentType, { kernels, imageVersion: reader, name });
  return whenThere(rows, (read) => answerTo(read, served, invocation));
}

function answerTo(rows: Dense | Csr, served: Served, invocation: Invocation): Eventually<InvocationAnswer> {
  const { model, algorithm, answers = {} } = served;
  const { imageVersion = DEFAULT_IMAGE, firstOnly, select: keys } = answers;
  const { contentType, accept, signal } = invocation;
  if (model.pickled || !isAtLeast(imageVersion, '1.3-1')) refuseWidth(rows, model.featureDim, formatOf(contentType));
  const inForm = (write: (type: ResponseType) => Body): InvocationAnswer => {
    const type = frameworkAccept(accept, answers);
    return { body: write(type), contentType: type };
  };
  const { response } = algorithm;
  const options = { signal, firstOnly };
  if (keys !== undefined && model.select !== undefined) {
    const columns = model.select(rows, keys, options).catch(notEvaluated);
    return columns.then((chosen) => inForm((type) => selectedBody(chosen, keys, type, response, answers)));
  }
  return whenThere(predicted(model, rows, options), (predictions) =>
    inForm((type) => frameworkBody(predictions, type, response, answers)),
  );
}

function predicted(model: Served['model'], rows: Dense | Csr, options: PredictOptions): Eventually<Predictions> {
  try {
    return model.predictAtOnce?.(rows, options) ?? model.predict(rows, options).catch(notEvaluated);
  } catch (error) {
    return notEvaluated(error);
  }
}

/** What the container itself asks of rows where its model is a pickle, as those of images up to 1.2 are: XGBoost's own check is another. */
function refuseWidth(rows: Dense | Csr, expected: number | undefined, format: DmlcFormat): void {
  const cols = isCsr(rows) ? rows.cols : colsOf(rows);
  if (expected === undefined) return;
  // Sparse rows may be narrower, for their last features may be 0; of others the label may be gone.
  if (format === 'libsvm' ? cols <= expected + 1 : cols === expected || cols === expected - 1) return;
  const relation = format === 'libsvm' ? 'is larger than' : 'is not consistent with';
  const message = `Feature size of ${format} inference data ${cols} ${relation} feature size of trained model ${expected}.`;
  notEvaluated(new UserError('E_FEATURE_DIM', message));
}

/** What an open container says where the rows could be read and not be used. */
function notEvaluated(error: unknown): never {
  if (!(error instanceof UserError)) throw error;
  const message = `Unable to evaluate payload provided: ${error.message}`;
  throw new UserError('E_BAD_PAYLOAD', message, { ...(error.hint && { hint: error.hint }), cause: error });
}

function rowsOf(
  { algorithm, kernels }: Served,
  { body, contentType = '', name = 'request' }: Invocation,
): Promise<Dense | Csr> {
  return decodeRequest(body, contentType, { kernels, requestTypes: algorithm.requestTypes, name });
}
