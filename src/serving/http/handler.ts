import type { Eventually } from '../../data/when-there.js';

/** An HTTP request as a handler sees it; the server behind it has already judged whatever concerns the connection. */
export interface HttpRequest {
  readonly method: string;
  /** Without the query, not yet percent-decoded. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** A header's value; empty where there is none. */
  header(name: string): string;
  /** Whether there is such a header, be it empty. */
  has(name: string): boolean;
  /**
   * The whole body; at once, where it has come already. Memory for it is given back when the request is answered.
   * @throws UserError E_PAYLOAD_TOO_LARGE, E_HTTP_SLOW …
   */
  body(): Eventually<Uint8Array>;
  /** Ends when the client is gone, when the time for an answer is over, or when the server is told to stop at once. */
  readonly signal: AbortSignal;
  /** The work's outcome, or the signal's reason as soon as it ends, whether the work heeds it or not. */
  whileWanted<T>(work: Promise<T>): Promise<T>;
}

export interface HttpAnswer {
  readonly status: number;
  /** Names as they go over the wire. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array | string;
}

/** Whatever it throws becomes the answer that `failureOf` finds for it. */
export type HttpHandler = (request: HttpRequest) => Eventually<HttpAnswer>;
