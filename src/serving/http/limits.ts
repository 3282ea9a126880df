import { availableParallelism } from 'node:os';
import { type Issue, UserError } from '../../errors.js';

/** What clients may ask of a server, alone and all together. */
export interface HttpLimits {
  readonly maxBodyBytes: number;
  /** Request line and headers together. */
  readonly maxHeaderBytes: number;
  readonly maxConnections: number;
  /** Requests that one connection may have sent without having read their answers. */
  readonly maxPipelined: number;
  /** Bodies of all requests at hand, together. */
  readonly maxBufferedBytes: number;
  /** Requests that are worked on at once. */
  readonly maxRunning: number;
  /** Whole requests that wait for their turn; one more is answered with 503. */
  readonly maxWaiting: number;
  readonly headersTimeoutMs: number;
  /** Time without a byte while a body is read or an answer is written. */
  readonly idleTimeoutMs: number;
  /** From the first byte of a request to its last. */
  readonly requestTimeoutMs: number;
  /** From the last byte of a request to its answer; SageMaker gives a container 60 s. */
  readonly answerTimeoutMs: number;
  /** How long a connection may rest between two requests. */
  readonly keepAliveTimeoutMs: number;
  /** How long a shutdown waits for what runs. SageMaker kills a container 30 s after SIGTERM. */
  readonly graceMs: number;
}

const MEBIBYTE = 1 << 20;

export const DEFAULT_LIMITS: HttpLimits = {
  maxBodyBytes: 6 * MEBIBYTE,
  maxHeaderBytes: 16 << 10,
  maxConnections: 512,
  maxPipelined: 16,
  maxBufferedBytes: 256 * MEBIBYTE,
  maxRunning: 4 * availableParallelism(),
  maxWaiting: 256,
  headersTimeoutMs: 10_000,
  idleTimeoutMs: 10_000,
  requestTimeoutMs: 60_000,
  answerTimeoutMs: 60_000,
  keepAliveTimeoutMs: 60_000,
  graceMs: 25_000,
};

/** A timer's longest time, and far beyond what any count here can mean. */
const MAX_VALUE = 2 ** 31 - 1;

/**
 * Fills in the defaults. Bodies are buffered whole, so there is room for at least two of the largest.
 * @throws UserError E_SERVE_LIMIT with every problem at once
 */
export function checkLimits(given: { readonly [Name in keyof HttpLimits]?: HttpLimits[Name] | undefined }): HttpLimits {
  const named = Object.entries(given).filter(([, value]) => value !== undefined);
  const limits: HttpLimits = { ...DEFAULT_LIMITS, ...Object.fromEntries(named) };
  const issues: Issue[] = named
    .filter(([name, value]) => !(name in DEFAULT_LIMITS) || !isWhole(value, name))
    .map(([name, value]) => ({
      code: 'E_SERVE_LIMIT',
      message:
        name in DEFAULT_LIMITS
          ? `The limit ${name} must be a whole number from ${leastOf(name)} to ${MAX_VALUE}, not ${value}.`
          : `There is no limit called ${name}.`,
      ...(name in DEFAULT_LIMITS ? {} : { hint: `There are ${Object.keys(DEFAULT_LIMITS).join(', ')}.` }),
    }));
  const [first] = issues;
  if (first !== undefined) {
    const { hint } = first;
    const message = issues.map((issue) => issue.message).join(' ');
    throw new UserError('E_SERVE_LIMIT', message, { issues, ...(hint === undefined ? {} : { hint }) });
  }
  return {
    ...limits,
    maxBufferedBytes: Math.max(limits.maxBufferedBytes, 2 * limits.maxBodyBytes),
    headersTimeoutMs: Math.min(limits.headersTimeoutMs, limits.requestTimeoutMs),
  };
}

function isWhole(value: unknown, name: string): boolean {
  return typeof value === 'number' && Number.isInteger(value) && value >= leastOf(name) && value <= MAX_VALUE;
}

/** Nobody need wait; everything else must be possible at least once. */
function leastOf(name: string): number {
  return name === 'maxWaiting' || name === 'graceMs' ? 0 : 1;
}
