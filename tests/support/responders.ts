import type { EndpointAnswer, EndpointRequest, Responder } from '../../src/serving/endpoint/responder.js';

/** A request as the routes hand it on. */
export function endpointRequest(body = '', overrides: Partial<EndpointRequest> = {}): EndpointRequest {
  return {
    body: Buffer.from(body),
    contentType: 'text/csv',
    accept: 'text/csv',
    signal: new AbortController().signal,
    ...overrides,
  };
}

/** Answers what `say` makes of the body, and remembers what it was asked. */
export function responder(
  say: (text: string, request: EndpointRequest) => string | Promise<string> = (text) => text,
): Responder & { readonly asked: EndpointRequest[] } {
  const asked: EndpointRequest[] = [];
  return {
    asked,
    async answer(request): Promise<EndpointAnswer> {
      asked.push(request);
      return { body: Buffer.from(await say(Buffer.from(request.body).toString(), request)), contentType: 'text/csv' };
    },
  };
}

export const textOf = ({ body }: EndpointAnswer): string => Buffer.from(body).toString();
