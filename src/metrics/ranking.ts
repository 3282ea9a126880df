/** What a document of this relevance is worth on the first rank: 2^relevance - 1. */
export function dcgGain(relevance: number): number {
  return 2 ** Math.floor(relevance) - 1;
}

/** What remains of it on a rank, counted from 0: 1 / log2(rank + 2). */
export function rankDiscount(rank: number): number {
  return 1 / Math.log2(rank + 2);
}

/** Documents by query, and how much each query counts. */
export interface Queries {
  /** `[queries + 1]`, where each query's documents begin */
  readonly starts: Uint32Array;
  /** `[queries]`; all 1 where absent */
  readonly weights?: Float32Array;
}

export interface RankingOptions {
  /** Only this many documents of each list are looked at. */
  readonly length?: number;
  /** What a query without any relevant document scores: 1 by default, 0 for `ndcg@10-`. */
  readonly ofNothing?: 0 | 1;
  /** The mean of precisions is over all relevant documents, also those that a list of this length has no room for. */
  readonly overAll?: boolean;
}

/**
 * Normalised discounted cumulative gain: the worth of each list, as the scores order it, over the best worth it could have.
 * @param scores `[rows]` @param relevance `[rows]`
 */
export function ndcg(
  scores: Float32Array,
  relevance: Float32Array,
  queries: Queries,
  options: RankingOptions = {},
): number {
  const { length = Infinity, ofNothing = 1 } = options;
  // XGBoost counts a query without relevant documents without its weight.
  return meanOfQueries(queries, (from, to, weight) => {
    const gains = Float64Array.from(relevance.subarray(from, to), dcgGain);
    const best = discounted(gains.slice().sort().reverse(), length);
    if (best <= 0) return ofNothing;
    const order = fromHighest(scores.subarray(from, to));
    return (
      (discounted(
        Float64Array.from(order, (document) => gains[document] as number),
        length,
      ) /
        best) *
      weight
    );
  });
}

/** Mean average precision: of the precision down to each relevant document. @param relevance `[rows]`; whatever is not 0 is relevant */
export function meanAveragePrecision(
  scores: Float32Array,
  relevance: Float32Array,
  queries: Queries,
  options: RankingOptions = {},
): number {
  const { length = Infinity, ofNothing = 1, overAll = false } = options;
  return meanOfQueries(queries, (from, to, weight) => {
    const labels = relevance.subarray(from, to);
    let [hits, sum] = [0, 0];
    for (const [rank, document] of fromHighest(scores.subarray(from, to)).entries()) {
      if (labels[document] === 0) continue;
      hits++;
      if (rank < length) sum += hits / (rank + 1);
    }
    return (hits > 0 ? sum / (overAll ? hits : Math.min(hits, length)) : ofNothing) * weight;
  });
}

function discounted(gains: Float64Array, length: number): number {
  return gains.subarray(0, length).reduce((sum, gain, rank) => sum + gain * rankDiscount(rank), 0);
}

function meanOfQueries(
  { starts, weights }: Queries,
  score: (from: number, to: number, weight: number) => number,
): number {
  let [sum, total] = [0, 0];
  for (let query = 0; query + 1 < starts.length; query++) {
    const weight = weights === undefined ? 1 : (weights[query] as number);
    sum += score(starts[query] as number, starts[query + 1] as number, weight);
    total += weight;
  }
  return Math.min(1, total > 0 ? sum / total : sum);
}

/** Documents from the highest score down; equal ones as they stand. */
export function fromHighest(scores: Float32Array): Uint32Array {
  const order = new Uint32Array(scores.length);
  for (let document = 0; document < order.length; document++) order[document] = document;
  if (scores.length >= WORTH_COUNTING) return byDigits(descendingKeys(scores), order);
  return order.sort((a, b) => (scores[b] as number) - (scores[a] as number) || a - b);
}

/** Below so many, comparing is faster. */
const WORTH_COUNTING = 1024;
const DIGIT_BITS = 11;
const DIGIT = (1 << DIGIT_BITS) - 1;
const DIGITS = [0, DIGIT_BITS, 2 * DIGIT_BITS];

/** Whole numbers that rise where scores fall: of a float's bits, all are turned where it is negative and the sign alone where it is not. */
function descendingKeys(scores: Float32Array): Uint32Array {
  const keys = new Uint32Array(scores.length);
  const words = new Uint32Array(new Float32Array(scores).buffer);
  for (let at = 0; at < keys.length; at++) {
    // 0 and -0 are equal.
    const word = words[at] === NEGATIVE ? 0 : (words[at] as number);
    keys[at] = word >>> 31 === 1 ? word : ~(word | NEGATIVE);
  }
  return keys;
}

/** The sign of a float; and -0. */
const NEGATIVE = 0x80000000;

/** Radix sort by 11 bits at a time: what is equal stays in its order. Keys move with what they stand for, so that each pass reads in order. */
function byDigits(keys: Uint32Array, order: Uint32Array): Uint32Array {
  let [from, to]: [Sorted, Sorted] = [
    { keys, order },
    { keys: new Uint32Array(keys.length), order: new Uint32Array(keys.length) },
  ];
  for (const shift of DIGITS) {
    const starts = startsOfDigits(from.keys, shift);
    for (let at = 0; at < keys.length; at++) {
      const key = from.keys[at] as number;
      const place = starts[(key >>> shift) & DIGIT]!++;
      to.keys[place] = key;
      to.order[place] = from.order[at] as number;
    }
    [from, to] = [to, from];
  }
  return from.order;
}

interface Sorted {
  readonly keys: Uint32Array;
  readonly order: Uint32Array;
}

function startsOfDigits(keys: Uint32Array, shift: number): Uint32Array {
  const starts = new Uint32Array(DIGIT + 1);
  for (let at = 0; at < keys.length; at++) starts[((keys[at] as number) >>> shift) & DIGIT]!++;
  let before = 0;
  for (let digit = 0; digit < starts.length; digit++) {
    const count = starts[digit] as number;
    starts[digit] = before;
    before += count;
  }
  return starts;
}
