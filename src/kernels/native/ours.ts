import { AlgorithmError } from '../../errors.js';

/** Arguments were checked before, so whatever the core refuses is a bug of ours. */
export async function ours<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (cause) {
    throw new AlgorithmError('E_KERNEL', `The native core failed: ${(cause as Error).message}`, { cause });
  }
}
