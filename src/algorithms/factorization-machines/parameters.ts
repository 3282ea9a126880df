import type { Random } from '../../data/random.js';
import { UserError } from '../../errors.js';
import { arrayForRows } from '../../kernels/array-for-rows.js';
import { FACTOR_LANES, type FactorizationState, type Kernels, SLOTS } from '../../kernels/kernels.js';
import type { Checked } from '../hyperparameter-schema.js';
import type { FactorizationMachinesHyperparameters, GROUPS } from './hyperparameters.js';

/** What a factorization machine has learned. */
export interface Parameters {
  readonly bias: number;
  /** `[features]` */
  readonly linear: Float32Array;
  /** `[features, width]`, padded with zeros */
  readonly factors: Float32Array;
  readonly width: number;
}

/** Factors of a feature with their padding. */
export function paddedWidth(numFactors: number): number {
  return Math.ceil(numFactors / FACTOR_LANES) * FACTOR_LANES;
}

const MOST_STATE_BYTES = 2 ** 35;

/**
 * Room for the parameters and Adam's moments, all zero.
 * @throws UserError E_TOO_WIDE where there is no such room
 */
export function emptyState(features: number, numFactors: number, kernels: Kernels): FactorizationState {
  const width = paddedWidth(numFactors);
  const bytes = 4 * features * SLOTS * (width + 1);
  try {
    if (bytes > MOST_STATE_BYTES) throw new RangeError('more than anyone has');
    return {
      bias: new Float32Array(SLOTS),
      linear: new Float32Array(features * SLOTS),
      factors: arrayForRows(kernels, Float32Array, features * SLOTS * width),
      width,
    };
  } catch (cause) {
    const size = (bytes / 2 ** 30).toFixed(1);
    throw new UserError(
      'E_TOO_WIDE',
      `${features} features of ${numFactors} factors and Adam's two moments of each would take ${size} GiB.`,
      { hint: 'Lower num_factors, or hash the features into fewer.', cause },
    );
  }
}

type Group = (typeof GROUPS)[number];

/** Draws the parameters as the three init methods say. */
export async function drawParameters(
  state: FactorizationState,
  hyperparameters: Checked<FactorizationMachinesHyperparameters>,
  { random, kernels, signal }: { random: Random; kernels: Kernels; signal?: AbortSignal | undefined },
): Promise<void> {
  const { use_bias: useBias, use_linear: useLinear, num_factors: numFactors } = hyperparameters;
  const { bias, linear, factors, width } = state;
  if (useBias) await draw('bias', bias, 1, SLOTS);
  if (useLinear) await draw('linear', linear, 1, SLOTS);
  await draw('factors', factors, numFactors, SLOTS * width);

  async function draw(group: Group, values: Float32Array, count: number, stride: number): Promise<void> {
    const method = hyperparameters[`${group}_init_method`];
    const seed = [random.bits(), random.bits()] as const;
    if (method === 'constant') {
      fill(values, count, stride, hyperparameters[`${group}_init_value`] as number);
      return;
    }
    const scale = (
      method === 'normal' ? hyperparameters[`${group}_init_sigma`] : hyperparameters[`${group}_init_scale`]
    ) as number;
    const perCall = VALUES_PER_CALL - (VALUES_PER_CALL % stride) || stride;
    for (let at = 0; at < values.length; at += perCall) {
      const input = { seed, from: (at / stride) * count, distribution: method, scale, width: count, stride };
      await kernels.fillRandom(input, values.subarray(at, at + perCall));
      signal?.throwIfAborted();
    }
  }
}

/** A few milliseconds of work for the slowest backend. */
const VALUES_PER_CALL = 1 << 20;

function fill(values: Float32Array, count: number, stride: number, value: number): void {
  for (let at = 0; at < values.length; at += stride) values.fill(value, at, at + count);
}

/** Begins where an earlier model ended; Adam's moments begin anew. */
export function startFrom(state: FactorizationState, { bias, linear, factors, width }: Parameters): void {
  state.bias[0] = bias;
  copyRows([linear, 1], [state.linear, SLOTS], 1);
  copyRows([factors, width], [state.factors, SLOTS * width], width);
}

/** A copy of what was learned, without the moments. */
export function parametersOf({ bias, linear, factors, width }: FactorizationState): Parameters {
  const learned = {
    bias: bias[0] as number,
    linear: new Float32Array(linear.length / SLOTS),
    factors: new Float32Array(factors.length / SLOTS),
    width,
  };
  copyRows([linear, SLOTS], [learned.linear, 1], 1);
  copyRows([factors, SLOTS * width], [learned.factors, width], width);
  return learned;
}

/** The factors without their padding, `[features, numFactors]`. */
export function unpadded({ factors, width, linear }: Parameters, numFactors: number): Float32Array {
  const values = new Float32Array(linear.length * numFactors);
  copyRows([factors, width], [values, numFactors], numFactors);
  return values;
}

/** The opposite: `[features, numFactors]` with zeros put behind each feature. */
export function padded(values: Float32Array, features: number, numFactors: number): Float32Array {
  const width = paddedWidth(numFactors);
  const factors = new Float32Array(features * width);
  copyRows([values, numFactors], [factors, width], numFactors);
  return factors;
}

type Strided = readonly [values: Float32Array, stride: number];

/** Copies the first `width` values of every row. By hand: a view for each of so many short rows takes longer than the copy. */
function copyRows([from, fromStride]: Strided, [into, intoStride]: Strided, width: number): void {
  for (let read = 0, write = 0; read < from.length; read += fromStride, write += intoStride) {
    for (let at = 0; at < width; at++) into[write + at] = from[read + at] as number;
  }
}
