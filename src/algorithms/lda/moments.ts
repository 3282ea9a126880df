import type { Csr } from '../../data/csr.js';
import { UserError } from '../../errors.js';
import type { Corpus } from './corpus.js';
import { applied, sparseTimes, type Tools } from './linear-algebra.js';

/**
 * What must be known of the documents for the first three moments of their words. None of the moments of second or third order is ever
 * written out: they are only applied to a few vectors.
 *
 * A document of n words tells of its first word, of pairs where n >= 2, of triples where n >= 3; of the words as a sample without
 * replacement, so that the estimates are unbiased. Each moment is the mean over the documents long enough for it.
 */
export interface Moments {
  /** `[words]`, M1: the mean of the documents' word shares */
  readonly mean: Float64Array;
  /** `[documents]`, 1 / (N n (n - 1)), 0 where a document has no pair */
  readonly pairWeights: Float64Array;
  /** `[documents]`, 1 / (N n (n - 1) (n - 2)), 0 where a document has no triple */
  readonly tripleWeights: Float64Array;
  /** `[words]`, what pairs of a word with itself were counted too much */
  readonly pairDiagonal: Float64Array;
  /** `[words]`, the same for triples */
  readonly tripleDiagonal: Float64Array;
  /** Documents with at least three words. */
  readonly documents: number;
}

/** @throws UserError E_SHORT_DOCUMENTS where no document has three words */
export function momentsOf({ counts, lengths }: Corpus): Moments {
  const reciprocals = (order: 1 | 2 | 3) => {
    const weights = lengths.map((n) =>
      n < order || n === 0 ? 0 : 1 / [n, n * (n - 1), n * (n - 1) * (n - 2)][order - 1]!,
    );
    const used = weights.reduce((sum, weight) => sum + (weight > 0 ? 1 : 0), 0);
    return { used, weights: weights.map((weight) => weight / Math.max(1, used)) };
  };
  const triples = reciprocals(3);
  if (triples.used === 0) {
    throw new UserError('E_SHORT_DOCUMENTS', 'No document has three words or more: nothing can be told of topics.', {
      hint: 'A row is a document, a column a word, a value how often the word occurs in the document.',
    });
  }
  const pairs = reciprocals(2);
  return {
    mean: columnSums(counts, reciprocals(1).weights),
    pairWeights: pairs.weights,
    tripleWeights: triples.weights,
    pairDiagonal: columnSums(counts, pairs.weights),
    tripleDiagonal: columnSums(counts, triples.weights),
    documents: triples.used,
  };
}

/**
 * M2 x for k vectors at once, `[words, k]`, with
 * M2 = mean of (c cᵀ - diag c) / (n (n - 1)) - α0 / (α0 + 1) M1 M1ᵀ.
 */
export async function applyPairMoment(
  { counts, transposed }: Corpus,
  { mean, pairWeights, pairDiagonal }: Moments,
  vectors: Float64Array,
  k: number,
  alpha0: number,
  tools: Tools,
): Promise<Float64Array> {
  const inDocuments = await sparseTimes(counts, vectors, k, tools, pairWeights);
  const result = await sparseTimes(transposed, inDocuments, k, tools);
  const along = applied(mean, vectors, k).map((value) => (value * alpha0) / (alpha0 + 1));
  for (let word = 0, at = 0; word < mean.length; word++) {
    const [share, diagonal] = [mean[word] as number, pairDiagonal[word] as number];
    for (let i = 0; i < k; i++, at++) {
      result[at]! -= diagonal * (vectors[at] as number) + share * (along[i] as number);
    }
  }
  return result;
}

function columnSums({ rows, cols, rowStarts, columns, values }: Csr, weights: Float64Array): Float64Array {
  const sums = new Float64Array(cols);
  for (let row = 0; row < rows; row++) {
    const weight = weights[row] as number;
    if (weight === 0) continue;
    for (let entry = rowStarts[row] as number; entry < (rowStarts[row + 1] as number); entry++) {
      sums[columns[entry] as number]! += weight * (values[entry] as number);
    }
  }
  return sums;
}
