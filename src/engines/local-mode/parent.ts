const LOOK_EVERY_MS = 500;

/**
 * Aborts when the process that started this one is gone: a killed program of the SDK's leaves no endpoint behind.
 * @param parent the process id of whoever is the parent by now
 */
export function parentGone(parent: () => number = () => process.ppid): AbortSignal {
  const gone = new AbortController();
  const first = parent();
  const timer = setInterval(() => {
    if (parent() === first) return;
    clearInterval(timer);
    gone.abort();
  }, LOOK_EVERY_MS);
  timer.unref();
  return gone.signal;
}
