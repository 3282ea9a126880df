import { type Dense, dense } from '../../data/dense.js';
import { denseTimes, type Tools } from './linear-algebra.js';
import type { Whitening } from './whitening.js';

/** What a decomposition says of topics. */
export interface FoundTopics {
  /** `[rank]`, the Dirichlet parameter of each */
  readonly alpha: Float64Array;
  /** `[rank, words]`, shares of the words, each row summing to 1 */
  readonly beta: Dense;
  /** `[rank]`, what each vector of shares summed to before anything was done to it: 1, had the moments no error */
  readonly mass: Float64Array;
}

export interface WhitenedComponents {
  /** `[k, k]`, one per column */
  readonly components: Float64Array;
  /** `[k]` */
  readonly weights: Float64Array;
  readonly whitening: Pick<Whitening, 'rank' | 'dewhitener'>;
  readonly alpha0: number;
}

/**
 * Turns whitened components back into topics: α = 4 α0 (α0 + 1) / ((α0 + 2)² λ²) and β = (α0 + 2) / 2 · λ · B v, with the sign that makes its
 * sum positive. What is negative is clipped, and the rest scaled to sum to 1. Works on any step of a decomposition.
 *
 * @see Anandkumar et al., Tensor decompositions for learning latent variable models, 2014, theorem 3.5
 */
export async function topicsOf(
  { components, weights, whitening: { rank, dewhitener }, alpha0 }: WhitenedComponents,
  tools: Tools,
): Promise<FoundTopics> {
  const words = dewhitener.length / rank;
  const vectors = await denseTimes(dewhitener, components, [words, rank, rank], tools);
  const sums = new Float64Array(rank);
  const positive = new Float64Array(rank);
  for (let at = 0; at < vectors.length; at++) sums[at % rank]! += vectors[at] as number;
  for (let at = 0; at < vectors.length; at++) {
    positive[at % rank]! += Math.max(0, (vectors[at] as number) * sign(sums[at % rank] as number));
  }
  const beta = new Float32Array(rank * words);
  for (let word = 0, at = 0; word < words; word++) {
    for (let topic = 0; topic < rank; topic++, at++) {
      const share = Math.max(0, (vectors[at] as number) * sign(sums[topic] as number));
      const total = positive[topic] as number;
      // A component of length 0 says nothing of any word.
      beta[topic * words + word] = total > 0 ? share / total : 1 / words;
    }
  }
  return {
    alpha: weights.map((weight) => (weight > 0 ? (4 * alpha0 * (alpha0 + 1)) / ((alpha0 + 2) * weight) ** 2 : 0)),
    beta: dense(beta, rank, words),
    mass: sums.map((sum, topic) => ((alpha0 + 2) / 2) * (weights[topic] as number) * Math.abs(sum)),
  };
}

function sign(value: number): 1 | -1 {
  return value < 0 ? -1 : 1;
}

/** A genuine topic's mass lies near 1, or below where topics share it; whitening blows noise up to far more. */
const MOST_MASS = 1.25;

/**
 * The topics that are kept, as indices: those with the largest α. Components that are noise come last, whatever their α: there are some where more
 * topics are looked for than the documents hold.
 */
export function largestTopics({ alpha, mass }: FoundTopics, count: number): number[] {
  const isNoise = (topic: number) => !((mass[topic] as number) > 0 && (mass[topic] as number) <= MOST_MASS);
  const order = Array.from(alpha, (_, topic) => topic);
  order.sort((a, b) => Number(isNoise(a)) - Number(isNoise(b)) || (alpha[b] as number) - (alpha[a] as number) || a - b);
  return order.slice(0, count);
}
