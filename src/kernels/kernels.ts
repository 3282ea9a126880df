import type { BoostingKernels } from './interface/boosting.js';
import type { DmlcKernels } from './interface/dmlc.js';
import type { EigenKernels } from './interface/eigen.js';
import type { ExactKernels } from './interface/exact.js';
import type { FactorizationKernels } from './interface/factorization.js';
import type { ForestKernels } from './interface/forest.js';
import type { KMeansKernels } from './interface/kmeans.js';
import type { LinearKernels } from './interface/linear.js';
import type { MemoryKernels } from './interface/memory.js';
import type { MomentKernels } from './interface/moments.js';
import type { NeighborKernels } from './interface/neighbors.js';
import type { ParquetKernels } from './interface/parquet.js';
import type { ProjectionKernels } from './interface/projection.js';
import type { ScanKernels } from './interface/scans.js';
import type { TopicKernels } from './interface/topics.js';
import type { TreeKernels } from './interface/trees.js';
import type { WholeTreeKernels } from './interface/whole-trees.js';

export * from './interface/boosting.js';
export * from './interface/dmlc.js';
export type * from './interface/eigen.js';
export type * from './interface/exact.js';
export * from './interface/factorization.js';
export type * from './interface/forest.js';
export type * from './interface/kmeans.js';
export * from './interface/linear.js';
export * from './interface/memory.js';
export type * from './interface/moments.js';
export * from './interface/neighbors.js';
export type * from './interface/node-splits.js';
export type * from './interface/parquet.js';
export type * from './interface/projection.js';
export * from './interface/scans.js';
export type * from './interface/sparse-rows.js';
export type * from './interface/sweeps.js';
export type * from './interface/topics.js';
export type * from './interface/trees.js';
export * from './interface/whole-trees.js';

/**
 * The hot doors: everything numeric or byte-wise that takes milliseconds. Three backends implement this page —
 * native (Rust, all cores, widest SIMD the processor has), wasm (the same Rust, one thread, 128-bit SIMD) and
 * reference (short TypeScript twins: the executable specification).
 *
 * Rules of the page:
 * - Matrices are row-major; shapes stand in comments as `[rows, cols]`. Results are written into arrays of the caller,
 *   so that buffers can be reused and no kernel allocates what an input's own number asks for.
 * - Arrays must not be touched by the caller until the promise settles.
 * - A length that does not fit its shape is refused with a `RangeError` before any work.
 * - Work is split into chunks whose bounds depend on the shape alone and partial sums are added in chunk order: one thread
 *   or two, the bits are the same.
 * - One call should last under 50 ms, so that a caller who loops over blocks can honour an abort between two of them.
 * - What only one backend has is an optional member: {@link ParquetKernels}. Its callers know another way.
 * - Each family of kernels has one file in `interface/` (shapes and tolerances), `lengths/` (its checks), `reference/` (the twins), `native/` and
 *   `wasm/` (how the core is called); this page ties them together.
 */
export interface Kernels
  extends BoostingKernels,
    DmlcKernels,
    EigenKernels,
    ExactKernels,
    FactorizationKernels,
    ForestKernels,
    KMeansKernels,
    LinearKernels,
    MemoryKernels,
    MomentKernels,
    NeighborKernels,
    ParquetKernels,
    ProjectionKernels,
    ScanKernels,
    TopicKernels,
    TreeKernels,
    WholeTreeKernels {
  readonly backend: BackendName;
  /** `avx512`, `avx2`, `sse2`, `neon`, `simd128` or `none`. */
  readonly simd: string;
  readonly threads: number;
}

export type BackendName = 'native' | 'wasm' | 'reference';
