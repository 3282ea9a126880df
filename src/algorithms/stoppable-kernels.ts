import type { Kernels } from '../kernels/kernels.js';

/**
 * The same kernels, after each of which an abort is noticed. For algorithms whose calls lie deep: whoever calls one need not look at the signal himself.
 */
export function stoppableKernels(kernels: Kernels, signal: AbortSignal | undefined): Kernels {
  if (signal === undefined) return kernels;
  const heeded = <T>(result: T): T => {
    signal.throwIfAborted();
    return result;
  };
  const stoppable = Object.entries(kernels).map(([name, kernel]) => {
    if (typeof kernel !== 'function') return [name, kernel];
    const call = (...given: readonly unknown[]) => {
      const result = kernel.apply(kernels, given);
      return result instanceof Promise ? result.then(heeded) : heeded(result);
    };
    return [name, call];
  });
  return Object.fromEntries(stoppable) as Kernels;
}
