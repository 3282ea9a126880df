import type { ProjectionKernels } from '../kernels.js';
import { checkCross, checkProject, checkProjectSparse, checkSparseCross } from '../lengths/projection.js';
import type { Run, WasmInstance } from './instance.js';
import { copyInSparse } from './moments.js';
import { letOthersRun, pieceRows, pieces } from './pieces.js';

/** See native/wasm/src/projection.rs. */
export interface ProjectionExports {
  project(
    points: number,
    origin: number,
    axes: number,
    rows: number,
    cols: number,
    count: number,
    projections: number,
  ): void;
  add_cross_products(
    weights: number,
    points: number,
    origin: number,
    rows: number,
    cols: number,
    count: number,
    products: number,
  ): void;
  project_sparse(
    rowStarts: number,
    columns: number,
    values: number,
    axes: number,
    rows: number,
    entries: number,
    cols: number,
    count: number,
    projections: number,
  ): void;
  add_sparse_cross_products(
    weights: number,
    rowStarts: number,
    columns: number,
    values: number,
    rows: number,
    entries: number,
    cols: number,
    count: number,
    products: number,
  ): void;
}

export function wasmProjection(run: Run, pieceBytes: number): ProjectionKernels {
  return {
    async project(...arrays) {
      checkProject(...arrays);
      await run((core) => project(core, pieceBytes, ...arrays));
    },
    async addCrossProducts(...arrays) {
      checkCross(...arrays);
      await run((core) => addCrossProducts(core, pieceBytes, ...arrays));
    },
    async projectSparse(...arrays) {
      checkProjectSparse(...arrays);
      await run((core) => projectSparse(core, ...arrays));
    },
    async addSparseCrossProducts(...arrays) {
      checkSparseCross(...arrays);
      await run((core) => addSparseCrossProducts(core, ...arrays));
    },
  };
}

async function project(
  core: WasmInstance,
  pieceBytes: number,
  ...[input, projections]: Parameters<ProjectionKernels['project']>
): Promise<void> {
  const { points, origin, rows, cols, count } = input;
  const most = pieceRows(pieceBytes, rows, cols, count);
  const room = core.reserve(points, most * cols);
  const moved = origin && core.copyIn(origin);
  const axes = core.copyIn(input.axes);
  const projected = core.reserve(projections, most * count);
  for await (const { from, to } of pieces(rows, most)) {
    core.write({ ...room, length: (to - from) * cols }, points.subarray(from * cols, to * cols));
    core.exports.project(
      ...([room.address, moved?.address ?? 0, axes.address, to - from, cols, count] as const),
      projected.address,
    );
    core.read(projected, projections.subarray(from * count, to * count));
  }
}

/** Rows whose products the core adds up in float32: pieces end with them, or their seams would show. */
const CROSS_ROWS = 256;

async function addCrossProducts(
  core: WasmInstance,
  pieceBytes: number,
  ...[input, products]: Parameters<ProjectionKernels['addCrossProducts']>
): Promise<void> {
  const { points, origin, weights, rows, cols, count } = input;
  const blocks = Math.max(1, Math.floor(pieceRows(pieceBytes, rows, cols, count) / CROSS_ROWS));
  const most = Math.min(rows, blocks * CROSS_ROWS);
  const room = core.reserve(points, most * cols);
  const moved = origin && core.copyIn(origin);
  const weightRoom = core.reserve(weights, most * count);
  const sums = core.copyIn(products);
  for await (const { from, to } of pieces(rows, most)) {
    core.write({ ...room, length: (to - from) * cols }, points.subarray(from * cols, to * cols));
    core.write({ ...weightRoom, length: (to - from) * count }, weights.subarray(from * count, to * count));
    core.exports.add_cross_products(
      ...([weightRoom.address, room.address, moved?.address ?? 0, to - from, cols, count] as const),
      sums.address,
    );
  }
  core.read(sums, products);
}

async function projectSparse(
  core: WasmInstance,
  ...[input, projections]: Parameters<ProjectionKernels['projectSparse']>
): Promise<void> {
  await letOthersRun();
  const [starts, columns, values] = copyInSparse(core, input);
  const axes = core.copyIn(input.axes);
  const projected = core.reserve(projections);
  core.exports.project_sparse(
    ...([starts.address, columns.address, values.address, axes.address] as const),
    ...([input.rows, input.columns.length, input.cols, input.count, projected.address] as const),
  );
  core.read(projected, projections);
}

async function addSparseCrossProducts(
  core: WasmInstance,
  ...[input, products]: Parameters<ProjectionKernels['addSparseCrossProducts']>
): Promise<void> {
  await letOthersRun();
  const [starts, columns, values] = copyInSparse(core, input);
  const weights = core.copyIn(input.weights);
  const sums = core.copyIn(products);
  core.exports.add_sparse_cross_products(
    ...([weights.address, starts.address, columns.address, values.address] as const),
    ...([input.rows, input.columns.length, input.cols, input.count, sums.address] as const),
  );
  core.read(sums, products);
}
