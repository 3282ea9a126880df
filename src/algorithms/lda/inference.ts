import type { Csr } from '../../data/csr.js';
import { sliceCsr } from '../../data/csr.js';
import { type Dense, dense } from '../../data/dense.js';
import { call, entryPieces, type Tools } from './linear-algebra.js';

/** How topics explain documents. */
export interface Mixtures {
  /** `[documents, topics]`, each row summing to 1 */
  readonly mixtures: Dense;
  /** Log-probability of all words that some topic knows, and how many words those are. */
  readonly logLikelihood: number;
  readonly words: number;
}

const MOST_ITERATIONS = 1000;
/** Nats per word by which a mixture may fall short of the most likely one. */
const TOLERANCE = 1e-5;
/** Passes over a document that one usually takes. */
const USUAL_ITERATIONS = 50;

/**
 * The mixture of topics under which each document is most likely, by expectation maximisation from equal shares. No prior weighs on the
 * result: topics that do not help get exactly nothing. An empty document, or one of unknown words only, gets the prior's mean.
 *
 * @param topics `[words, topics]`, the share of each word in each topic
 * @param prior `[topics]`, summing to 1
 */
export async function mostLikelyMixtures(
  counts: Csr,
  topics: Float32Array,
  prior: Float64Array,
  tools: Tools,
): Promise<Mixtures> {
  const k = prior.length;
  const mixtures = new Float32Array(counts.rows * k);
  const logLikelihoods = new Float64Array(counts.rows);
  const start = new Float64Array(k).fill(1 / k);
  const options = { topics, start, k, maxIterations: MOST_ITERATIONS, tolerance: TOLERANCE };
  for (const [from, to] of entryPieces(counts, k * USUAL_ITERATIONS, tools)) {
    const output = {
      mixtures: mixtures.subarray(from * k, to * k),
      logLikelihoods: logLikelihoods.subarray(from, to),
    };
    await call(tools, (kernels) => kernels.topicMixtures({ ...sliceCsr(counts, from, to), ...options }, output));
  }
  const known = knownWords(counts, topics, k);
  known.forEach((words, document) => {
    if (words === 0) mixtures.set(prior, document * k);
  });
  return {
    mixtures: dense(mixtures, counts.rows, k),
    logLikelihood: sum(logLikelihoods),
    words: sum(known),
  };
}

/** `[documents]`: words of each that some topic knows. */
function knownWords({ rows, rowStarts, columns, values }: Csr, topics: Float32Array, k: number): Float64Array {
  const isKnown = new Uint8Array(topics.length / k);
  for (let at = 0; at < topics.length; at++) if ((topics[at] as number) > 0) isKnown[Math.floor(at / k)] = 1;
  return Float64Array.from({ length: rows }, (_, row) => {
    let words = 0;
    for (let entry = rowStarts[row] as number; entry < (rowStarts[row + 1] as number); entry++) {
      words += (values[entry] as number) * (isKnown[columns[entry] as number] as number);
    }
    return words;
  });
}

function sum(values: Float64Array): number {
  return values.reduce((total, value) => total + value, 0);
}
