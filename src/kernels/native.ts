import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { AlgorithmError, UserError } from '../errors.js';
import type { Kernels } from './kernels.js';
import { checkCells, checkNearest, checkRecordOutput, checkSeeding, checkSum } from './lengths.js';
import { type CoreProblem, type CoreSchema, fromCoreSchema, toCoreSchema, toProblem } from './scan-results.js';

/** What `native/node` exports. Raise together with INTERFACE there whenever a signature changes. */
const INTERFACE = 1;

interface Addon {
  interfaceVersion(): number;
  configure(threads: number | undefined, simd: string | undefined): { simd: string; threads: number };
  nearestCentroids(
    points: Float32Array,
    centroids: Float32Array,
    rows: number,
    cols: number,
    k: number,
    labels: Int32Array,
    distances: Float32Array,
  ): Promise<void>;
  assignAndSum(
    points: Float32Array,
    weights: Float64Array | undefined,
    centroids: Float32Array,
    rows: number,
    cols: number,
    k: number,
    sums: Float64Array,
    counts: Float64Array,
  ): Promise<number>;
  lowerToNearest(
    points: Float32Array,
    centre: Float32Array,
    rows: number,
    cols: number,
    nearest: Float32Array,
  ): Promise<number>;
  findNonFinite(values: Float32Array): Promise<number>;
  describeRecords(bytes: Uint8Array, isFinal: boolean): Promise<{ schema?: CoreSchema; problem?: CoreProblem }>;
  scanRecords(
    bytes: Uint8Array,
    schema: CoreSchema,
    isFinal: boolean,
    values: Float32Array,
    columns: Uint32Array,
    rowStarts: Uint32Array,
    labels: Float32Array,
  ): Promise<{ rows: number; consumed: number; entries: number; paddingMissing: boolean; problem?: CoreProblem }>;
  scanCsv(
    bytes: Uint8Array,
    cells: number,
    labelSize: number,
    isFinal: boolean,
    values: Float32Array,
    labels: Float32Array,
  ): Promise<{ rows: number; consumed: number; problem?: CoreProblem }>;
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
    nearestCentroids: async (input, output) => {
      checkNearest(input, output);
      const { points, centroids, rows, cols, k } = input;
      await ours(() => addon.nearestCentroids(points, centroids, rows, cols, k, output.labels, output.distances));
    },
    assignAndSum: async (input, accumulator) => {
      checkSum(input, accumulator);
      const { points, weights, centroids, rows, cols, k } = input;
      return ours(() =>
        addon.assignAndSum(points, weights, centroids, rows, cols, k, accumulator.sums, accumulator.counts),
      );
    },
    lowerToNearest: async (input, nearest) => {
      checkSeeding(input, nearest);
      return ours(() => addon.lowerToNearest(input.points, input.centre, input.rows, input.cols, nearest));
    },
    findNonFinite: async (values) => ours(() => addon.findNonFinite(values)),
    describeRecords: async (bytes, { final }) => {
      const { schema, problem } = await ours(() => addon.describeRecords(bytes, final));
      return problem === undefined ? schema && fromCoreSchema(schema) : toProblem(problem);
    },
    scanRecords: async (bytes, { schema, final }, output) => {
      checkRecordOutput(schema, output);
      const { values, columns = NO_ROOM, rowStarts = NO_ROOM, labels } = output;
      const core = toCoreSchema(schema);
      const scan = await ours(() => addon.scanRecords(bytes, core, final, values, columns, rowStarts, labels));
      const { problem, ...counts } = scan;
      return problem === undefined ? counts : { ...counts, problem: toProblem(problem) };
    },
    scanCsv: async (bytes, { cells, labelSize, final }, { values, labels }) => {
      checkCells(cells, labelSize);
      const { problem, ...counts } = await ours(() => addon.scanCsv(bytes, cells, labelSize, final, values, labels));
      return problem === undefined ? counts : { ...counts, problem: toProblem(problem) };
    },
  };
}

const NO_ROOM = new Uint32Array(0);

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

/** Arguments were checked before, so whatever the core refuses is a bug of ours. */
async function ours<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (cause) {
    throw new AlgorithmError('E_KERNEL', `The native core failed: ${(cause as Error).message}`, { cause });
  }
}
