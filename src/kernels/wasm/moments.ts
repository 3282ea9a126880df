import type { MomentKernels, SparseRows } from '../kernels.js';
import { checkMoments, checkSparseProducts, reach } from '../lengths/moments.js';
import type { Run, Slot, WasmInstance } from './instance.js';
import { letOthersRun, pieceRows, pieces } from './pieces.js';

/** See native/wasm/src/moments.rs. */
export interface MomentExports {
  add_moments(
    points: number,
    rows: number,
    cols: number,
    stride: number,
    chunkRows: number,
    seen: number,
    mean: number,
    scatter: number,
  ): void;
  add_sparse_products(
    rowStarts: number,
    columns: number,
    values: number,
    rows: number,
    entries: number,
    cols: number,
    sums: number,
    products: number,
  ): void;
}

export function wasmMoments(run: Run, pieceBytes: number): MomentKernels {
  return {
    async addMoments(...arrays) {
      checkMoments(...arrays);
      await run((core) => addMoments(core, pieceBytes, ...arrays));
    },
    async addSparseProducts(...arrays) {
      checkSparseProducts(...arrays);
      await run((core) => addSparseProducts(core, ...arrays));
    },
  };
}

async function addMoments(
  core: WasmInstance,
  pieceBytes: number,
  ...[input, moments]: Parameters<MomentKernels['addMoments']>
): Promise<void> {
  const { points, rows, cols, stride = cols, chunkRows, seen } = input;
  // Whole chunks, or the seams would show.
  const chunks = Math.max(1, Math.floor(pieceRows(pieceBytes, rows, stride, cols) / chunkRows));
  const most = Math.min(rows, chunks * chunkRows);
  const room = core.reserve(points, reach(most, cols, stride));
  const mean = core.copyIn(moments.mean);
  const scatter = core.copyIn(moments.scatter);
  for await (const { from, to } of pieces(rows, most)) {
    const length = reach(to - from, cols, stride);
    core.write({ ...room, length }, points.subarray(from * stride, from * stride + length));
    core.exports.add_moments(
      ...([room.address, to - from, cols, stride] as const),
      ...([chunkRows, seen + from, mean.address, scatter.address] as const),
    );
  }
  core.read(mean, moments.mean);
  core.read(scatter, moments.scatter);
}

async function addSparseProducts(
  core: WasmInstance,
  ...[rows, accumulator]: Parameters<MomentKernels['addSparseProducts']>
): Promise<void> {
  await letOthersRun();
  const sparse = copyInSparse(core, rows);
  const sums = core.copyIn(accumulator.sums);
  const products = core.copyIn(accumulator.products);
  const [starts, columns, values] = sparse.map(({ address }) => address) as [number, number, number];
  core.exports.add_sparse_products(
    ...([starts, columns, values, rows.rows, rows.columns.length, rows.cols] as const),
    ...([sums.address, products.address] as const),
  );
  core.read(sums, accumulator.sums);
  core.read(products, accumulator.products);
}

/** Row starts, columns and values. */
export function copyInSparse(core: WasmInstance, rows: SparseRows): readonly [Slot, Slot, Slot] {
  return [core.copyIn(rows.rowStarts), core.copyIn(rows.columns), core.copyIn(rows.values)];
}
