import type { Random } from '../../data/random.js';
import { call, crossProduct, eigen, type Tools } from './linear-algebra.js';
import { forPairs, pairCount } from './packed.js';

export interface DecompositionOptions extends Tools {
  readonly maxRestarts: number;
  readonly maxIterations: number;
  /** A start ends when an iteration changes the error by less. */
  readonly tolerance: number;
  /** The first start is the tensor's singular vectors. */
  readonly svdInit: boolean;
  readonly random: Random;
}

/** T ≈ Σ weights[r] · v_r ⊗ v_r ⊗ v_r, after an iteration. */
export interface DecompositionIteration {
  /** 0-based */
  readonly restart: number;
  readonly init: 'svd' | 'random';
  /** 1-based */
  readonly iteration: number;
  /** Norm of what the components leave of the tensor, as a share of its own. */
  readonly error: number;
  /** How far the error fell by the line search, where it was used. */
  readonly lineSearchGain?: number;
  /** The last of its start, and why. */
  readonly stopped?: 'converged' | 'max_iterations';
  /** `[k, k]`, one component per column, of length 1 */
  readonly components: Float64Array;
  /** `[k]` */
  readonly weights: Float64Array;
}

/** Iterations that begin with orthonormal factors, as SageMaker's log has it (`num_qr_iterations=5`). */
const ORTHOGONAL_ITERATIONS = 5;
/** Starts that must agree on the best error before no other is tried. */
const AGREEING_STARTS = 3;
const AGREEMENT = 1e-4;
/** Below this an error is rounding. */
const ROUNDING = 1e-6;

/**
 * Takes a symmetric tensor apart by orthogonalised alternating least squares, from several starts. Orthonormal factors in the first
 * iterations keep two components from settling on the same topic; plain alternating least squares with a line search then fits what
 * the orthogonality was too strict for. Yields every iteration; the best start is the last iteration with the smallest error.
 *
 * @param tensor `[k (k + 1) / 2, k]`, see `TopicKernels`
 * @see Sharan and Valiant, Orthogonalized ALS, ICML 2017 · Kolda and Bader, Tensor decompositions and applications, 2009
 */
export async function* decompose(
  tensor: Float64Array,
  k: number,
  options: DecompositionOptions,
): AsyncGenerator<DecompositionIteration, DecompositionIteration, void> {
  const { maxRestarts, svdInit, random } = options;
  const ends: DecompositionIteration[] = [];
  for (let restart = 0; restart < maxRestarts; restart++) {
    const init = restart === 0 && svdInit ? 'svd' : 'random';
    const start = init === 'svd' ? await singularVectors(tensor, k, options) : randomFactors(k, random);
    const attempt = new Attempt(tensor, k, start, options);
    for (let stopped: DecompositionIteration['stopped']; stopped === undefined; ) {
      const found = await attempt.iterate();
      stopped = found.stopped;
      const iteration = { restart, init, ...found } as const;
      if (stopped !== undefined) ends.push(iteration);
      yield iteration;
    }
    if (agree(ends)) break;
  }
  return ends.reduce((best, end) => (end.error < best.error ? end : best));
}

function agree(ends: readonly DecompositionIteration[]): boolean {
  const least = Math.min(...ends.map(({ error }) => error));
  return ends.filter(({ error }) => error <= least * (1 + AGREEMENT) + ROUNDING).length >= AGREEING_STARTS;
}

/** Three factors `[k, k]`; the last carries the weights. */
type Factors = readonly [Float64Array, Float64Array, Float64Array];

class Attempt {
  readonly #tensor: Float64Array;
  readonly #k: number;
  readonly #options: DecompositionOptions;
  readonly #squaredNorm: number;
  #factors: Factors;
  #weights: Float64Array;
  #before: Factors | undefined;
  #error = Number.POSITIVE_INFINITY;
  #iteration = 0;

  constructor(tensor: Float64Array, k: number, start: Factors, options: DecompositionOptions) {
    this.#tensor = tensor;
    this.#k = k;
    this.#options = options;
    this.#squaredNorm = squaredNorm(tensor, k);
    this.#factors = start;
    this.#weights = new Float64Array(k).fill(1);
  }

