import { expect, test } from 'vitest';
import { countsOf } from '../../../../src/algorithms/lda/corpus.js';
import { mostLikelyMixtures } from '../../../../src/algorithms/lda/inference.js';
import { rowMajor } from '../../../../src/data/dense.js';
import { kernels } from './helpers.js';

/** Two topics over three words, the last of which neither knows. */
const topics = Float32Array.of(0.75, 0.25, 0.25, 0.75, 0, 0);
const prior = Float64Array.of(0.4, 0.6);

async function explain(...rows: readonly (readonly number[])[]) {
  const counts = countsOf({ values: Float32Array.from(rows.flat()), rows: rows.length, cols: 3 });
  return mostLikelyMixtures(counts, topics, prior, { kernels });
}

test('the mixture is the most likely one; a topic that does not help gets nothing', async () => {
  const { mixtures, logLikelihood, words } = await explain([5, 3, 0], [4, 0, 0]);
  const shares = rowMajor(mixtures);
  expect(shares[0]).toBeCloseTo(0.75, 2);
  expect([...shares.subarray(2)]).toEqual([1, 0]);
  expect(words).toBe(12);
  expect(logLikelihood).toBeCloseTo(5 * Math.log(0.625) + 3 * Math.log(0.375) + 4 * Math.log(0.75), 3);
});

test('a document without a known word gets the prior', async () => {
  const { mixtures, logLikelihood, words } = await explain([0, 0, 0], [0, 0, 7]);
  expect([...rowMajor(mixtures)]).toEqual([0.4, 0.6, 0.4, 0.6].map(Math.fround));
  expect([logLikelihood, words]).toEqual([0, 0]);
});
