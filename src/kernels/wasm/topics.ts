import type { SparseRows, TopicKernels } from '../kernels.js';
import {
  checkCrossProduct,
  checkDenseProduct,
  checkFit,
  checkMixtures,
  checkSparseProduct,
  checkTripleProduct,
  checkUpdate,
} from '../lengths/topics.js';
import type { Run, WasmInstance } from './instance.js';
import { letOthersRun, pieceRows, pieces } from './pieces.js';

/** See native/wasm/src/topics.rs; everything but sizes and the tolerance is an address. */
export interface TopicExports {
  sparse_product(
    rowStarts: number,
    columns: number,
    values: number,
    factor: number,
    scale: number,
    rows: number,
    cols: number,
    k: number,
    product: number,
  ): void;
  dense_product(left: number, right: number, rows: number, inner: number, k: number, product: number): void;
  add_cross_product(left: number, right: number, rows: number, m: number, n: number, sum: number): void;
  add_triple_product(left: number, right: number, rows: number, k: number, sum: number): void;
  update_components(
    tensor: number,
    first: number,
    second: number,
    k: number,
    rank: number,
    third: number,
    weights: number,
    fit: number,
  ): void;
  fit_components(
    tensor: number,
    first: number,
    second: number,
    third: number,
    k: number,
    rank: number,
    fit: number,
  ): void;
  topic_mixtures(
    rowStarts: number,
    columns: number,
    values: number,
    topics: number,
    start: number,
    rows: number,
    cols: number,
    k: number,
    maxIterations: number,
    tolerance: number,
    mixtures: number,
    logLikelihoods: number,
  ): void;
}

export function wasmTopics(run: Run, pieceBytes: number): TopicKernels {
  return {
    async sparseProduct(...arrays) {
      checkSparseProduct(...arrays);
      await run((core) => sparseProduct(core, ...arrays));
    },
    async denseProduct(...arrays) {
      checkDenseProduct(...arrays);
      await run((core) => denseProduct(core, pieceBytes, ...arrays));
    },
    async addCrossProduct(...arrays) {
      checkCrossProduct(...arrays);
      const [{ left, right, rows, m, n }, sum] = arrays;
      await run((core) =>
        addProducts(core, pieceBytes, { left, right, rows, m, n }, sum, (a, b, count, at) =>
          core.exports.add_cross_product(a, b, count, m, n, at),
        ),
      );
    },
    async addTripleProduct(...arrays) {
      checkTripleProduct(...arrays);
      const [{ left, right, rows, k }, sum] = arrays;
      await run((core) =>
        addProducts(core, pieceBytes, { left, right, rows, m: k, n: k }, sum, (a, b, count, at) =>
          core.exports.add_triple_product(a, b, count, k, at),
        ),
      );
    },
    async updateComponents(...arrays) {
      checkUpdate(...arrays);
      await run((core) => updateComponents(core, ...arrays));
    },
    async fitComponents(...arrays) {
      checkFit(...arrays);
      await run((core) => fitComponents(core, ...arrays));
    },
    async topicMixtures(...arrays) {
      checkMixtures(...arrays);
      await run((core) => topicMixtures(core, ...arrays));
    },
  };
}

/** Whole, for the caller has cut it to what a call should take. */
function copySparse(core: WasmInstance, { rowStarts, columns, values }: SparseRows) {
  return [core.copyIn(rowStarts).address, core.copyIn(columns).address, core.copyIn(values).address] as const;
}

async function sparseProduct(
  core: WasmInstance,
  ...[input, product]: Parameters<TopicKernels['sparseProduct']>
): Promise<void> {
  await letOthersRun();
  const { factor, scale, rows, cols, k } = input;
  const matrix = copySparse(core, input);
  const room = core.reserve(product);
  const [factorAt, scaleAt] = [core.copyIn(factor).address, scale === undefined ? 0 : core.copyIn(scale).address];
  core.exports.sparse_product(...matrix, factorAt, scaleAt, rows, cols, k, room.address);
  core.read(room, product);
}

async function denseProduct(
  core: WasmInstance,
  pieceBytes: number,
  ...[{ left, right, rows, inner, k }, product]: Parameters<TopicKernels['denseProduct']>
): Promise<void> {
  const most = pieceRows(pieceBytes, rows, 2 * inner, k);
  const [room, result] = [core.reserve(left, most * inner), core.reserve(product, most * k)];
  const factor = core.copyIn(right);
  for await (const { from, to } of pieces(rows, most)) {
    core.write(room, left.subarray(from * inner, to * inner));
    core.exports.dense_product(room.address, factor.address, to - from, inner, k, result.address);
    core.read(result, product.subarray(from * k, to * k));
  }
}

/** Two matrices piece by piece, and a sum that stays in linear memory until all rows are added. */
async function addProducts(
  core: WasmInstance,
  pieceBytes: number,
  { left, right, rows, m, n }: Parameters<TopicKernels['addCrossProduct']>[0],
  sum: Float64Array,
  add: (left: number, right: number, rows: number, sum: number) => void,
): Promise<void> {
  const most = pieceRows(pieceBytes, rows, 2 * (m + n), Math.ceil(sum.length / (m + n)));
  const [leftRoom, rightRoom] = [core.reserve(left, most * m), core.reserve(right, most * n)];
  const total = core.copyIn(sum);
  for await (const { from, to } of pieces(rows, most)) {
    core.write(leftRoom, left.subarray(from * m, to * m));
    core.write(rightRoom, right.subarray(from * n, to * n));
    add(leftRoom.address, rightRoom.address, to - from, total.address);
  }
  core.read(total, sum);
}

async function updateComponents(
  core: WasmInstance,
  ...[{ tensor, first, second, k, rank }, output]: Parameters<TopicKernels['updateComponents']>
): Promise<void> {
  await letOthersRun();
  const inputs = [core.copyIn(tensor).address, core.copyIn(first).address, core.copyIn(second).address] as const;
  const third = core.reserve(output.third);
  const weights = core.reserve(output.weights);
  const fit = core.reserve(output.fit);
  core.exports.update_components(...inputs, k, rank, third.address, weights.address, fit.address);
  core.read(third, output.third);
  core.read(weights, output.weights);
  core.read(fit, output.fit);
}

async function fitComponents(
  core: WasmInstance,
  ...[{ tensor, first, second, third, k, rank }, fit]: Parameters<TopicKernels['fitComponents']>
): Promise<void> {
  await letOthersRun();
  const inputs = [core.copyIn(tensor).address, core.copyIn(first).address, core.copyIn(second).address] as const;
  const room = core.reserve(fit);
  core.exports.fit_components(...inputs, core.copyIn(third).address, k, rank, room.address);
  core.read(room, fit);
}

async function topicMixtures(
  core: WasmInstance,
  ...[input, output]: Parameters<TopicKernels['topicMixtures']>
): Promise<void> {
  await letOthersRun();
  const { topics, start, rows, cols, k, maxIterations, tolerance } = input;
  const inputs = [...copySparse(core, input), core.copyIn(topics).address, core.copyIn(start).address] as const;
  const [mixtures, logLikelihoods] = [core.reserve(output.mixtures), core.reserve(output.logLikelihoods)];
  core.exports.topic_mixtures(
    ...inputs,
    ...([rows, cols, k, maxIterations, tolerance, mixtures.address, logLikelihoods.address] as const),
  );
  core.read(mixtures, output.mixtures);
  core.read(logLikelihoods, output.logLikelihoods);
}
