import type { Corpus } from './corpus.js';
import { addTripleProduct, applied, sparseTimes, type Tools } from './linear-algebra.js';
import type { Moments } from './moments.js';
import { forPairs, pairCount, pairIndex } from './packed.js';
import type { Whitening } from './whitening.js';

/**
 * T = M3(W, W, W), k x k x k and symmetric, packed as kernels take it, with
 * M3 = E3 - α0 / (α0 + 2) (E2 ⊗ M1 in its three places) + 2 α0² / ((α0 + 1) (α0 + 2)) M1 ⊗ M1 ⊗ M1
 * and E3 the mean over triples of different words of a document. It grows document by document from their k whitened numbers: what is
 * summed is a tensor G of which T is the sum of the three ways to choose the last place.
 */
export async function whitenedTensor(
  { counts, transposed }: Corpus,
  moments: Moments,
  { whitener, rank: k }: Whitening,
  alpha0: number,
  tools: Tools,
): Promise<Float64Array> {
  const { mean, tripleWeights, tripleDiagonal } = moments;
  const documents = await sparseTimes(counts, whitener, k, tools);
  const thirds = tripleWeights.map((weight) => weight / 3);
  const weighted = await sparseTimes(counts, whitener, k, tools, thirds);
  const parts = new Float64Array(pairCount(k) * k);
  await addTripleProduct(parts, documents, weighted, [counts.rows, k], tools);

  // A word twice in one triple of c ⊗ c ⊗ c was one word counted twice; three times it was taken away once too often.
  const again = await sparseTimes(transposed, weighted, k, tools);
  for (let word = 0, at = 0; word < mean.length; word++) {
    const diagonal = (2 / 3) * (tripleDiagonal[word] as number);
    for (let i = 0; i < k; i++, at++) again[at] = diagonal * (whitener[at] as number) - 3 * (again[at] as number);
  }
  await addTripleProduct(parts, whitener, again, [mean.length, k], tools);

  const m = applied(mean, whitener, k);
  forPairs(k, (at, i, j) => {
    // WᵀM2W is the identity, which gives WᵀE2W.
    const product = (m[i] as number) * (m[j] as number);
    const pair = (i === j ? 1 : 0) + (alpha0 / (alpha0 + 1)) * product;
    const mixed = (2 * alpha0 * alpha0 * product) / (3 * (alpha0 + 1) * (alpha0 + 2)) - (alpha0 / (alpha0 + 2)) * pair;
    for (let l = 0; l < k; l++) parts[at * k + l]! += mixed * (m[l] as number);
  });
  return symmetrised(parts, k);
}

/** T[i, j, l] = G[i, j; l] + G[i, l; j] + G[j, l; i] */
function symmetrised(parts: Float64Array, k: number): Float64Array {
  const tensor = new Float64Array(parts.length);
  forPairs(k, (pair, i, j) => {
    for (let l = 0; l < k; l++) {
      const [last, middle, first] = [pair * k + l, pairIndex(k, i, l) * k + j, pairIndex(k, j, l) * k + i];
      tensor[last] = (parts[last] as number) + (parts[middle] as number) + (parts[first] as number);
    }
  });
  return tensor;
}
