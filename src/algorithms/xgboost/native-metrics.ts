import { UserError } from '../../errors.js';
import { COSTS, type Cost, meanCost, thresholdError, tweedieLoss } from '../../metrics/costs.js';
import {
  oneAgainstRest,
  pairwiseAuc,
  precisionRecallAuc,
  queryPrecisionRecallAuc,
  type Scored,
  weightedRocAuc,
} from '../../metrics/curves.js';
import { meanAveragePrecision, ndcg, type Queries, type RankingOptions } from '../../metrics/ranking.js';
import { accelerated, coxLoss, intervalOf } from '../../metrics/survival.js';
import type { ObjectiveSettings } from './objectives/index.js';
import type { RowInfo } from './objectives/objective.js';
import { isAtLeast } from './versions.js';

/** What a metric of XGBoost's own sees. */
export interface Evaluated {
  /** `[rows, outputs]`, as `Objective.transformForMetrics` gives them */
  readonly predictions: Float32Array;
  readonly info: RowInfo;
}

export type Metric = (seen: Evaluated) => number;

type MetricSettings = Pick<
  ObjectiveSettings,
  'tweedie_variance_power' | 'aft_loss_distribution' | 'aft_loss_distribution_scale' | '_image_version'
>;
type Maker = (argument: string | undefined, settings: MetricSettings) => Metric;

/** XGBoost's own metrics by name. What stands behind an `@` is the argument. */
const METRICS: ReadonlyMap<string, Maker> = new Map<string, Maker>([
  ...Object.entries(COSTS).map(([name, cost]): [string, Maker] => [name, () => ofRows(cost)]),
  ['error', (threshold) => ofRows(thresholdError(threshold === undefined ? 0.5 : Number.parseFloat(threshold)))],
  ['tweedie-nloglik', (power, settings) => ofRows(tweedieLoss(Number(power ?? settings.tweedie_variance_power)))],
  ['auc', () => underCurve(weightedRocAuc, pairwiseAuc)],
  ['aucpr', () => underCurve(precisionRecallAuc, queryPrecisionRecallAuc)],
  ['ndcg', (length) => ofQueries(ndcg, length)],
  [
    'map',
    (length, { _image_version: version }) =>
      isAtLeast(version, '3.0-5')
        ? ofRelevant(ofQueries(meanAveragePrecision, length))
        : ofQueries(meanAveragePrecision, length, { overAll: true }),
  ],
  ['merror', () => ofClasses((row, label) => Number(placeOfLargest(row) !== label))],
  [
    'mlogloss',
    () => ofClasses((row, label) => -Math.fround(Math.log(Math.max(row[label] as number, Math.fround(1e-16))))),
  ],
  [
    'cox-nloglik',
    () =>
      ({ predictions, info }) =>
        coxLoss(predictions, info.labels),
  ],
  [
    'aft-nloglik',
    (_argument, { aft_loss_distribution: distribution, aft_loss_distribution_scale: scale }) => {
      const { loss } = accelerated(distribution, Math.fround(scale));
      return ofIntervals((info, row, margin) => loss(intervalOf(info, row), margin));
    },
  ],
  [
    'interval-regression-accuracy',
    () =>
      ofIntervals((info, row, margin) => {
        const { lower, upper } = intervalOf(info, row);
        return Number(Math.exp(margin) >= lower && Math.exp(margin) <= upper);
      }),
  ],
]);

/** @param name `error@0.7` @throws UserError E_XGBOOST_METRIC where XGBoost has none of that name */
export function metricOf(name: string, settings: MetricSettings): Metric {
  const [base = '', argument] = name.split('@');
  const maker = METRICS.get(base);
  if (maker === undefined) throw new UserError('E_XGBOOST_METRIC', `Unknown metric function ${name.slice(0, 100)}`);
  return maker(argument, settings);
}

function ofRows(cost: Cost): Metric {
  return ({ predictions, info }) => {
    if (predictions.length !== info.rows) {
      throw new UserError(
        'E_XGBOOST_METRIC',
        'label and prediction size not match, hint: use merror or mlogloss for multi-class classification',
      );
    }
    return meanCost(cost, predictions, info.labels, rowWeights(info));
  };
}

function ofQueries(measure: typeof ndcg, argument: string | undefined, more: RankingOptions = {}): Metric {
  const length = Number.parseInt(argument ?? '', 10);
  const options = {
    ...(Number.isNaN(length) ? {} : { length }),
    ofNothing: argument?.endsWith('-') ? 0 : 1,
    ...more,
  } as const;
  return ({ predictions, info }) => measure(predictions, info.labels, queriesOf(info), options);
}

/** XGBoost 1 took every document with another label than 0 for relevant. */
function ofRelevant(metric: Metric): Metric {
  return (scored) => {
    if (scored.info.labels.every((label) => label === 0 || label === 1)) return metric(scored);
    throw new UserError('E_XGBOOST_METRIC', 'map can only be used with binary labels.', {
      hint: 'Set eval_metric to ndcg, or the labels to 0 and 1.',
    });
  };
}

function queriesOf({ rows, queryStarts, weights }: RowInfo): Queries {
  return { starts: queryStarts ?? Uint32Array.of(0, rows), ...(weights === undefined ? {} : { weights }) };
}

function underCurve(ofTwo: (rows: Scored) => number, ofRankings: (rows: Scored, queries: Queries) => number): Metric {
  return ({ predictions, info }) => {
    const rows = { scores: predictions, labels: info.labels, weights: info.weights };
    if (info.queryStarts !== undefined) return ofRankings(rows, queriesOf(info));
    const classes = predictions.length / info.rows;
    return classes > 1 ? oneAgainstRest(rows, classes, ofTwo, ofTwo === weightedRocAuc) : ofTwo(rows);
  };
}

function ofClasses(cost: (row: Float32Array, label: number) => number): Metric {
  return ({ predictions, info }) => {
    const classes = predictions.length / info.rows;
    return weightedMean(info, (row) =>
      cost(predictions.subarray(row * classes, (row + 1) * classes), Math.trunc(info.labels[row] as number)),
    );
  };
}

function ofIntervals(cost: (info: RowInfo, row: number, margin: number) => number): Metric {
  return ({ predictions, info }) => weightedMean(info, (row) => cost(info, row, predictions[row] as number));
}

function weightedMean({ rows, weights }: RowInfo, cost: (row: number) => number): number {
  let [sum, total] = [0, 0];
  for (let row = 0; row < rows; row++) {
    const weight = weights === undefined ? 1 : (weights[row] as number);
    sum += cost(row) * weight;
    total += weight;
  }
  return total === 0 ? sum : sum / total;
}

/** Weights of queries, where rows are ranked, say nothing of single rows. */
function rowWeights({ weights, rows }: RowInfo): Float32Array | undefined {
  return weights?.length === rows ? weights : undefined;
}

/** The first of equal ones; -1 where none is a number. */
function placeOfLargest(values: Float32Array): number {
  let place = -1;
  for (let at = 0; at < values.length; at++) {
    const value = values[at] as number;
    if (Number.isNaN(value)) return -1;
    if (place < 0 || value > (values[place] as number)) place = at;
  }
  return place;
}
