import type { BoostingExports } from './boosting.js';
import type { DmlcExports } from './dmlc.js';
import type { EigenExports } from './eigen.js';
import type { ExactExports } from './exact.js';
import type { FactorizationExports } from './factorization.js';
import type { ForestExports } from './forest.js';
import type { KMeansExports } from './kmeans.js';
import type { LinearExports } from './linear.js';
import type { MomentExports } from './moments.js';
import type { NeighborExports } from './neighbors.js';
import type { ProjectionExports } from './projection.js';
import type { ScanExports } from './scans.js';
import type { TopicExports } from './topics.js';
import type { TreeExports } from './trees.js';

/** What `native/wasm` exports; addresses and sizes are unsigned 32-bit numbers, which arrive signed. */
export interface WasmExports
  extends BoostingExports,
    DmlcExports,
    EigenExports,
    ExactExports,
    FactorizationExports,
    ForestExports,
    KMeansExports,
    LinearExports,
    MomentExports,
    NeighborExports,
    ProjectionExports,
    ScanExports,
    TopicExports,
    TreeExports {
  readonly memory: { readonly buffer: ArrayBuffer };
  interface_version(): number;
  alloc(bytes: number): number;
  dealloc(address: number, bytes: number): void;
}
