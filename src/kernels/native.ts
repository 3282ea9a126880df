import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import type { Kernels, RecordSchema, ScanProblem } from './kernels.js';
import { TENSOR_TYPES } from './kernels.js';
import { checkCells, checkNearest, checkRecordOutput, checkSeeding, checkSum } from './lengths.js';

/** What `interfaceVersion()` of the addon must answer; see native/node/src/setup.rs. */
const INTERFACE_VERSION = 1;

interface Shape {
  readonly rows: number;
  readonly cols: number;
  readonly k: number;
}

interface AddonSchema {
  readonly sparse: boolean;
  readonly cols: number;
  readonly featureType: number;
  readonly labelSize: number;
  readonly labelType: number;
}

type Scanned<Scan, Code extends string> = Promise<Scan & { readonly problem?: ScanProblem<Code> }>;

/** The exports of native/node, as napi-rs names them. */
interface Addon {
  interfaceVersion(): number;
  configure(threads: number, simd: string): void;
  simd(): string;
  threads(): number;
  nearestCentroids(
    points: Float32Array,
    centroids: Float32Array,
    shape: Shape,
    labels: Int32Array,
    distances: Float32Array,
  ): Promise<void>;
  assignAndSum(
    points: Float32Array,
    weights: Float64Array | undefined,
    centroids: Float32Array,
    shape: Shape,
    sums: Float64Array,
    counts: Float64Array,
  ): Promise<number>;
  lowerToNearest(points: Float32Array, centre: Float32Array, rows: number, nearest: Float32Array): Promise<number>;
  findNonFinite(values: Float32Array): Promise<number>;
  describeRecords(
    bytes: Uint8Array,
    final: boolean,
  ): Promise<{ readonly schema?: AddonSchema; readonly problem?: ScanProblem<never> }>;
  scanRecords(
    bytes: Uint8Array,
    schema: AddonSchema,
    final: boolean,
    values: Float32Array,
    columns: Uint32Array,
    rowStarts: Uint32Array,
    labels: Float32Array,
  ): Scanned<{ rows: number; consumed: number; entries: number; paddingMissing: boolean }, never>;
  scanCsv(
    bytes: Uint8Array,
    cells: number,
    labelSize: number,
    final: boolean,
    values: Float32Array,
    labels: Float32Array,
  ): Scanned<{ rows: number; consumed: number }, never>;
}

const NO_ENTRIES = new Uint32Array(0);

/** @throws Error that says why the addon cannot be had */
export function nativeKernels(): Kernels {
  const addon = loadAddon();
  addon.configure(threadsFromEnvironment(), process.env['SAGELOCAL_SIMD'] ?? '');
  return {
    backend: 'native',
    simd: addon.simd(),
    threads: addon.threads(),
    async nearestCentroids(input, output) {
      checkNearest(input, output);
      await addon.nearestCentroids(input.points, input.centroids, shapeOf(input), output.labels, output.distances);
    },
    async assignAndSum(input, { sums, counts }) {
      checkSum(input, { sums, counts });
      return addon.assignAndSum(input.points, input.weights, input.centroids, shapeOf(input), sums, counts);
    },
    async lowerToNearest(input, nearest) {
      checkSeeding(input, nearest);
      return addon.lowerToNearest(input.points, input.centre, input.rows, nearest);
    },
    findNonFinite: (values) => addon.findNonFinite(values),
    async describeRecords(bytes, { final }) {
      const { schema, problem } = await addon.describeRecords(bytes, final);
      return problem ?? (schema && fromAddon(schema));
    },
    async scanRecords(bytes, { schema, final }, { values, columns, rowStarts, labels }) {
      checkRecordOutput(schema, { columns, rowStarts });
      const [at, starts] = [columns ?? NO_ENTRIES, rowStarts ?? NO_ENTRIES];
      return addon.scanRecords(bytes, toAddon(schema), final, values, at, starts, labels);
    },
    async scanCsv(bytes, { cells, labelSize, final }, { values, labels }) {
      checkCells(cells, labelSize);
      return addon.scanCsv(bytes, cells, labelSize, final, values, labels);
    },
  };
}

function loadAddon(): Addon {
  const folder = new URL('../../native/', import.meta.url);
  const file = fileURLToPath(new URL(`sagelocal.${process.platform}-${process.arch}.node`, folder));
  let addon: Addon;
  try {
    addon = createRequire(import.meta.url)(file) as Addon;
  } catch (error) {
    throw new Error(reasonFromInstall(folder) ?? (error as Error).message);
  }
  const version = addon.interfaceVersion?.();
  if (version !== INTERFACE_VERSION) {
    throw new Error(`the addon was built for interface ${version}, this is ${INTERFACE_VERSION}: build it again`);
  }
  return addon;
}

/** Why the install step could not build the addon, where it left word. */
function reasonFromInstall(folder: URL): string | undefined {
  try {
    const status = JSON.parse(readFileSync(new URL('status.json', folder), 'utf8'));
    return status.built === false ? String(status.reason) : undefined;
  } catch {
    return undefined;
  }
}

/** 0 stands for as many as there are cores. */
function threadsFromEnvironment(): number {
  const threads = Number(process.env['SAGELOCAL_THREADS'] ?? 0);
  return Number.isInteger(threads) && threads > 0 && threads <= 1024 ? threads : 0;
}

function shapeOf({ rows, cols, k }: Shape): Shape {
  return { rows, cols, k };
}

function toAddon({ layout, cols, featureType, labelSize, labelType }: RecordSchema): AddonSchema {
  return {
    sparse: layout === 'sparse',
    cols,
    featureType: TENSOR_TYPES.indexOf(featureType),
    labelSize,
    labelType: labelType === undefined ? -1 : TENSOR_TYPES.indexOf(labelType),
  };
}

function fromAddon({ sparse, cols, featureType, labelSize, labelType }: AddonSchema): RecordSchema {
  const type = TENSOR_TYPES[featureType] ?? 'float32';
  const labels = TENSOR_TYPES[labelType];
  return {
    layout: sparse ? 'sparse' : 'dense',
    cols,
    featureType: type,
    labelSize,
    ...(labels && { labelType: labels }),
  };
}
