import { loadKernels } from '../../../../src/kernels/choose.js';
import type { BackendName, Kernels } from '../../../../src/kernels/kernels.js';

const NAMES: readonly BackendName[] = ['native', 'wasm', 'reference'];

/** Every backend that loads here, by name. Says so loudly where one does not. */
export const backends: readonly (readonly [name: BackendName, kernels: Kernels])[] = (
  await Promise.all(NAMES.map(load))
).flat();

async function load(backend: BackendName): Promise<(readonly [BackendName, Kernels])[]> {
  try {
    return [[backend, await loadKernels({ backend })]];
  } catch (error) {
    console.warn(`SKIPPED: the ${backend} backend does not load here (${(error as Error).message}).`);
    return [];
  }
}
