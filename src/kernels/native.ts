import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { UserError } from '../errors.js';
import type { Kernels } from './kernels.js';
import { type BoostingAddon, nativeBoosting } from './native/boosting.js';
import { type DmlcAddon, nativeDmlc } from './native/dmlc.js';
import { type EigenAddon, nativeEigen } from './native/eigen.js';
import { type ExactAddon, nativeExact } from './native/exact.js';
import { type FactorizationAddon, nativeFactorization } from './native/factorization.js';
import { type ForestAddon, nativeForest } from './native/forest.js';
import { type KMeansAddon, nativeKMeans } from './native/kmeans.js';
import { type LinearAddon, nativeLinear } from './native/linear.js';
import { type MemoryAddon, nativeMemory } from './native/memory.js';
import { type MomentAddon, nativeMoments } from './native/moments.js';
import { type NeighborAddon, nativeNeighbors } from './native/neighbors.js';
import { nativeParquet, type ParquetAddon } from './native/parquet.js';
import { nativeProjection, type ProjectionAddon } from './native/projection.js';
import { nativeScans, type ScanAddon } from './native/scans.js';
import { nativeTopics, type TopicAddon } from './native/topics.js';
import { nativeTrees, type TreeAddon } from './native/trees.js';
import { nativeWholeTrees, type WholeTreeAddon } from './native/whole-trees.js';

/** What `native/node` exports. Raise together with INTERFACE there whenever a signature changes. */
const INTERFACE = 10;

interface Addon
  extends BoostingAddon,
    DmlcAddon,
    EigenAddon,
    ExactAddon,
    FactorizationAddon,
    MemoryAddon,
    ForestAddon,
    KMeansAddon,
    LinearAddon,
    MomentAddon,
    NeighborAddon,
    ParquetAddon,
    ProjectionAddon,
    ScanAddon,
    TopicAddon,
    TreeAddon,
    WholeTreeAddon {
  interfaceVersion(): number;
  configure(threads: number | undefined, simd: string | undefined): { simd: string; threads: number };
}

/**
 * The core as a Node addon: every core of the machine, the widest SIMD the processor has, no copy at the border.
 * `SAGELOCAL_THREADS` sets the number of threads (the first load in a process decides), `SAGELOCAL_SIMD` the instruction set.
 * @throws Error whose message says why there is no usable addon
 */
export function nativeKernels(): Kernels {
  const addon = load();
  const { simd, threads } = addon.configure(threadsFromEnvironment(), process.env.SAGELOCAL_SIMD || undefined);
  return {
    backend: 'native',
    simd,
    threads,
    ...nativeBoosting(addon),
    ...nativeForest(addon),
    ...nativeEigen(addon),
    ...nativeExact(addon),
    ...nativeFactorization(addon),
    ...nativeMemory(addon),
    ...nativeKMeans(addon),
    ...nativeMoments(addon),
    ...nativeProjection(addon),
    ...nativeNeighbors(addon),
    ...nativeParquet(addon),
    ...nativeLinear(addon),
    ...nativeScans(addon),
    ...nativeDmlc(addon),
    ...nativeTopics(addon),
    ...nativeTrees(addon),
    ...nativeWholeTrees(addon),
  };
}

function load(): Addon {
  const url = new URL(`../../native/sagelocal.${process.platform}-${process.arch}.node`, import.meta.url);
  const path = fileURLToPath(url);
  if (!existsSync(path)) throw new Error(whyNotBuilt());
  const addon = createRequire(import.meta.url)(path) as Addon;
  const found = addon.interfaceVersion?.();
  if (found !== INTERFACE) {
    throw new Error(`the addon is of another version (${found}, not ${INTERFACE}): run npm rebuild sagelocal`);
  }
  return addon;
}

/** What the install script left word of. */
function whyNotBuilt(): string {
  try {
    const status = JSON.parse(readFileSync(new URL('../../native/status.json', import.meta.url), 'utf8'));
    if (typeof status.reason === 'string') return status.reason;
  } catch {
    // No word: the install script did not run.
  }
  return 'not built: the install script did not run';
}

function threadsFromEnvironment(): number | undefined {
  const text = process.env.SAGELOCAL_THREADS;
  if (text === undefined || text === '') return undefined;
  const threads = Number(text);
  if (Number.isInteger(threads) && threads >= 1 && threads <= 1024) return threads;
  throw new UserError('E_THREADS', `SAGELOCAL_THREADS is '${text}', not a whole number from 1 to 1024.`);
}