  async iterate(): Promise<Omit<DecompositionIteration, 'restart' | 'init'>> {
    const { maxIterations, tolerance, random } = this.#options;
    const orthogonal = this.#iteration < ORTHOGONAL_ITERATIONS;
    if (orthogonal)
      this.#factors = this.#factors.map((factor) => orthonormal(factor, this.#k, random)) as unknown as Factors;
    const previous = this.#error;
    const fitted = await this.#alternate();
    const gain = orthogonal ? 0 : fitted - (await this.#lineSearch(fitted));
    this.#error = fitted - gain;
    this.#iteration++;
    this.#before = [this.#factors[0], this.#factors[1], scaled(this.#factors[2], this.#weights)];
    const converged = Math.abs(previous - this.#error) < tolerance;
    return {
      iteration: this.#iteration,
      error: this.#error,
      ...(gain > 0 && { lineSearchGain: gain }),
      ...(converged ? { stopped: 'converged' } : this.#iteration >= maxIterations ? { stopped: 'max_iterations' } : {}),
      components: this.#factors[2].slice(),
      weights: this.#weights.slice(),
    };
  }

  /** Fits each factor in turn to the two others. @returns the error after the last */
  async #alternate(): Promise<number> {
    const [tensor, k] = [this.#tensor, this.#k];
    const factors = [...this.#factors] as [Float64Array, Float64Array, Float64Array];
    const fit = new Float64Array(2);
    const weights = new Float64Array(k);
    for (const mode of [0, 1, 2] as const) {
      const [first, second] = factors.filter((_, other) => other !== mode) as [Float64Array, Float64Array];
      const third = new Float64Array(k * k);
      await call(this.#options, (kernels) =>
        kernels.updateComponents({ tensor, first, second, k, rank: k }, { third, weights, fit }),
      );
      factors[mode] = third;
    }
    this.#factors = factors;
    this.#weights = weights;
    return this.#relativeError(fit);
  }

  /** Goes on in the direction of the last iteration, further the longer it lasts, and stays where that is better. @returns the error */
  async #lineSearch(fitted: number): Promise<number> {
    const [tensor, k, before, factors, weights] = [this.#tensor, this.#k, this.#before, this.#factors, this.#weights];
    if (before === undefined) return fitted;
    const length = (this.#iteration + 1) ** (1 / 3);
    const now: Factors = [factors[0], factors[1], scaled(factors[2], weights)];
    const [first, second, third] = now.map((factor, mode) => {
      const from = before[mode] as Float64Array;
      return factor.map((value, at) => (from[at] as number) + length * (value - (from[at] as number)));
    }) as unknown as Factors;
    const fit = new Float64Array(2);
    await call(this.#options, (kernels) => kernels.fitComponents({ tensor, first, second, third, k, rank: k }, fit));
    const error = this.#relativeError(fit);
    if (!(error < fitted)) return fitted;
    const lengths = [first, second, third].map((factor) => normalise(factor, k));
    this.#factors = [first, second, third];
    this.#weights = lengths.reduce((product, of) => product.map((value, r) => value * (of[r] as number)));
    return error;
  }

  /** ‖T - Σ‖ / ‖T‖ from ⟨T, Σ⟩ and ‖Σ‖². */
  #relativeError([inner, squared]: Float64Array): number {
    if (this.#squaredNorm === 0) return 0;
    return Math.sqrt(Math.max(0, this.#squaredNorm - 2 * (inner as number) + (squared as number)) / this.#squaredNorm);
  }
}

/** The left singular vectors of the tensor laid out as k x k²: eigenvectors of its rows' inner products. */
async function singularVectors(tensor: Float64Array, k: number, tools: Tools): Promise<Factors> {
  const twice = tensor.slice();
  forPairs(k, (pair, i, j) => {
    if (i !== j) for (let l = 0; l < k; l++) twice[pair * k + l]! *= 2;
  });
  const { vectors } = await eigen(await crossProduct(twice, tensor, [pairCount(k), k, k], tools), k, tools);
  const factor = new Float64Array(k * k);
  for (let i = 0; i < k; i++) for (let r = 0; r < k; r++) factor[i * k + r] = vectors[r * k + i] as number;
  return [factor, factor, factor];
}

function randomFactors(k: number, random: Random): Factors {
  const factor = () => Float64Array.from({ length: k * k }, () => random.normal());
  return [factor(), factor(), factor()];
}

/** Gram and Schmidt's, twice over; a column that the ones before it already span is replaced by a random one. */
function orthonormal(factor: Float64Array, k: number, random: Random): Float64Array {
  const columns: Float64Array[] = [];
  for (let r = 0; r < k; r++) {
    let column = Float64Array.from({ length: k }, (_, i) => factor[i * k + r] as number);
    for (let tries = 0; ; tries++) {
      const length = Math.sqrt(dot(column, column));
      for (let pass = 0; pass < 2; pass++) for (const other of columns) subtract(column, other, dot(column, other));
      const rest = Math.sqrt(dot(column, column));
      if (rest > 1e-10 * length || tries > 10) {
        columns.push(column.map((value) => value / (rest || 1)));
        break;
      }
      column = Float64Array.from({ length: k }, () => random.normal());
    }
  }
  return Float64Array.from(
    { length: k * k },
    (_, at) => (columns[at % k] as Float64Array)[Math.floor(at / k)] as number,
  );
}

function subtract(from: Float64Array, vector: Float64Array, times: number): void {
  for (let i = 0; i < from.length; i++) from[i]! -= times * (vector[i] as number);
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] as number) * (b[i] as number);
  return sum;
}

/** Scales the columns to length 1, in place. @returns their lengths */
function normalise(factor: Float64Array, k: number): Float64Array {
  const lengths = new Float64Array(k);
  for (let at = 0; at < factor.length; at++) lengths[at % k]! += (factor[at] as number) ** 2;
  for (let r = 0; r < k; r++) lengths[r] = Math.sqrt(lengths[r] as number);
  for (let at = 0; at < factor.length; at++) factor[at]! /= (lengths[at % k] as number) || 1;
  return lengths;
}

function scaled(factor: Float64Array, weights: Float64Array): Float64Array {
  return factor.map((value, at) => value * (weights[at % weights.length] as number));
}

function squaredNorm(tensor: Float64Array, k: number): number {
  let sum = 0;
  forPairs(k, (pair, i, j) => {
    for (let l = 0; l < k; l++) sum += (i === j ? 1 : 2) * (tensor[pair * k + l] as number) ** 2;
  });
  return sum;
}
