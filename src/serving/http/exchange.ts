import type { IncomingMessage, OutgoingHttpHeader, ServerResponse } from 'node:http';
import { type Eventually, whenThere } from '../../data/when-there.js';
import { UserError } from '../../errors.js';
import { failureOf } from '../failure.js';
import type { ByteBudget } from './gate.js';
import type { HttpAnswer, HttpRequest } from './handler.js';
import type { HttpLimits } from './limits.js';
import { BodyReader, refuseByHeaders } from './read-body.js';
import type { Stopper } from './stopper.js';

export interface ExchangeContext {
  readonly limits: HttpLimits;
  readonly budget: ByteBudget;
  /** Of the connection. */
  readonly stopper: Stopper;
  /** The client waits for leave to send its body. */
  readonly expectsContinue: boolean;
}

/** What a client may still send after an answer that came before its request was whole, so that it gets to read the answer. */
const LINGER_BYTES = 64 << 20;
const LINGER_MS = 2_000;

/** One request and its answer. */
export class Exchange implements HttpRequest {
  readonly method: string;
  readonly path: string;
  readonly #request: IncomingMessage;
  readonly #response: ServerResponse;
  readonly #context: ExchangeContext;
  #body: BodyReader | undefined;
  /** The body is there, and the answer is not. */
  #isDue = false;
  /** When the time for an answer is over; known from the first look at the clock on. */
  #dueMs: number | undefined;

  constructor(request: IncomingMessage, response: ServerResponse, context: ExchangeContext) {
    this.#request = request;
    this.#response = response;
    this.#context = context;
    this.method = request.method ?? '';
    this.path = pathOf(request.url ?? '');
  }

  get query(): URLSearchParams {
    return new URLSearchParams((this.#request.url ?? '').slice(this.path.length));
  }

  get signal(): AbortSignal {
    return this.#context.stopper.signal;
  }

  has(name: string): boolean {
    return this.#request.headers[name] !== undefined;
  }

  header(name: string): string {
    const value = this.#request.headers[name];
    return Array.isArray(value) ? value.join(', ') : (value ?? '');
  }

  whileWanted<T>(work: Promise<T>): Promise<T> {
    return this.#context.stopper.until(work);
  }

  body(): Eventually<Uint8Array> {
    const { limits, budget, expectsContinue } = this.#context;
    refuseByHeaders(this.#request, limits);
    if (expectsContinue) this.#response.writeContinue();
    this.#body = new BodyReader(limits, budget);
    return whenThere(this.#body.read(this.#request), (bytes) => {
      this.#isDue = true;
      return bytes;
    });
  }

  /** Is called now and then: a timer for each request, or a look at the clock, would cost more than some requests do. */
  checkTime(nowMs: number): void {
    this.#body?.checkTime(nowMs);
    if (!this.#isDue) return;
    const { answerTimeoutMs } = this.#context.limits;
    this.#dueMs ??= nowMs + answerTimeoutMs;
    if (nowMs >= this.#dueMs) this.stop(tooLate(answerTimeoutMs));
  }

  get isClientGone(): boolean {
    return this.#request.socket.destroyed;
  }

  /** All of it has come, body included. */
  get isReceived(): boolean {
    return this.#request.complete;
  }

  get isAnswered(): boolean {
    return this.#response.headersSent;
  }

  /** Whatever works on this request should end. */
  stop(reason: unknown): void {
    this.#body?.fail(reason);
    this.#context.stopper.stop(reason);
  }

  /** @param last no further request is read from this connection */
  answer({ status, headers, body = '' }: HttpAnswer, last: boolean): Eventually<void> {
    this.#isDue = false;
    this.#body?.release();
    const response = this.#response;
    if (response.destroyed || response.headersSent || this.#request.socket.destroyed) return;
    const early = hasBody(this.#request) && !this.#request.complete;
    // A list: an object of headers that differ from answer to answer costs several times as much to make and to read.
    const head: (string | number)[] = ['X-Content-Type-Options', 'nosniff'];
    for (const name in headers) head.push(name, headers[name] as string);
    if (status !== 204) head.push('Content-Length', Buffer.byteLength(body));
    if (last || early) head.push('Connection', 'close');
    response.writeHead(status, head as OutgoingHttpHeader[]);
    if (early) return this.#linger(body);
    response.end(body);
    // Whoever does not fetch the answer is cut off. When it has gone out, the time between two requests counts instead.
    if (response.socket?.writableLength !== 0) response.socket?.setTimeout(this.#context.limits.idleTimeoutMs);
  }

  fail(error: unknown, last: boolean): Eventually<void> {
    const { status, text, code } = failureOf(error);
    return this.answer(
      {
        status,
        body: text,
        headers: {
          ...(text === '' ? {} : { 'Content-Type': 'text/plain; charset=utf-8' }),
          ...(code === undefined ? {} : { 'X-Sagelocal-Error': code }),
          ...(status === 503 ? { 'Retry-After': '1' } : {}),
        },
      },
      last,
    );
  }

  /** Closing on a client that is still sending would take the answer away from it: it is heard out for a while, unheard. */
  async #linger(body: Uint8Array | string): Promise<void> {
    const [request, response] = [this.#request, this.#response];
    if (body.length > 0) response.write(body);
    else response.flushHeaders();
    await new Promise<void>((resolve) => {
      let bytes = 0;
      const timer = setTimeout(resolve, LINGER_MS);
      request.on('data', (chunk: Buffer) => {
        bytes += chunk.length;
        if (bytes > LINGER_BYTES) resolve();
      });
      for (const event of ['end', 'close', 'error']) request.on(event, resolve);
      response.on('close', () => {
        clearTimeout(timer);
        resolve();
      });
    });
    response.end();
  }
}

function pathOf(url: string): string {
  const query = url.indexOf('?');
  return query < 0 ? url : url.slice(0, query);
}

function hasBody({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}

function tooLate(answerTimeoutMs: number): UserError {
  return new UserError('E_ANSWER_TIME', `There was no answer within ${answerTimeoutMs} ms.`);
}
