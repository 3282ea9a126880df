import { PlatformError, UserError } from '../errors.js';
import type { BackendName, Kernels } from './kernels.js';

/** Best first. Each is loaded only when it is tried. */
const BACKENDS: Readonly<Record<BackendName, () => Promise<Kernels>>> = {
  native: async () => (await import('./native.js')).nativeKernels(),
  wasm: async () => (await import('./wasm.js')).wasmKernels(),
  reference: async () => (await import('./reference/index.js')).referenceKernels(),
};

export interface Skipped {
  readonly backend: BackendName;
  readonly reason: string;
}

export interface BackendReport {
  readonly active: BackendName;
  readonly simd: string;
  readonly threads: number;
  /** Better ones that could not be had, and why. */
  readonly skipped: readonly Skipped[];
  /** Set by SAGELOCAL_BACKEND or by the caller. */
  readonly forced: boolean;
}

interface Choice {
  readonly kernels: Kernels;
  readonly skipped: readonly Skipped[];
  readonly forced: boolean;
}

const choices = new Map<BackendName | 'best', Promise<Choice>>();

/**
 * The best backend this machine has: native, else wasm, else reference. Warns once per process (`SAGELOCAL_FALLBACK`) when a
 * better one had to be skipped. `SAGELOCAL_BACKEND` forces one.
 * @throws UserError E_BACKEND for an unknown name
 * @throws PlatformError E_BACKEND_UNAVAILABLE where the forced backend does not load
 */
export async function loadKernels(options: { readonly backend?: BackendName } = {}): Promise<Kernels> {
  return (await choice(options.backend)).kernels;
}

/** Which backend is active, and why the better ones are not. */
export async function backendReport(options: { readonly backend?: BackendName } = {}): Promise<BackendReport> {
  const { kernels, skipped, forced } = await choice(options.backend);
  return { active: kernels.backend, simd: kernels.simd, threads: kernels.threads, skipped, forced };
}

function choice(asked: BackendName | undefined): Promise<Choice> {
  const forced = asked ?? backendFromEnvironment();
  const key = forced ?? 'best';
  const known = choices.get(key);
  if (known !== undefined) return known;
  const made = forced === undefined ? chooseBest() : loadForced(forced);
  choices.set(key, made);
  return made;
}

function backendFromEnvironment(): BackendName | undefined {
  const name = typeof process === 'undefined' ? undefined : process.env.SAGELOCAL_BACKEND;
  if (name === undefined || name === '') return undefined;
  if (Object.hasOwn(BACKENDS, name)) return name as BackendName;
  const known = Object.keys(BACKENDS).join(', ');
  throw new UserError('E_BACKEND', `SAGELOCAL_BACKEND is '${name}', not one of ${known}.`);
}

async function loadForced(backend: BackendName): Promise<Choice> {
  try {
    return { kernels: await BACKENDS[backend](), skipped: [], forced: true };
  } catch (cause) {
    if (cause instanceof UserError) throw cause;
    throw new PlatformError('E_BACKEND_UNAVAILABLE', `The ${backend} backend does not load: ${reasonOf(cause)}`, {
      hint: 'Run `sagelocal doctor` without SAGELOCAL_BACKEND to see what there is.',
      cause,
    });
  }
}

async function chooseBest(): Promise<Choice> {
  const skipped: Skipped[] = [];
  for (const [backend, load] of Object.entries(BACKENDS)) {
    try {
      const kernels = await load();
      if (skipped.length > 0) announce(kernels.backend, skipped);
      return { kernels, skipped, forced: false };
    } catch (error) {
      // A setting that makes no sense is the user's to mend, not a reason to run slower.
      if (error instanceof UserError) throw error;
      skipped.push({ backend: backend as BackendName, reason: reasonOf(error) });
    }
  }
  const reasons = skipped.map(({ backend, reason }) => `${backend}: ${reason}`).join('; ');
  throw new PlatformError('E_BACKEND_UNAVAILABLE', `No kernel backend loads (${reasons}).`);
}

function announce(active: BackendName, skipped: readonly Skipped[]): void {
  const reasons = skipped.map(({ backend, reason }) => `${backend}: ${reason}`).join('; ');
  const message = `using the ${active} backend (${reasons})`;
  if (typeof process === 'undefined') console.warn(`SAGELOCAL_FALLBACK: ${message}`);
  else process.emitWarning(message, { code: 'SAGELOCAL_FALLBACK', type: 'SagelocalWarning' });
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
