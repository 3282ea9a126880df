import type { KMeansKernels } from '../kernels.js';
import { checkNearest, checkSeeding, checkSum } from '../lengths/kmeans.js';
import type { Run, WasmInstance } from './instance.js';
import { pieceRows, pieces } from './pieces.js';

/** See native/wasm/src/kmeans.rs. */
export interface KMeansExports {
  nearest_centroids(
    points: number,
    centroids: number,
    rows: number,
    cols: number,
    k: number,
    labels: number,
    distances: number,
  ): void;
  assign_and_sum(
    points: number,
    weights: number,
    centroids: number,
    rows: number,
    cols: number,
    k: number,
    sums: number,
    counts: number,
  ): number;
  lower_to_nearest(points: number, centre: number, rows: number, cols: number, nearest: number): number;
  find_non_finite(values: number, length: number): number;
}

export function wasmKMeans(run: Run, pieceBytes: number): KMeansKernels {
  return {
    async nearestCentroids(...arrays) {
      checkNearest(...arrays);
      await run((core) => nearestCentroids(core, pieceBytes, ...arrays));
    },
    async assignAndSum(...arrays) {
      checkSum(...arrays);
      return run((core) => assignAndSum(core, pieceBytes, ...arrays));
    },
    async lowerToNearest(...arrays) {
      checkSeeding(...arrays);
      return run((core) => lowerToNearest(core, pieceBytes, ...arrays));
    },
    findNonFinite: (values) => run((core) => findNonFinite(core, pieceBytes, values)),
  };
}

async function nearestCentroids(
  core: WasmInstance,
  pieceBytes: number,
  ...[input, output]: Parameters<KMeansKernels['nearestCentroids']>
): Promise<void> {
  const { points, centroids, rows, cols, k } = input;
  const most = pieceRows(pieceBytes, rows, cols, k);
  const room = core.reserve(points, most * cols);
  const centres = core.copyIn(centroids);
  const labels = core.reserve(output.labels, most);
  const distances = core.reserve(output.distances, most);
  for await (const { from, to } of pieces(rows, most)) {
    core.write(room, points.subarray(from * cols, to * cols));
    core.exports.nearest_centroids(
      ...([room.address, centres.address, to - from, cols, k] as const),
      ...([labels.address, distances.address] as const),
    );
    core.read(labels, output.labels.subarray(from, to));
    core.read(distances, output.distances.subarray(from, to));
  }
}

async function assignAndSum(
  core: WasmInstance,
  pieceBytes: number,
  ...[input, accumulator]: Parameters<KMeansKernels['assignAndSum']>
): Promise<number> {
  const { points, weights, centroids, rows, cols, k } = input;
  const most = pieceRows(pieceBytes, rows, cols, k);
  const room = core.reserve(points, most * cols);
  const weightRoom = weights && core.reserve(weights, most);
  const centres = core.copyIn(centroids);
  const sums = core.copyIn(accumulator.sums);
  const counts = core.copyIn(accumulator.counts);
  let inertia = 0;
  for await (const { from, to } of pieces(rows, most)) {
    core.write(room, points.subarray(from * cols, to * cols));
    if (weights && weightRoom) core.write(weightRoom, weights.subarray(from, to));
    inertia += core.exports.assign_and_sum(
      ...([room.address, weightRoom?.address ?? 0, centres.address, to - from, cols, k] as const),
      ...([sums.address, counts.address] as const),
    );
  }
  core.read(sums, accumulator.sums);
  core.read(counts, accumulator.counts);
  return inertia;
}

async function lowerToNearest(
  core: WasmInstance,
  pieceBytes: number,
  ...[input, nearest]: Parameters<KMeansKernels['lowerToNearest']>
): Promise<number> {
  const { points, centre, rows, cols } = input;
  const most = pieceRows(pieceBytes, rows, cols, 1);
  const room = core.reserve(points, most * cols);
  const middle = core.copyIn(centre);
  const lowered = core.reserve(nearest, most);
  let sum = 0;
  for await (const { from, to } of pieces(rows, most)) {
    const distances = nearest.subarray(from, to);
    core.write(room, points.subarray(from * cols, to * cols));
    core.write(lowered, distances);
    sum += core.exports.lower_to_nearest(room.address, middle.address, to - from, cols, lowered.address);
    core.read(lowered, distances);
  }
  return sum;
}

async function findNonFinite(core: WasmInstance, pieceBytes: number, values: Float32Array): Promise<number> {
  const most = pieceRows(pieceBytes, values.length, 1, 1);
  const room = core.reserve(values, most);
  for await (const { from, to } of pieces(values.length, most)) {
    core.write(room, values.subarray(from, to));
    const found = core.exports.find_non_finite(room.address, to - from);
    if (found >= 0) return from + found;
  }
  return -1;
}
