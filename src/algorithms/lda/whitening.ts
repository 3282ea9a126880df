import type { Random } from '../../data/random.js';
import { UserError } from '../../errors.js';
import type { Corpus } from './corpus.js';
import { crossProduct, denseTimes, eigen, identity, type Tools } from './linear-algebra.js';
import { applyPairMoment, type Moments } from './moments.js';

/** The change of coordinates in which topics stand at right angles: Wᵀ M2 W is the identity. */
export interface Whitening {
  /** Axes: as many topics as can be told apart, at most what was wanted. */
  readonly rank: number;
  /** `[rank]`, eigenvalues of M2, the largest first */
  readonly eigenvalues: Float64Array;
  /** `[words, rank]`, W = Q Λ^-½ */
  readonly whitener: Float64Array;
  /** `[words, rank]`, the way back: B = Q Λ^½ */
  readonly dewhitener: Float64Array;
}

export interface WhiteningOptions extends Tools {
  /** Axes that are wanted, at least `needed` of them. */
  readonly wanted: number;
  readonly needed: number;
  readonly alpha0: number;
  readonly random: Random;
}

export interface WhiteningIteration {
  /** 0-based */
  readonly iteration: number;
  /** Largest first; signs are unknown yet. */
  readonly eigenvalues: Float64Array;
}

/** Vectors beyond those that are wanted: they take up what would blur the last of them. */
const OVERSAMPLING = 10;
/** As many as SageMaker's log shows. */
const ITERATIONS = 7;
/** Eigenvalues below this share of the largest are rounding. */
const NEGLIGIBLE = 1e-10;

/**
 * The leading eigenvectors of M2 by randomised subspace iteration: random vectors are multiplied by M2 again and again, and made orthonormal each time;
 * at the end the small eigenproblem inside their span is solved exactly, so that W whitens exactly whatever the span has missed.
 * Where the vocabulary is hardly larger than that span, all of it is taken, and there is nothing to iterate.
 *
 * @throws UserError E_TOO_MANY_TOPICS where M2 has fewer positive eigenvalues than needed
 * @see Halko, Martinsson and Tropp, Finding structure with randomness, 2011
 */
export async function* whiten(
  corpus: Corpus,
  moments: Moments,
  options: WhiteningOptions,
): AsyncGenerator<WhiteningIteration, Whitening, void> {
  const { wanted, needed, alpha0, random } = options;
  const words = moments.mean.length;
  const multiply = (vectors: Float64Array, k: number) => applyPairMoment(corpus, moments, vectors, k, alpha0, options);

  const size = wanted + OVERSAMPLING;
  const isSmall = words <= 2 * size;
  let span: Span = { k: words, basis: identity(isSmall ? words : 0) };
  if (!isSmall) {
    span = { k: size, basis: Float64Array.from({ length: words * size }, () => random.normal()) };
    for (let iteration = 0; iteration < ITERATIONS; iteration++) {
      const { eigenvalues, ...next } = await orthonormal(await multiply(span.basis, span.k), words, span.k, options);
      span = next;
      yield { iteration, eigenvalues: eigenvalues.slice(0, wanted) };
    }
  }

  const { basis, k } = span;
  const inside = await crossProduct(basis, await multiply(basis, k), [words, k, k], options);
  const { values, vectors } = await eigen(symmetric(inside, k), k, options);
  const least = NEGLIGIBLE * (values[0] as number);
  const positive = values.findIndex((value) => !(value > least));
  const rank = Math.min(wanted, positive < 0 ? k : positive);
  if (rank < needed || !((values[0] as number) > 0)) throw tooManyTopics(rank, needed);
  const eigenvalues = values.slice(0, rank);
  const scaled = (power: number) =>
    denseTimes(
      basis,
      columnsOf(vectors, k, rank, (i) => (eigenvalues[i] as number) ** power),
      [words, k, rank],
      options,
    );
  return { rank, eigenvalues, whitener: await scaled(-0.5), dewhitener: await scaled(0.5) };
}

interface Span {
  readonly k: number;
  /** `[words, k]` */
  readonly basis: Float64Array;
}

/** An orthonormal basis of the columns, by the eigenvectors of their inner products; columns that add nothing are left out. */
async function orthonormal(
  columns: Float64Array,
  words: number,
  k: number,
  tools: Tools,
): Promise<Span & { readonly eigenvalues: Float64Array }> {
  const { values, vectors } = await eigen(await crossProduct(columns, columns, [words, k, k], tools), k, tools);
  const first = values.findIndex((value) => !(value > NEGLIGIBLE * (values[0] as number)));
  const kept = first < 0 ? k : Math.max(1, first);
  const turn = columnsOf(vectors, k, kept, (i) => 1 / Math.sqrt((values[i] as number) || 1));
  const basis = await denseTimes(columns, turn, [words, k, kept], tools);
  return { k: kept, basis, eigenvalues: values.slice(0, kept).map(Math.sqrt) };
}

/** `[k, kept]`: the first eigenvectors as columns, each scaled. */
function columnsOf(vectors: Float64Array, k: number, kept: number, scale: (i: number) => number): Float64Array {
  const columns = new Float64Array(k * kept);
  for (let i = 0; i < kept; i++) {
    for (let at = 0; at < k; at++) columns[at * kept + i] = scale(i) * (vectors[i * k + at] as number);
  }
  return columns;
}

/** What rounding made uneven. */
function symmetric(matrix: Float64Array, n: number): Float64Array {
  return matrix.map((value, at) => (value + (matrix[(at % n) * n + Math.floor(at / n)] as number)) / 2);
}

function tooManyTopics(found: number, needed: number): UserError {
  return new UserError(
    'E_TOO_MANY_TOPICS',
    `num_topics is ${needed}, but the documents show only ${found} ${found === 1 ? 'topic' : 'topics'} that can be told apart.`,
    {
      hint:
        found > 0
          ? `Lower num_topics to ${found} or less, or provide more documents.`
          : 'Provide more documents, or longer ones.',
    },
  );
}
