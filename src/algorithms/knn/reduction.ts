import { Random } from '../../data/random.js';
import { UserError } from '../../errors.js';
import type { SearchContext } from './search.js';

/** How rows are made shorter: as it stands in `model_algo-1.json`, which is enough to make the transform anew. */
export interface ReductionParts {
  readonly type: 'sign' | 'fjlt';
  readonly seed: number;
  readonly inputDim: number;
  readonly targetDim: number;
}

const MOST_BYTES = 2 ** 31;

/** Widths may come from the input or from a model file, so they must not decide what is allocated. @throws UserError E_TOO_WIDE */
export function refuseHugeReduction({ type, inputDim, targetDim }: ReductionParts): void {
  const bytes = 4 * inputDim * (type === 'sign' ? targetDim : 2);
  if (bytes <= MOST_BYTES) return;
  throw new UserError(
    'E_TOO_WIDE',
    `Reducing ${inputDim} features to ${targetDim} would take ${(bytes / 2 ** 30).toFixed(1)} GiB.`,
    {
      hint: 'Lower dimension_reduction_target, set dimension_reduction_type to fjlt, or reduce the features beforehand.',
    },
  );
}

/** Shortens `[rows, inputDim]` to `[rows, targetDim]`. Distances and inner products are kept, about: the more features are left, the better. */
export type Reduction = (values: Float32Array, rows: number, context: SearchContext) => Promise<Float32Array>;

export function reductionOf(parts: ReductionParts): Reduction {
  return parts.type === 'sign' ? signs(parts) : fastJohnsonLindenstrauss(parts);
}

/**
 * Multiplication with a matrix of random signs, scaled by 1 / sqrt(targetDim).
 * @see Achlioptas, Database-friendly random projections, 2003
 */
function signs({ seed, inputDim: cols, targetDim: width }: ReductionParts): Reduction {
  const matrix = randomSigns(new Random(seed), cols * width);
  const scale = 1 / Math.sqrt(width);
  return async (points, rows, { kernels, signal }) => {
    const projected = new Float32Array(rows * width);
    await kernels.projectRows({ points, matrix, rows, cols, width }, projected);
    signal?.throwIfAborted();
    return projected.map((value) => value * scale);
  };
}

/**
 * Random signs, the Walsh-Hadamard transform, which spreads every feature over all of them, and a random choice of what comes out, scaled by
 * 1 / sqrt(targetDim). O(d log d) for a row of d features.
 * @see Ailon and Chazelle, The fast Johnson-Lindenstrauss transform, 2009
 */
function fastJohnsonLindenstrauss({ seed, inputDim, targetDim }: ReductionParts): Reduction {
  const random = new Random(seed);
  const flips = randomSigns(random, inputDim);
  const cols = 2 ** Math.ceil(Math.log2(Math.max(inputDim, targetDim)));
  const chosen = random.sampleWithoutReplacement(cols, targetDim);
  const scale = 1 / Math.sqrt(targetDim);
  return async (values, rows, { kernels, signal }) => {
    const spread = new Float32Array(rows * cols);
    for (let row = 0; row < rows; row++) {
      for (let col = 0; col < inputDim; col++) {
        spread[row * cols + col] = (values[row * inputDim + col] as number) * (flips[col] as number);
      }
    }
    await kernels.hadamardRows({ rows, cols }, spread);
    signal?.throwIfAborted();
    const short = new Float32Array(rows * targetDim);
    for (let row = 0, to = 0; row < rows; row++) {
      for (const col of chosen) short[to++] = (spread[row * cols + col] as number) * scale;
    }
    return short;
  };
}

/** 1 and -1, one bit of chance each. */
function randomSigns(random: Random, count: number): Float32Array {
  const drawn = new Float32Array(count);
  for (let from = 0; from < count; from += 32) {
    const bits = random.bits();
    for (let at = from; at < Math.min(count, from + 32); at++) drawn[at] = (bits >>> (at - from)) & 1 ? 1 : -1;
  }
  return drawn;
}
