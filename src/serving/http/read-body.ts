import type { IncomingMessage } from 'node:http';
import type { Eventually } from '../../data/when-there.js';
import { UserError } from '../../errors.js';
import type { ByteBudget } from './gate.js';
import type { HttpLimits } from './limits.js';

type BodyLimits = Pick<HttpLimits, 'maxBodyBytes' | 'idleTimeoutMs'>;

/** The client went away in the middle: nobody is there to be answered. */
export class ClientGone extends Error {
  override readonly name = 'ClientGone';
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

/** A body that is read whole. What is held grows with the bytes that come, whatever the headers promise. */
export class BodyReader {
  readonly #limits: BodyLimits;
  readonly #budget: ByteBudget;
  readonly #chunks: Buffer[] = [];
  #held = 0;
  #lastByteMs = Number.POSITIVE_INFINITY;
  /** Absent where the outcome is known. */
  #settle: { resolve(bytes: Uint8Array): void; reject(error: unknown): void } | undefined;

  constructor(limits: BodyLimits, budget: ByteBudget) {
    this.#limits = limits;
    this.#budget = budget;
  }

  /** At once, where all of it came with the headers. @throws UserError E_PAYLOAD_TOO_LARGE, E_HTTP_SLOW · PlatformError E_BUSY · whatever `fail` is told */
  read(request: IncomingMessage): Eventually<Uint8Array> {
    // Of a stream that has closed already no event would ever tell.
    if (request.destroyed && !request.readableEnded) throw new ClientGone();
    if (request.complete) {
      const bytes: Uint8Array = request.read() ?? NOTHING;
      this.#hold(bytes.length);
      return bytes;
    }
    this.#lastByteMs = performance.now();
    return new Promise((resolve, reject) => {
      this.#settle = { resolve, reject };
      request.on('data', (chunk: Buffer) => this.#take(chunk)).on('end', () => this.#end());
    });
  }

  /** Gives back what the body takes of the budget. */
  release(): void {
    this.#budget.give(this.#held);
    this.#held = 0;
  }

  /** Nothing more will come, or is wanted. */
  fail(error: unknown): void {
    if (this.#settle === undefined) return;
    this.release();
    this.#settle.reject(error);
    this.#settle = undefined;
  }

  /** Fails where no byte has come for too long. */
  checkTime(nowMs: number): void {
    const { idleTimeoutMs } = this.#limits;
    if (nowMs - this.#lastByteMs >= idleTimeoutMs) this.fail(slow(idleTimeoutMs));
  }

  #take(chunk: Buffer): void {
    if (this.#settle === undefined) return;
    this.#lastByteMs = performance.now();
    try {
      this.#hold(chunk.length);
      this.#chunks.push(chunk);
    } catch (error) {
      this.fail(error);
    }
  }

  #hold(bytes: number): void {
    const { maxBodyBytes } = this.#limits;
    if (this.#held + bytes > maxBodyBytes) throw tooLarge(maxBodyBytes);
    this.#budget.take(bytes);
    this.#held += bytes;
  }

  #end(): void {
    this.#settle?.resolve(joined(this.#chunks, this.#held));
    this.#settle = undefined;
  }
}

const NOTHING = new Uint8Array(0);

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
