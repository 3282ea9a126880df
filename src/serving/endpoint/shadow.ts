import { Random } from '../../data/random.js';
import { bytesOf } from '../body.js';
import { failureOf } from '../failure.js';
import { Stopper } from '../http/stopper.js';
import type { EndpointAnswer, EndpointRequest, Responder } from './responder.js';
import type { Variant } from './variants.js';

/** What one side made of a request. */
export interface ShadowSide {
  readonly status: number;
  /** The answer, or what is wrong; binary answers as base64. */
  readonly body: string;
  readonly seconds: number;
}

/** One request that went to both. */
export interface ShadowRecord {
  /** 0-based, among the requests that were copied. */
  readonly request: number;
  readonly same: boolean;
  readonly production: ShadowSide;
  readonly shadow: ShadowSide;
}

export interface ShadowCounts {
  readonly same: number;
  readonly different: number;
  /** Copies that found the shadow too far behind. */
  readonly dropped: number;
}

export interface ShadowOptions {
  readonly production: Responder;
  readonly shadow: Variant;
  /** Share of the requests that are copied, 0 to 1. */
  readonly share: number;
  readonly seed: number;
  /** Hears of every comparison. What it throws changes nothing. */
  readonly onRecord?: ((record: ShadowRecord) => void) | undefined;
}

/** Copies of requests that may wait for the shadow. */
const MAX_WAITING = 64;
const MAX_WAITING_BYTES = 64 << 20;
const MAX_SHADOW_MS = 60_000;
/** Enough of a body to see what it is about. */
const MAX_RECORDED_BYTES = 4096;

/**
 * A variant that is asked what the production is asked, one request after the other, when the client has its answer. Its own answers go
 * to the record and nowhere else: it may be wrong, slow or broken.
 */
export class Shadow implements Responder {
  readonly #options: ShadowOptions;
  readonly #random: Random;
  #counts = { same: 0, different: 0, dropped: 0 };
  #copied = 0;
  #waiting = 0;
  #waitingBytes = 0;
  #tail: Promise<void> = Promise.resolve();

  constructor(options: ShadowOptions) {
    this.#options = options;
    this.#random = new Random(options.seed);
  }

  get counts(): ShadowCounts {
    return { ...this.#counts };
  }

  async answer(request: EndpointRequest): Promise<EndpointAnswer> {
    const { production, share } = this.#options;
    const copied = this.#random.uniform() < share;
    const start = performance.now();
    let outcome: EndpointAnswer | undefined;
    let failure: unknown;
    try {
      outcome = await production.answer(request);
      return outcome;
    } catch (error) {
      failure = error;
      throw error;
    } finally {
      if (copied && !request.signal.aborted) {
        this.#enqueue(request, sideOf(outcome, failure, start), outcome && bytesOf(outcome.body));
      }
    }
  }

  /** Settles when every copy so far has been compared. */
  async settled(): Promise<void> {
    await this.#tail;
  }

  #enqueue(request: EndpointRequest, production: ShadowSide, body: Uint8Array | undefined): void {
    const bytes = request.body.length + (body?.length ?? 0);
    if (this.#waiting >= MAX_WAITING || this.#waitingBytes + bytes > MAX_WAITING_BYTES) {
      this.#counts.dropped++;
      return;
    }
    const index = this.#copied++;
    this.#waiting++;
    this.#waitingBytes += bytes;
    this.#tail = this.#tail
      .then(() => this.#compare(request, index, production, body))
      // The record's own troubles are not the endpoint's.
      .catch(() => undefined)
      .finally(() => {
        this.#waiting--;
        this.#waitingBytes -= bytes;
      });
  }

  async #compare(
    request: EndpointRequest,
    index: number,
    production: ShadowSide,
    body: Uint8Array | undefined,
  ): Promise<void> {
    const { responder } = this.#options.shadow;
    const start = performance.now();
    let outcome: EndpointAnswer | undefined;
    let failure: unknown;
    const stopper = new Stopper();
    const timer = setTimeout(() => stopper.stop(new Error('The shadow took too long.')), MAX_SHADOW_MS).unref();
    try {
      outcome = await stopper.until(responder.answer({ ...request, signal: stopper.signal }));
    } catch (error) {
      failure = error;
    } finally {
      clearTimeout(timer);
    }
    const shadow = sideOf(outcome, failure, start);
    const same =
      body === undefined || outcome === undefined
        ? production.status === shadow.status && production.body === shadow.body
        : Buffer.compare(body, bytesOf(outcome.body)) === 0;
    this.#counts[same ? 'same' : 'different']++;
    this.#options.onRecord?.({ request: index, same, production, shadow });
  }
}

function sideOf(answer: EndpointAnswer | undefined, failure: unknown, start: number): ShadowSide {
  const seconds = (performance.now() - start) / 1000;
  if (answer === undefined) {
    const { status, text } = failureOf(failure);
    return { status, body: text, seconds };
  }
  const shown = Buffer.from(bytesOf(answer.body).subarray(0, MAX_RECORDED_BYTES));
  const isText = answer.contentType !== 'application/x-recordio-protobuf';
  return { status: 200, body: shown.toString(isText ? 'utf8' : 'base64'), seconds };
}
