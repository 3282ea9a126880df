import type { Eventually } from '../../data/when-there.js';
import { type Failure, failureOf } from '../failure.js';
import type { HttpAnswer, HttpRequest } from '../http/handler.js';
import { ClientGone } from '../http/read-body.js';

type Invocations = (request: HttpRequest) => Eventually<HttpAnswer>;

/** What SageMaker itself says no to, before a container hears of it. */
const NOT_THE_MODELS = new Set(['E_VARIANT', 'E_TARGET_MODEL', 'E_MODEL_NAME', 'E_MODEL_PATH', 'E_MODEL_NOT_FOUND']);

/**
 * The same as InvokeEndpoint of the SageMaker runtime API answers it, so that AWS's clients raise the error they raise in the cloud: what the
 * container refuses is a ModelError, HTTP 424, with the container's own status and words inside.
 * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_runtime_InvokeEndpoint.html
 */
export function asInvokeEndpoint(invocations: Invocations, onFault: (error: unknown) => void): Invocations {
  return async (request) => {
    try {
      return await invocations(request);
    } catch (error) {
      if (error instanceof ClientGone) throw error;
      const failure = failureOf(error);
      if (failure.status === 500) onFault(error);
      return failure.status === 204 ? { status: 204 } : apiError(failure);
    }
  };
}

function apiError({ status, text, code = '' }: Failure): HttpAnswer {
  if (NOT_THE_MODELS.has(code)) return typed('ValidationError', 400, { Message: text });
  if (status === 408 || status === 413) return typed('ValidationError', status, { Message: text });
  if (status === 503) return typed('ServiceUnavailable', 503, { Message: text });
  const side = status < 500 ? 'client' : 'server';
  return typed('ModelError', 424, {
    Message: `Received ${side} error (${status}) from primary with message "${text}".`,
    OriginalStatusCode: status,
    OriginalMessage: text,
    LogStreamArn: '',
  });
}

function typed(type: string, status: number, body: Readonly<Record<string, string | number>>): HttpAnswer {
  return {
    status,
    headers: { 'Content-Type': 'application/json', 'x-amzn-errortype': type },
    body: JSON.stringify(body),
  };
}
