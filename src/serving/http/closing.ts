export interface Closing {
  /** The same end for all who ask for it. */
  close(): Promise<void>;
  /** Settles when it is closed, whoever closed it. */
  readonly closed: Promise<void>;
}

/** Closes once, for whoever comes first: a caller, or the signal. */
export function closing(shutDown: () => Promise<void>, signal: AbortSignal | undefined): Closing {
  let onClosed: () => void = () => undefined;
  const closed = new Promise<void>((settle) => {
    onClosed = settle;
  });
  let ending: Promise<void> | undefined;
  const close = () => {
    ending ??= shutDown().finally(onClosed);
    return ending;
  };
  if (signal?.aborted) void close();
  else signal?.addEventListener('abort', () => void close(), { once: true });
  return { close, closed };
}
