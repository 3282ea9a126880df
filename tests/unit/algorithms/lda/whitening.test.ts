import { expect, test } from 'vitest';
import { CorpusBuilder } from '../../../../src/algorithms/lda/corpus.js';
import { crossProduct } from '../../../../src/algorithms/lda/linear-algebra.js';
import { applyPairMoment, momentsOf } from '../../../../src/algorithms/lda/moments.js';
import { whiten } from '../../../../src/algorithms/lda/whitening.js';
import { batches } from '../../../../src/data/batches.js';
import { memoryDataset } from '../../../../src/data/memory-dataset.js';
import { Random } from '../../../../src/data/random.js';
import { drain } from '../../../support/collect.js';
import { bars, kernels, TWO_TOPICS } from './helpers.js';

async function whitened(documents: typeof TWO_TOPICS, wanted: number, needed = wanted) {
  const words = documents.shape[1] as number;
  const builder = new CorpusBuilder(words);
  for await (const batch of batches(memoryDataset(documents), 1e4)) builder.add(batch, 'train');
  const corpus = builder.build();
  const moments = momentsOf(corpus);
  const options = { kernels, wanted, needed, alpha0: 1, random: new Random(3) };
  const { steps, result } = await drain(whiten(corpus, moments, options));
  const { whitener, dewhitener, rank } = result;
  const applied = await applyPairMoment(corpus, moments, whitener, rank, 1, { kernels });
  return {
    steps,
    ...result,
    round: await crossProduct(whitener, applied, [words, rank, rank], { kernels }),
    back: await crossProduct(whitener, dewhitener, [words, rank, rank], { kernels }),
  };
}

function expectIdentity(matrix: Float64Array, n: number): void {
  matrix.forEach((value, at) => {
    expect(value).toBeCloseTo(at % (n + 1) === 0 ? 1 : 0, 8);
  });
}

test('the second moment becomes the identity, and there is a way back', async () => {
  const { rank, round, back, eigenvalues } = await whitened(await bars.train(), 10);
  expect(rank).toBe(10);
  expectIdentity(round, rank);
  expectIdentity(back, rank);
  expect([...eigenvalues]).toEqual([...eigenvalues].sort((a, b) => b - a));
});

test('random vectors find what the whole vocabulary gives', async () => {
  const train = await bars.train();
  const exact = await whitened(train, 10);
  // Two axes and ten vectors more are less than half of the vocabulary.
  const random = await whitened(train, 2);
  expect(exact.steps).toEqual([]);
  expect(random.steps.map(({ iteration }) => iteration)).toEqual([0, 1, 2, 3, 4, 5, 6]);
  for (const at of [0, 1]) {
    expect((random.eigenvalues[at] as number) / (exact.eigenvalues[at] as number)).toBeCloseTo(1, 3);
  }
  expectIdentity(random.round, 2);
});

test('fewer directions than wanted are taken, fewer than needed refused', async () => {
  expect((await whitened(TWO_TOPICS, 4, 2)).rank).toBe(2);
  await expect(whitened(TWO_TOPICS, 4, 3)).rejects.toMatchObject({
    code: 'E_TOO_MANY_TOPICS',
    hint: 'Lower num_topics to 2 or less, or provide more documents.',
  });
});
