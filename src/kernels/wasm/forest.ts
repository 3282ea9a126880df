import type { ForestArrays, ForestKernels } from '../kernels.js';
import { checkAddDepths, checkBound, checkGrow } from '../lengths/forest.js';
import type { Run, WasmInstance } from './instance.js';
import { pieceRows, pieces } from './pieces.js';

/** See native/wasm/src/forest.rs. */
export interface ForestExports {
  grow_trees(
    samples: number,
    seeds: number,
    trees: number,
    size: number,
    cols: number,
    leafCounts: number,
    cutColumns: number,
    cutValues: number,
    leftLeaves: number,
    leafRows: number,
    masses: number,
  ): void;
  bound_cuts(
    cols: number,
    trees: number,
    leaves: number,
    leafCounts: number,
    cutColumns: number,
    cutValues: number,
    leftLeaves: number,
    points: number,
    boxes: number,
    extents: number,
  ): void;
  add_inverse_depths(
    cols: number,
    trees: number,
    leaves: number,
    leafCounts: number,
    cutColumns: number,
    cutValues: number,
    leftLeaves: number,
    leafPoints: number,
    boxes: number,
    extents: number,
    logMasses: number,
    points: number,
    rows: number,
    sums: number,
  ): void;
}

export function wasmForest(run: Run, pieceBytes: number): ForestKernels {
  return {
    async growTrees(...arrays) {
      checkGrow(...arrays);
      await run((core) => growTrees(core, pieceBytes, ...arrays));
    },
    async boundCuts(...arrays) {
      checkBound(...arrays);
      await run((core) => boundCuts(core, ...arrays));
    },
    async addInverseDepths(...arrays) {
      checkAddDepths(...arrays);
      await run((core) => addInverseDepths(core, pieceBytes, ...arrays));
    },
  };
}

async function growTrees(
  core: WasmInstance,
  pieceBytes: number,
  ...[input, output]: Parameters<ForestKernels['growTrees']>
): Promise<void> {
  const { samples, seeds, trees, size, cols } = input;
  // Every level of a tree looks at each value once.
  const most = pieceRows(pieceBytes, trees, size * cols, 2 * Math.ceil(Math.log2(size + 1)));
  const room = core.reserve(samples, most * size * cols);
  const seedRoom = core.reserve(seeds, most);
  const outputs = [
    [output.leafCounts, 1],
    [output.cutColumns, size - 1],
    [output.cutValues, size - 1],
    [output.leftLeaves, size - 1],
    [output.leafRows, size],
    [output.masses, size],
  ] as const;
  const slots = outputs.map(([array, perTree]) => core.reserve(array, most * perTree));
  const addresses = slots.map(({ address }) => address) as [number, number, number, number, number, number];
  for await (const { from, to } of pieces(trees, most)) {
    core.write(room, samples.subarray(from * size * cols, to * size * cols));
    core.write(seedRoom, seeds.subarray(from, to));
    outputs.forEach(([array, perTree], at) => {
      core.write(slots[at] as (typeof slots)[0], array.subarray(from * perTree, to * perTree));
    });
    core.exports.grow_trees(room.address, seedRoom.address, to - from, size, cols, ...addresses);
    outputs.forEach(([array, perTree], at) => {
      core.read(slots[at] as (typeof slots)[0], array.subarray(from * perTree, to * perTree));
    });
  }
}

/** The forest in linear memory, as the exports take it. */
function copyForest(core: WasmInstance, { cols, leafCounts, points, ...cuts }: ForestArrays) {
  const addresses = [leafCounts, cuts.cutColumns, cuts.cutValues, cuts.leftLeaves, points].map(
    (array) => core.copyIn(array).address,
  ) as [number, number, number, number, number];
  return [cols, leafCounts.length, points.length / cols, ...addresses] as const;
}

async function boundCuts(
  core: WasmInstance,
  ...[forest, { boxes, extents }]: Parameters<ForestKernels['boundCuts']>
): Promise<void> {
  const arrays = copyForest(core, forest);
  const [boxRoom, extentRoom] = [core.reserve(boxes), core.reserve(extents)];
  core.exports.bound_cuts(...arrays, boxRoom.address, extentRoom.address);
  core.read(boxRoom, boxes);
  core.read(extentRoom, extents);
}

async function addInverseDepths(
  core: WasmInstance,
  pieceBytes: number,
  ...[input, sums]: Parameters<ForestKernels['addInverseDepths']>
): Promise<void> {
  const { forest, bounds, logMasses, points, rows } = input;
  const { cols, leafCounts } = forest;
  const arrays = copyForest(core, forest);
  const derived = [bounds.boxes, bounds.extents, logMasses].map((array) => core.copyIn(array).address);
  const [boxes, extents, logs] = derived as [number, number, number];
  // As deep as a balanced tree, and half as deep again: what random cuts come to.
  const depth = 1.5 * Math.log2(1 + points.length / cols / leafCounts.length);
  const most = pieceRows(pieceBytes, rows, cols, Math.ceil(leafCounts.length * (1 + depth)));
  const pointRoom = core.reserve(points, most * cols);
  const sumRoom = core.reserve(sums, most);
  for await (const { from, to } of pieces(rows, most)) {
    core.write(pointRoom, points.subarray(from * cols, to * cols));
    core.write(sumRoom, sums.subarray(from, to));
    core.exports.add_inverse_depths(...arrays, boxes, extents, logs, pointRoom.address, to - from, sumRoom.address);
    core.read(sumRoom, sums.subarray(from, to));
  }
}
