/** Moments by their definition: over all ordered pairs and triples of different words of a document. */
import { expect, test } from 'vitest';
import { CorpusBuilder } from '../../../../src/algorithms/lda/corpus.js';
import { identity } from '../../../../src/algorithms/lda/linear-algebra.js';
import { applyPairMoment, momentsOf } from '../../../../src/algorithms/lda/moments.js';
import { forPairs } from '../../../../src/algorithms/lda/packed.js';
import { whitenedTensor } from '../../../../src/algorithms/lda/whitened-tensor.js';
import { whiten } from '../../../../src/algorithms/lda/whitening.js';
import { batches } from '../../../../src/data/batches.js';
import { memoryDataset } from '../../../../src/data/memory-dataset.js';
import { Random } from '../../../../src/data/random.js';
import { drain } from '../../../support/collect.js';
import { kernels, matrix } from './helpers.js';

const texts = [[0, 0, 1, 2], [1, 1, 2], [0, 2], [1], [], [0, 0, 0], [2, 1, 2, 2, 0]];
const words = 3;
const alpha0 = 0.7;
const tools = { kernels };

const corpus = await (async () => {
  const counts = texts.map((text) =>
    Array.from({ length: words }, (_, word) => text.filter((one) => one === word).length),
  );
  const builder = new CorpusBuilder(words);
  for await (const batch of batches(memoryDataset(matrix(counts)), 10)) builder.add(batch, 'train');
  return builder.build();
})();

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

/** Mean over documents of the share of ordered choices of different positions that show these words. */
function choices(order: readonly number[]): number {
  const long = texts.filter((text) => text.length >= order.length);
  const shares = long.map((text) => {
    const pick = (at: number, used: readonly number[]): [number, number] =>
      at === order.length
        ? [used.every((position, i) => text[position] === order[i]) ? 1 : 0, 1]
        : text.reduce<[number, number]>(
            ([hits, all], _, position) => {
              if (used.includes(position)) return [hits, all];
              const [more, further] = pick(at + 1, [...used, position]);
              return [hits + more, all + further];
            },
            [0, 0],
          );
    const [hits, all] = pick(0, []);
    return hits / all;
  });
  return sum(shares) / long.length;
}

const M1 = (a: number) => choices([a]);
const M2 = (a: number, b: number) => choices([a, b]) - (alpha0 / (alpha0 + 1)) * M1(a) * M1(b);
function M3(a: number, b: number, c: number): number {
  const mixed = choices([a, b]) * M1(c) + choices([a, c]) * M1(b) + choices([b, c]) * M1(a);
  const last = (2 * alpha0 ** 2 * M1(a) * M1(b) * M1(c)) / ((alpha0 + 1) * (alpha0 + 2));
  return choices([a, b, c]) - (alpha0 / (alpha0 + 2)) * mixed + last;
}

test('the second moment', async () => {
  const found = await applyPairMoment(corpus, momentsOf(corpus), identity(words), words, alpha0, tools);
  found.forEach((value, at) => {
    expect(value).toBeCloseTo(M2(Math.floor(at / words), at % words), 12);
  });
});

test('the third moment in whitened coordinates', async () => {
  const moments = momentsOf(corpus);
  const random = new Random(1);
  const { result: whitening } = await drain(whiten(corpus, moments, { kernels, wanted: 2, needed: 1, alpha0, random }));
  const { rank, whitener } = whitening;
  const tensor = await whitenedTensor(corpus, moments, whitening, alpha0, tools);
  const w = (word: number, i: number) => whitener[word * rank + i] as number;
  const every = Array.from(
    { length: words ** 3 },
    (_, at) => [at % 3, Math.floor(at / 3) % 3, Math.floor(at / 9)] as const,
  );
  forPairs(rank, (pair, i, j) => {
    for (let l = 0; l < rank; l++) {
      const expected = sum(every.map(([a, b, c]) => M3(a, b, c) * w(a, i) * w(b, j) * w(c, l)));
      expect(tensor[pair * rank + l]).toBeCloseTo(expected, 10);
    }
  });
});

test('documents count where they are long enough', () => {
  const { documents, pairWeights, tripleWeights } = momentsOf(corpus);
  expect(documents).toBe(4);
  expect([...pairWeights].map((weight) => weight > 0)).toEqual([true, true, true, false, false, true, true]);
  expect([...tripleWeights].map((weight) => weight > 0)).toEqual([true, true, false, false, false, true, true]);
});

test('without three words in any document nothing can be told', () => {
  expect(() => momentsOf({ ...corpus, lengths: corpus.lengths.map(() => 2) })).toThrow(
    expect.objectContaining({ code: 'E_SHORT_DOCUMENTS' }),
  );
});
