import { UserError } from '../../../errors.js';
import { dcgGain, rankDiscount } from '../../../metrics/ranking.js';
import { float, sigmoid } from './float32.js';
import type { Objective, RowInfo } from './objective.js';

export type RankingName = 'rank:pairwise' | 'rank:ndcg' | 'rank:map';

/** How many of the best documents are paired with all below them: XGBoost's default for `lambdarank_pair_method` topk. */
const PAIRED_DOCUMENTS = 32;

/**
 * LambdaMART (Burges 2010): within each query, every pair of documents of different relevance in the wrong order pulls one up and pushes the other
 * down, as much as swapping the two would change the measure of the ranking.
 *
 * @see https://www.microsoft.com/en-us/research/publication/from-ranknet-to-lambdarank-to-lambdamart-an-overview/
 */
export function ranking(name: RankingName, defaultMetric: string, parameters: Objective['parameters']): Objective {
  const exchange = EXCHANGES[name];
  return {
    name,
    groups: 1,
    defaultMetric,
    parameters,
    start: 'newton',
    checkLabels(info) {
      LABEL_CHECKS[name]?.(info);
      const queries = queryStarts(info).length - 1;
      if (info.weights === undefined || info.weights.length === queries) return;
      throw new UserError(
        'E_XGBOOST_QUERY_WEIGHTS',
        'Size of weight must equal to the number of query groups when ranking group is used.',
        { hint: `There are ${queries} queries and ${info.weights.length} weights.` },
      );
    },
    async gradients(margins, info, _round, out) {
      out.fill(0);
      const starts = queryStarts(info);
      const scale = weightScale(info, starts.length - 1);
      for (let query = 0; query + 1 < starts.length; query++) {
        const [from, to] = [starts[query] as number, starts[query + 1] as number];
        const documents = { margins: margins.subarray(from, to), labels: info.labels.subarray(from, to) };
        const pairs = out.subarray(2 * from, 2 * to);
        const pull = addPairs(documents, exchange(documents, byMargin(documents.margins)), pairs);
        // LightGBM's normalisation: the many pairs of a long list shall not drown the few of a short one.
        const norm = pull > 0 ? float(Math.log2(1 + pull) / pull) : 1;
        const weight = info.weights === undefined ? 1 : (info.weights[query] as number);
        for (let at = 0; at < pairs.length; at++) {
          pairs[at] = float(float(float((pairs[at] as number) * norm) * weight) * scale);
        }
      }
    },
    transform: (margins) => margins,
    marginOf: float,
  };
}

interface Documents {
  readonly margins: Float32Array;
  readonly labels: Float32Array;
}

/** What it would change to swap the documents on two ranks, the better one (by label) first. */
type Exchange = { readonly order: Uint32Array; readonly change: (betterRank: number, worseRank: number) => number };

/** Adds every pair's pull to both documents; returns the sum of all pulls. */
function addPairs({ margins, labels }: Documents, { order, change }: Exchange, pairs: Float32Array): number {
  const [first, last] = [order[0] as number, order[order.length - 1] as number];
  const areAllEqual = margins[first] === margins[last];
  let sum = 0;
  for (let upper = 0; upper < Math.min(PAIRED_DOCUMENTS, order.length); upper++) {
    for (let lower = upper + 1; lower < order.length; lower++) {
      const [a, b] = [order[upper] as number, order[lower] as number];
      if (labels[a] === labels[b]) continue;
      const isRight = (labels[a] as number) > (labels[b] as number);
      const [better, worse] = isRight ? [a, b] : [b, a];
      const lead = float((margins[better] as number) - (margins[worse] as number));
      const gained = Math.abs(isRight ? change(upper, lower) : change(lower, upper));
      const weight = areAllEqual ? gained : gained / (Math.abs(lead) + 0.01);
      const probability = sigmoid(lead);
      const pull = float((probability - 1) * weight);
      const curvature = float(Math.max(probability * (1 - probability), 1e-16) * weight * 2);
      pairs[2 * better] = (pairs[2 * better] as number) + pull;
      pairs[2 * worse] = (pairs[2 * worse] as number) - pull;
      pairs[2 * better + 1] = (pairs[2 * better + 1] as number) + curvature;
      pairs[2 * worse + 1] = (pairs[2 * worse + 1] as number) + curvature;
      sum -= 2 * pull;
    }
  }
  return sum;
}

