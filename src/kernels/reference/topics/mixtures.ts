import type { TopicKernels } from '../../kernels.js';

type Input = Parameters<TopicKernels['topicMixtures']>[0];

/** A topic with less than this share of a mixture is dropped from it. */
const DROPPED = 1e-4;

/** The twin of `TopicKernels.topicMixtures`. */
export function topicMixtures(...[input, output]: Parameters<TopicKernels['topicMixtures']>): void {
  const { rows, k } = input;
  for (let row = 0; row < rows; row++) {
    const { mixture, logLikelihood } = mostLikely(input, row);
    output.mixtures.set(mixture, row * k);
    output.logLikelihoods[row] = logLikelihood;
  }
}

function mostLikely(input: Input, row: number): { mixture: Float64Array; logLikelihood: number } {
  const { start, k, maxIterations, tolerance } = input;
  const mixture = start.slice();
  const { words, counts, total } = knownWords(input, row);
  if (total === 0) return { mixture, logLikelihood: 0 };
  const gains = new Float64Array(k);
  let logLikelihood = 0;
  for (let iteration = 0; ; iteration++) {
    gains.fill(0);
    logLikelihood = 0;
    counts.forEach((count, at) => {
      const word = words[at] as Float64Array;
      const probability = word.reduce((sum, share, topic) => sum + share * (mixture[topic] as number), 0);
      // A word of vanishing weight may have lost its last topic.
      if (probability === 0) return;
      logLikelihood += count * Math.log(probability);
      const factor = count / (probability * total);
      for (let topic = 0; topic < k; topic++) gains[topic]! += factor * (word[topic] as number);
    });
    // By concavity no mixture of these topics is better by more than the best gain tells.
    const best = gains.reduce((most, gain, topic) => (mixture[topic] === 0 ? most : Math.max(most, gain)), 0);
    if (best - 1 <= tolerance || iteration === maxIterations) return { mixture, logLikelihood };
    improve(mixture, gains);
  }
}

/** One step of expectation maximisation; a gain of 1 leaves a topic's share as it is. */
function improve(mixture: Float64Array, gains: Float64Array): void {
  let sum = 0;
  for (let topic = 0; topic < mixture.length; topic++) {
    const [share, gain] = [mixture[topic] as number, gains[topic] as number];
    const next = share * gain;
    mixture[topic] = next < DROPPED && gain < 1 ? 0 : next;
    sum += mixture[topic] as number;
  }
  for (let topic = 0; topic < mixture.length; topic++) mixture[topic]! /= sum;
}

/** The entries of a row whose word some topic of the start knows. */
function knownWords({ rowStarts, columns, values, topics, start, k }: Input, row: number) {
  const words: Float64Array[] = [];
  const counts: number[] = [];
  let total = 0;
  for (let entry = rowStarts[row] as number; entry < (rowStarts[row + 1] as number); entry++) {
    const count = values[entry] as number;
    const from = (columns[entry] as number) * k;
    const word = Float64Array.from(topics.subarray(from, from + k));
    if (count === 0 || !word.some((share, topic) => share * (start[topic] as number) > 0)) continue;
    words.push(word);
    counts.push(count);
    total += count;
  }
  return { words, counts, total };
}
