/** Whoever starts us to work for it alone sets this to its process id: when it is gone, however it went, so are we. */
export const STARTER_VARIABLE = 'SAGELOCAL_STARTER';

const LOOK_EVERY_MS = 500;

/**
 * Calls `onGone` when the parent is not, or no longer, the process that started this one: a killed program of the SDK's leaves no endpoint
 * behind. That it says its own id beforehand is for starts so slow that it is gone before we first look.
 * @param parent the process id of whoever is the parent by now
 */
export function whenStarterGone(
  starter: string | undefined,
  onGone: () => void,
  parent: () => number = () => process.ppid,
): void {
  if (starter === undefined) return;
  const look = () => {
    if (parent() === Number(starter)) return;
    clearInterval(timer);
    onGone();
  };
  const timer = setInterval(look, LOOK_EVERY_MS);
  timer.unref();
  look();
}