const EXCHANGES: Readonly<Record<RankingName, (documents: Documents, order: Uint32Array) => Exchange>> = {
  'rank:pairwise': (_documents, order) => ({ order, change: () => 1 }),
  'rank:ndcg': ndcgExchange,
  'rank:map': mapExchange,
};

function ndcgExchange({ labels }: Documents, order: Uint32Array): Exchange {
  const gains = Float64Array.from(labels, dcgGain);
  const ideal = Float64Array.from(gains).sort().reverse().subarray(0, PAIRED_DOCUMENTS);
  const best = ideal.reduce((sum, gain, rank) => sum + gain * rankDiscount(rank), 0);
  const gainAt = (rank: number) => gains[order[rank] as number] as number;
  return {
    order,
    change: (better, worse) =>
      best === 0 ? 0 : ((gainAt(better) - gainAt(worse)) * (rankDiscount(better) - rankDiscount(worse))) / best,
  };
}

function mapExchange({ labels }: Documents, order: Uint32Array): Exchange {
  /** By rank: relevant documents down to it, and the sum of label / rank. */
  const relevant = new Float64Array(order.length);
  const reciprocal = new Float64Array(order.length);
  for (let rank = 0; rank < order.length; rank++) {
    const label = labels[order[rank] as number] as number;
    relevant[rank] = (relevant[rank - 1] ?? 0) + label;
    reciprocal[rank] = (reciprocal[rank - 1] ?? 0) + label / (rank + 1);
  }
  const total = relevant[order.length - 1] as number;
  return {
    order,
    change(better, worse) {
      const [upper, lower] = better < worse ? [better, worse] : [worse, better];
      const between = (reciprocal[lower - 1] as number) - (reciprocal[upper] as number);
      const atLower = (relevant[lower] as number) / (lower + 1);
      if (better < worse) return ((relevant[upper] as number) / (upper + 1) - atLower + between) / total;
      return (atLower - ((relevant[upper] as number) + 1) / (upper + 1) - between) / total;
    },
  };
}

/** Documents from the highest margin down; equal ones as they stand. */
function byMargin(margins: Float32Array): Uint32Array {
  const order = Uint32Array.from({ length: margins.length }, (_, document) => document);
  return order.sort((a, b) => (margins[b] as number) - (margins[a] as number) || a - b);
}

function queryStarts({ rows, queryStarts: starts }: RowInfo): Uint32Array {
  return starts ?? Uint32Array.of(0, rows);
}

/** Weights of queries are scaled to a mean of 1. */
function weightScale({ weights }: RowInfo, queries: number): number {
  return weights === undefined ? 1 : float(queries / weights.reduce((sum, weight) => sum + weight, 0));
}

const LABEL_CHECKS: Readonly<Partial<Record<RankingName, (info: RowInfo) => void>>> = {
  'rank:ndcg': ({ labels }) => {
    if (!labels.every((label) => label >= 0 && Math.abs(Math.floor(label) - label) <= 1e-6)) {
      throw refused('When using relevance degree as target, label must be either 0 or positive integer.');
    }
    if (labels.some((label) => label >= 32)) {
      throw refused(
        'Relevance degress must be lesser than or equal to 31 when the exponential NDCG gain function is used. ' +
          'Set `ndcg_exp_gain` to false to use custom DCG gain.',
      );
    }
  },
  'rank:map': ({ labels }) => {
    if (!labels.every((label) => label === 0 || label === 1)) {
      throw refused('map can only be used with binary labels.');
    }
  },
};

function refused(message: string): UserError {
  return new UserError('E_XGBOOST_LABEL', message);
}

/** What a model file records of ranking, from XGBoost 2 on. */
export const LAMBDA_MART: Objective['parameters'] = {
  lambdarank_param: {
    lambdarank_bias_norm: '1',
    lambdarank_normalization: '1',
    lambdarank_num_pair_per_sample: '4294967295',
    lambdarank_pair_method: 'topk',
    lambdarank_score_normalization: '1',
    lambdarank_unbiased: '0',
    ndcg_exp_gain: '1',
  },
};

/** The same of XGBoost 1, without which it refuses the file. */
export const ONE_PAIR: Objective['parameters'] = { lambda_rank_param: { fix_list_weight: '0', num_pairsample: '1' } };
