import { arrayForRows } from '../../../kernels/array-for-rows.js';
import type { BoostingKernels, GradientExtent, GradientSteps, MemoryKernels } from '../../../kernels/kernels.js';
import { HISTOGRAM_CHUNK_ROWS, MOST_STEPS } from '../../../kernels/kernels.js';
import type { Pair } from '../../../kernels/tree-gains.js';

/** Smaller sets are summed as XGBoost sums them: their trees are the same to the last split. */
export const LEAST_ROWS = 8 * HISTOGRAM_CHUNK_ROWS;
/** Where the average derivative has fewer steps, a few rows that are far larger would drown what the others say. */
const LEAST_AVERAGE_STEPS = 512;
/** How many smaller ones make up one is beyond single precision, in which kernels count. */
const LEAST_UNIT = 2 ** -126;

/** What histograms are summed from, and the sum of all rows. */
export interface Addable {
  readonly gradients: Float32Array | GradientSteps;
  readonly sum: Pair;
}

/**
 * Derivatives in the form that is added up fastest. Of large sets they are rounded to 1 / 262,144 of the largest: a histogram of whole numbers takes half the
 * room, and so twice as much of it stays in the cache. The error of a sum of n rows grows with the root of n, and is some 100,000 times smaller than
 * the spread that the rows themselves have.
 *
 * @see Shi et al.: Quantized training of gradient boosting decision trees (2022), who go down to 2 to 5 bits
 */
export class GradientRounding {
  readonly #kernels: BoostingKernels & MemoryKernels;
  /** Of the latest tree. */
  #steps: Int32Array = new Int32Array(0);

  constructor(kernels: BoostingKernels & MemoryKernels) {
    this.#kernels = kernels;
  }

  /** @param gradients `[rows, 2]` @returns what is good until the next call */
  async addable(gradients: Float32Array): Promise<Addable> {
    const extent = await extentOf(this.#kernels, gradients);
    const rows = gradients.length / 2;
    const units = extent.largest.map(unitFor);
    if (rows < LEAST_ROWS || !isFineEnough(extent, units, rows)) return { gradients, sum: pairOf(extent.sums) };
    if (this.#steps.length !== gradients.length) {
      this.#steps = arrayForRows(this.#kernels, Int32Array, gradients.length);
    }
    const rounded = { steps: this.#steps, units };
    const sums = new Float64Array(2);
    await this.#kernels.roundGradients(gradients, { ...rounded, sums });
    return { gradients: rounded, sum: pairOf(sums) };
  }
}

/** All derivatives added up, in double precision. */
export async function sumOf(kernels: BoostingKernels, gradients: Float32Array): Promise<Pair> {
  return pairOf((await extentOf(kernels, gradients)).sums);
}

async function extentOf(kernels: BoostingKernels, gradients: Float32Array): Promise<GradientExtent> {
  const extent = { sums: new Float64Array(2), magnitudes: new Float64Array(2), largest: new Float64Array(2) };
  await kernels.measureGradients(gradients, extent);
  return extent;
}

/** The power of two of which the largest takes more than half of the steps; 0 for 0, infinite for what has no size. */
function unitFor(largest: number): number {
  return 2 ** (Math.floor(Math.log2(largest)) + 1) / MOST_STEPS;
}

function isFineEnough({ sums, magnitudes }: GradientExtent, units: Float64Array, rows: number): boolean {
  return units.every((unit, which) => {
    const averageSteps = (magnitudes[which] as number) / rows / unit;
    return unit >= LEAST_UNIT && Number.isFinite(sums[which]) && averageSteps >= LEAST_AVERAGE_STEPS;
  });
}

function pairOf(sums: Float64Array): Pair {
  return [sums[0] as number, sums[1] as number];
}
