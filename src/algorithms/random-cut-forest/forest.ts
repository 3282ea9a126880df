import { type Dense, dense } from '../../data/dense.js';
import type { Random } from '../../data/random.js';
import type { ForestArrays, Kernels } from '../../kernels/kernels.js';
import { workPieces } from '../work.js';

/** Random cut trees in flat arrays, and how many rows of its sample each leaf stands for. */
export interface Forest extends ForestArrays {
  /** `[leaves]` */
  readonly masses: Int32Array;
}

/** A forest of one tree. */
export type Tree = Forest;

/** The sample cut into equal pieces, one for each tree; what is left over is dropped. */
export interface Partition {
  readonly trees: number;
  /** Rows of each piece. */
  readonly size: number;
}

/**
 * How many rows each tree gets: what was asked for, or less where there are not enough. Tree i is grown on rows i * size to (i + 1) * size of the
 * sample, so that the trees over an unshuffled time series know one stretch of it each: the logged job whose scores are known does the same.
 */
export function partition(sampled: number, trees: number, samplesPerTree: number): Partition {
  return { trees, size: Math.min(samplesPerTree, Math.floor(sampled / trees)) };
}

/** Looking at a value of a row somewhere in the sample, in multiply-adds of the simplest kernel. */
const LOOK_COST = 16;

export interface GrowContext {
  readonly random: Random;
  readonly kernels: Kernels;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Grows the trees, in order.
 * @param samples `[trees, size, cols]`
 */
export async function* growTrees(
  samples: Float32Array,
  { trees, size }: Partition,
  { random, kernels, signal }: GrowContext,
): AsyncGenerator<Tree, void, void> {
  const valuesPerTree = samples.length / trees;
  const cols = valuesPerTree / size;
  const seeds = Uint32Array.from({ length: trees }, () => random.bits());
  // A tree of n leaves is about 2 log2 n deep, and every level looks at every value.
  const operations = LOOK_COST * 2 * Math.ceil(Math.log2(size + 1));
  for (const { points, from, rows } of workPieces(dense(samples, trees, valuesPerTree), kernels, operations)) {
    const output = roomFor(rows, size);
    const input = { samples: points, seeds: seeds.subarray(from, from + rows), trees: rows, size, cols };
    await kernels.growTrees(input, output);
    signal?.throwIfAborted();
    for (let tree = 0; tree < rows; tree++) {
      const sample = points.subarray(tree * valuesPerTree, (tree + 1) * valuesPerTree);
      yield cutOut(tree, sample, cols, size, output);
    }
  }
}

type Grown = Parameters<Kernels['growTrees']>[1];

function roomFor(trees: number, size: number): Grown {
  const cuts = trees * (size - 1);
  return {
    leafCounts: new Int32Array(trees),
    cutColumns: new Int32Array(cuts),
    cutValues: new Float32Array(cuts),
    leftLeaves: new Int32Array(cuts),
    leafRows: new Int32Array(trees * size),
    masses: new Int32Array(trees * size),
  };
}

/** One tree as arrays of its own. */
function cutOut(tree: number, sample: Float32Array, cols: number, size: number, grown: Grown): Tree {
  const leaves = grown.leafCounts[tree] as number;
  const cuts = [tree * (size - 1), tree * (size - 1) + leaves - 1] as const;
  const points = new Float32Array(leaves * cols);
  for (let leaf = 0; leaf < leaves; leaf++) {
    const row = grown.leafRows[tree * size + leaf] as number;
    points.set(sample.subarray(row * cols, (row + 1) * cols), leaf * cols);
  }
  return {
    cols,
    leafCounts: Int32Array.of(leaves),
    cutColumns: grown.cutColumns.slice(...cuts),
    cutValues: grown.cutValues.slice(...cuts),
    leftLeaves: grown.leftLeaves.slice(...cuts),
    points,
    masses: grown.masses.slice(tree * size, tree * size + leaves),
  };
}

/** Trees of the same width as one forest. */
export function plant(trees: readonly Tree[]): Forest {
  return {
    cols: trees[0]?.cols ?? 0,
    leafCounts: join(Int32Array, trees, 'leafCounts'),
    cutColumns: join(Int32Array, trees, 'cutColumns'),
    cutValues: join(Float32Array, trees, 'cutValues'),
    leftLeaves: join(Int32Array, trees, 'leftLeaves'),
    points: join(Float32Array, trees, 'points'),
    masses: join(Int32Array, trees, 'masses'),
  };
}

function join<Name extends Exclude<keyof Forest, 'cols'>>(
  Storage: new (length: number) => Forest[Name],
  trees: readonly Tree[],
  name: Name,
): Forest[Name] {
  const joined = new Storage(trees.reduce((sum, tree) => sum + tree[name].length, 0));
  let at = 0;
  for (const tree of trees) {
    joined.set(tree[name], at);
    at += tree[name].length;
  }
  return joined;
}

/** The tree of that index, as views into the forest. */
export function treeOf(forest: Forest, index: number): Tree {
  return treesBetween(forest, index, index + 1);
}

/** Trees `[from, to)` as a forest of views. */
export function treesBetween(forest: Forest, from: number, to: number): Forest {
  const leavesBefore = (tree: number) => forest.leafCounts.subarray(0, tree).reduce((sum, count) => sum + count, 0);
  const leaves = [leavesBefore(from), leavesBefore(to)] as const;
  const cuts = [leaves[0] - from, leaves[1] - to] as const;
  return {
    cols: forest.cols,
    leafCounts: forest.leafCounts.subarray(from, to),
    cutColumns: forest.cutColumns.subarray(...cuts),
    cutValues: forest.cutValues.subarray(...cuts),
    leftLeaves: forest.leftLeaves.subarray(...cuts),
    points: forest.points.subarray(leaves[0] * forest.cols, leaves[1] * forest.cols),
    masses: forest.masses.subarray(...leaves),
  };
}

/** The distinct rows of the samples, tree by tree: `[leaves, cols]`. */
export function leafPoints({ points, masses, cols }: Forest): Dense {
  return dense(points, masses.length, cols);
}
