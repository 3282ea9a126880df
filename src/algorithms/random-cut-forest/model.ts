import { type Csr, isCsr } from '../../data/csr.js';
import { colsOf, type Dense, rowsOf } from '../../data/dense.js';
import type { ForestBounds, Kernels } from '../../kernels/kernels.js';
import type { ArtifactFiles, Model, PredictOptions, ResponseForm } from '../algorithm.js';
import { refuseNonFinite } from '../non-finite.js';
import { wrongWidth } from '../row-width.js';
import { workPieces } from '../work.js';
import { decodeForest, encodeForest } from './artifact.js';
import { type Forest, treesBetween } from './forest.js';

/** @see https://docs.aws.amazon.com/sagemaker/latest/dg/rcf-in-formats.html */
export const responseForm: ResponseForm = { topKey: 'scores', fields: ['score'], csv: true };

interface ForestParts {
  readonly kernels: Kernels;
  readonly forest: Forest;
  /** `model_algo-1` */
  readonly modelName: string;
}

/** Random cut trees; a row scores high where few cuts set it apart. */
export class RandomCutForestModel implements Model {
  readonly #parts: ForestParts;
  readonly #logMasses: Float64Array;
  /** Rows that each tree knows. */
  readonly samplesPerTree: number;
  #bounds: ForestBounds | undefined;

  constructor(parts: ForestParts) {
    this.#parts = parts;
    const { masses, leafCounts } = parts.forest;
    this.#logMasses = Float64Array.from(masses, Math.log2);
    this.samplesPerTree = masses.reduce((sum, mass) => sum + mass, 0) / leafCounts.length;
  }

  /** Cuts and leaves of all trees; see `treeOf`. */
  get forest(): Forest {
    return this.#parts.forest;
  }

  get featureDim(): number {
    return this.forest.cols;
  }

  get numTrees(): number {
    return this.forest.leafCounts.length;
  }

  /**
   * How anomalous rows are.
   * @param rows `[rows, featureDim]`
   * @returns scores above 0 and at most log2(samplesPerTree + 1)
   * @throws UserError E_FEATURE_DIM where the width differs, E_NOT_FINITE
   */
  async predict(rows: Dense | Csr, { signal }: PredictOptions = {}) {
    const [count, cols] = isCsr(rows) ? [rows.rows, rows.cols] : [rowsOf(rows), colsOf(rows)];
    if (cols !== this.featureDim) throw wrongWidth(this.featureDim, cols);
    const { kernels, forest } = this.#parts;
    await refuseNonFinite(rows, { kernels, signal }, 'no score');
    const bounds = await this.bounds(signal);
    const sums = new Float64Array(count);
    for (const { points, from, rows: size } of workPieces(rows, kernels, operationsPerValue(forest))) {
      const input = { forest, bounds, logMasses: this.#logMasses, points, rows: size };
      await kernels.addInverseDepths(input, sums.subarray(from, from + size));
      signal?.throwIfAborted();
    }
    const scale = Math.log2(this.samplesPerTree + 1) / this.numTrees;
    return { score: Float32Array.from(sums, (sum) => sum * scale) };
  }

  /** The bounding boxes of all cuts; found when they are first asked for. */
  async bounds(signal?: AbortSignal): Promise<ForestBounds> {
    this.#bounds ??= await boundForest(this.#parts.forest, this.#parts.kernels, signal);
    return this.#bounds;
  }

  save(): ArtifactFiles {
    return new Map([[this.#parts.modelName, encodeForest(this.forest)]]);
  }

  describe() {
    return {
      algorithm: 'randomcutforest',
      num_trees: this.numTrees,
      num_samples_per_tree: this.samplesPerTree,
      feature_dim: this.featureDim,
    };
  }
}

/** Values of leaves that are bounded in one call: a few milliseconds. */
const BOUNDED_VALUES = 1 << 18;

async function boundForest(forest: Forest, kernels: Kernels, signal?: AbortSignal): Promise<ForestBounds> {
  const { cols, leafCounts, cutValues } = forest;
  const boxes = new Float32Array(cutValues.length * 2 * cols);
  const extents = new Float64Array(cutValues.length);
  const leavesPerTree = forest.masses.length / leafCounts.length;
  const treesPerCall = Math.max(1, Math.floor(BOUNDED_VALUES / (leavesPerTree * cols)));
  for (let from = 0, cut = 0; from < leafCounts.length; from += treesPerCall) {
    const trees = treesBetween(forest, from, Math.min(leafCounts.length, from + treesPerCall));
    const end = cut + trees.cutValues.length;
    await kernels.boundCuts(trees, {
      boxes: boxes.subarray(cut * 2 * cols, end * 2 * cols),
      extents: extents.subarray(cut, end),
    });
    signal?.throwIfAborted();
    cut = end;
  }
  return { boxes, extents };
}

/** What a step of a walk costs beside looking at a box, in steps of looking at a value. */
const STEP_OVERHEAD = 16;
/** Looking at a value, in multiply-adds of the simplest kernel. */
const VALUE_COST = 4;

function operationsPerValue({ cols, leafCounts, masses }: Forest): number {
  // As deep as a balanced tree, and half as deep again: what random cuts come to.
  const depth = 1 + 1.5 * Math.log2(masses.length / leafCounts.length);
  return (leafCounts.length * depth * VALUE_COST * (cols + STEP_OVERHEAD)) / cols;
}

/** @throws UserError E_MODEL_DAMAGED, E_MODEL_VERSION */
export function loadRandomCutForest(files: ArtifactFiles, kernels: Kernels): RandomCutForestModel | undefined {
  for (const [modelName, file] of files) {
    const forest = decodeForest(modelName, file);
    if (forest !== undefined) return new RandomCutForestModel({ kernels, forest, modelName });
  }
  return undefined;
}
