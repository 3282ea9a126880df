import type { Io } from './io.js';

/** SageMaker kills a container 120 s after SIGTERM, local mode after 30 s. */
const GRACE_MS = 25_000;

/** How a training ends before its time. */
export interface GentleEnd {
  /** At once, and nothing is written. */
  readonly signal: AbortSignal;
  /** With the model of what is done by then. */
  readonly stop?: AbortSignal;
}

/** Ctrl-C ends a training at once; SIGTERM leaves it `graceMs` to save what there is. */
export function gentleEnd({ signal, causes }: Io, graceMs = GRACE_MS): GentleEnd {
  if (causes === undefined) return { signal };
  const { interrupted, terminated } = causes;
  const end = new AbortController();
  const endWith = ({ reason }: AbortSignal) => end.abort(reason);
  whenAborted(interrupted, () => endWith(interrupted));
  whenAborted(terminated, () => void setTimeout(() => endWith(terminated), graceMs).unref());
  return { signal: end.signal, stop: terminated };
}

function whenAborted(signal: AbortSignal, then: () => void): void {
  if (signal.aborted) then();
  else signal.addEventListener('abort', then, { once: true });
}
