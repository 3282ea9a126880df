/**
 * Waits for work that watches the signal itself and mostly ends soon after it. Work that is stuck elsewhere (a FIFO nobody writes
 * to) is left behind after `graceMs`.
 * @throws the signal's reason when it was given up
 */
export function abortable<T>(work: Promise<T>, signal: AbortSignal | undefined, graceMs = 100): Promise<T> {
  if (signal === undefined) return work;
  return new Promise<T>((resolve, reject) => {
    let timer: NodeJS.Timeout | undefined;
    const giveUp = () => {
      timer = setTimeout(() => reject(signal.reason), graceMs);
    };
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', giveUp);
    };
    if (signal.aborted) giveUp();
    else signal.addEventListener('abort', giveUp, { once: true });
    work.then(resolve, reject).finally(done);
  });
}
