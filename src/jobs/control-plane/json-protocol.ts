import { randomUUID } from 'node:crypto';
import { parseJson } from '../../formats/json/text.js';
import { failureOf } from '../../serving/failure.js';
import type { HttpAnswer, HttpRequest } from '../../serving/http/handler.js';
import { ClientGone } from '../../serving/http/read-body.js';
import type { Route } from '../../serving/http/router.js';
import { ServiceError } from '../api/service-error.js';
import { validate } from '../api/validate.js';
import type { UnderWay } from './under-way.js';

type Json = Readonly<Record<string, unknown>>;

/** One operation of the service. */
export interface Operation {
  /** The shape its request is held against: `CreateTrainingJobRequest`. */
  readonly input: string;
  readonly run: (request: Json) => Promise<Json>;
}

const CONTENT_TYPE = 'application/x-amz-json-1.1';
const TARGET_PREFIX = 'SageMaker.';
const MAX_DEPTH = 32;

interface Surroundings {
  /** Learns of every operation: it goes on where its client has gone. */
  readonly underWay: UnderWay;
  readonly onFault: (error: unknown) => void;
}

/**
 * AWS's JSON 1.1 protocol: `POST /` with the operation in `X-Amz-Target`. A web page cannot send that header without asking first, and is never
 * answered when it asks.
 */
export function jsonProtocol(operations: Readonly<Record<string, Operation>>, surroundings: Surroundings): Route {
  return {
    method: 'POST',
    path: '/',
    handle: async (request) => {
      try {
        return answer(200, await dispatch(request, operations, surroundings));
      } catch (error) {
        if (error instanceof ClientGone) throw error;
        return errorAnswer(error, surroundings.onFault);
      }
    },
  };
}

async function dispatch(
  request: HttpRequest,
  operations: Readonly<Record<string, Operation>>,
  { underWay }: Surroundings,
): Promise<Json> {
  const target = request.header('x-amz-target');
  const name = target.startsWith(TARGET_PREFIX) ? target.slice(TARGET_PREFIX.length) : '';
  const body = await request.body();
  const operation = Object.hasOwn(operations, name) ? operations[name] : undefined;
  if (operation === undefined) {
    const known = Object.keys(operations).join(', ');
    throw new ServiceError('UnknownOperationException', `'${target}' is not known here. There are ${known}.`);
  }
  const input = parsed(body);
  validate(operation.input, input, { localAddresses: true });
  return underWay.add(operation.run(input));
}

function parsed(body: Uint8Array): Json {
  try {
    const value = body.length === 0 ? {} : parseJson(body, { maxDepth: MAX_DEPTH, what: 'The request', where: {} });
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Json;
  } catch (error) {
    throw new ServiceError('SerializationException', (error as Error).message);
  }
  throw new ServiceError('SerializationException', 'Start of structure or map found where not expected.');
}

function errorAnswer(error: unknown, onFault: (error: unknown) => void): HttpAnswer {
  const { type, message, status } = error instanceof ServiceError ? error : fromOurs(error, onFault);
  // Errors of the service's model spell it in capitals, the general ones do not.
  const key = type.startsWith('Resource') ? 'Message' : 'message';
  return answer(status, { __type: type, [key]: message });
}

function fromOurs(error: unknown, onFault: (error: unknown) => void): ServiceError {
  const { status, text, code } = failureOf(error);
  if (status < 500) return new ServiceError('ValidationException', text, status);
  if (code === 'E_BUSY') return new ServiceError('ThrottlingException', text);
  onFault(error);
  return new ServiceError('InternalFailure', 'The request processing has failed because of an unknown error.', 500);
}

function answer(status: number, value: Json): HttpAnswer {
  return {
    status,
    headers: { 'Content-Type': CONTENT_TYPE, 'x-amzn-RequestId': randomUUID() },
    body: JSON.stringify(value),
  };
}
