import type { IncomingMessage } from 'node:http';
import { UserError } from '../../errors.js';
import type { ByteBudget } from './gate.js';
import type { HttpLimits } from './limits.js';

type BodyLimits = Pick<HttpLimits, 'maxBodyBytes' | 'idleTimeoutMs'>;

/** The client went away in the middle: nobody is there to be answered. */
export class ClientGone extends Error {
  override readonly name = 'ClientGone';
}

export interface Body {
  readonly bytes: Uint8Array;
  /** Gives back what the body takes of the budget. */
  release(): void;
}

/**
 * Refuses what the headers alone show to be too much, before the first byte of the body.
 * @throws UserError E_PAYLOAD_TOO_LARGE, E_CONTENT_ENCODING
 */
export function refuseByHeaders(request: IncomingMessage, { maxBodyBytes }: BodyLimits): void {
  const encoding = request.headers['content-encoding']?.trim().toLowerCase() ?? '';
  if (encoding !== '' && encoding !== 'identity') {
    throw new UserError('E_CONTENT_ENCODING', `content-encoding ${encoding} not supported`, {
      hint: 'Send the body as it is.',
    });
  }
  if (Number(request.headers['content-length'] ?? 0) > maxBodyBytes) throw tooLarge(maxBodyBytes);
}

/**
 * Reads a body whole. What is held grows with the bytes that come, whatever the headers promise.
 * @throws UserError E_PAYLOAD_TOO_LARGE, E_HTTP_SLOW · PlatformError E_BUSY · ClientGone
 */
export function readBody(request: IncomingMessage, limits: BodyLimits, budget: ByteBudget): Promise<Body> {
  // Of a stream that has closed already no event would ever tell.
  if (request.destroyed && !request.readableEnded) return Promise.reject(new ClientGone());
  const { maxBodyBytes, idleTimeoutMs } = limits;
  const chunks: Buffer[] = [];
  let held = 0;
  let size = 0;
  const release = () => {
    budget.give(held);
    held = 0;
  };
  return new Promise((resolve, reject) => {
    const settle = (conclude: () => void) => {
      request.off('data', onData).off('end', onEnd).off('close', onGone).off('error', onGone).off('timeout', onIdle);
      request.socket.setTimeout(0);
      conclude();
    };
    const fail = (error: unknown) =>
      settle(() => {
        release();
        reject(error);
      });
    const onData = (chunk: Buffer) => {
      size += chunk.length;
      if (size > maxBodyBytes) return fail(tooLarge(maxBodyBytes));
      try {
        budget.take(chunk.length);
      } catch (error) {
        return fail(error);
      }
      held += chunk.length;
      chunks.push(chunk);
    };
    const onEnd = () => settle(() => resolve({ bytes: joined(chunks, size), release }));
    const onGone = () => fail(new ClientGone());
    const onIdle = () => fail(slow(idleTimeoutMs));
    request.on('data', onData).on('end', onEnd).on('close', onGone).on('error', onGone).on('timeout', onIdle);
    request.socket.setTimeout(idleTimeoutMs);
  });
}

function joined(chunks: readonly Buffer[], size: number): Uint8Array {
  return chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks, size);
}

function tooLarge(maxBodyBytes: number): UserError {
  const hint = 'Send fewer rows a request, or raise MAX_CONTENT_LENGTH.';
  return new UserError('E_PAYLOAD_TOO_LARGE', `The request body is larger than ${maxBodyBytes} bytes.`, { hint });
}

function slow(idleTimeoutMs: number): UserError {
  return new UserError('E_HTTP_SLOW', `No byte of the request body came for ${idleTimeoutMs} ms.`);
}
