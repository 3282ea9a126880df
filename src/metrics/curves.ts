import { fromHighest, type Queries } from './ranking.js';

/** Rows of two classes, by a score; weights all 1 where absent. `labels` may lie between 0 and 1. */
export interface Scored {
  readonly scores: Float32Array;
  readonly labels: Float32Array;
  readonly weights?: Float32Array | undefined;
}

interface Sweep {
  readonly area: number;
  readonly falsePositives: number;
  readonly truePositives: number;
}

/** Of the part of a curve between two thresholds: false and true positives at the higher one, then at the lower one. */
type Area = (falseFrom: number, falseTo: number, trueFrom: number, trueTo: number) => number;

/** Lets the threshold sink from the highest score to the lowest, rows of equal score at once. */
function sweep({ scores, labels, weights }: Scored, areaOf: Area): Sweep {
  const order = fromHighest(scores);
  let [area, falsePositives, truePositives, falseFrom, trueFrom] = [0, 0, 0, 0, 0];
  let previous = Number.NaN;
  for (let at = 0; at < order.length; at++) {
    const row = order[at] as number;
    const score = scores[row] as number;
    if (at > 0 && score !== previous) {
      area += areaOf(falseFrom, falsePositives, trueFrom, truePositives);
      falseFrom = falsePositives;
      trueFrom = truePositives;
    }
    previous = score;
    const weight = weights === undefined ? 1 : (weights[row] as number);
    falsePositives += (1 - (labels[row] as number)) * weight;
    truePositives += (labels[row] as number) * weight;
  }
  area += areaOf(falseFrom, falsePositives, trueFrom, truePositives);
  return { area, falsePositives, truePositives };
}

const trapezoid: Area = (falseFrom, falseTo, trueFrom, trueTo) =>
  (Math.abs(falseTo - falseFrom) * (trueTo + trueFrom)) / 2;

/** Area under the ROC curve with weights; NaN where a class is empty. */
export function weightedRocAuc(rows: Scored): number {
  const { area, falsePositives, truePositives } = sweep(rows, trapezoid);
  if (falsePositives <= 0 || truePositives <= 0) return Number.NaN;
  return Math.min(1, area / (falsePositives * truePositives));
}

/**
 * Area under the curve of precision over recall, between whose points precision is interpolated as Davis and Goadrich (2006) found right; NaN where a
 * class is empty.
 *
 * @see https://doi.org/10.1371/journal.pone.0092209
 */
export function precisionRecallAuc(rows: Scored): number {
  let [positives, negatives] = [0, 0];
  for (const [row, label] of rows.labels.entries()) {
    const weight = rows.weights?.[row] ?? 1;
    positives += weight * label;
    negatives += weight * (1 - label);
  }
  if (positives <= 0 || negatives <= 0) return Number.NaN;
  return sweep(rows, interpolated(positives)).area;
}

function interpolated(positives: number): Area {
  return (falseFrom, falseTo, trueFrom, trueTo) => {
    const gained = trueTo - trueFrom;
    if (gained === 0) return 0;
    const [start, end] = [trueFrom / positives, trueTo / positives];
    const slope = (falseTo - falseFrom) / gained;
    const a = slope + 1;
    const b = (falseFrom - slope * trueFrom) / positives;
    if (b === 0) return (end - start) / a;
    return (end - start - (b / a) * (Math.log(a * end + b) - Math.log(a * start + b))) / a;
  };
}

/**
 * One class against all others; NaN where one is empty.
 * @param scores `[rows, classes]` @param byOccurrence each class counts as often as it occurs, where all count the same otherwise
 */
export function oneAgainstRest(
  { scores, labels, weights }: Scored,
  classes: number,
  of: (rows: Scored) => number,
  byOccurrence: boolean,
): number {
  let [sum, total] = [0, 0];
  for (let one = 0; one < classes; one++) {
    const own = labels.map((label) => Number(label === one));
    const occurring = byOccurrence ? own.reduce((all, is, row) => all + is * (weights?.[row] ?? 1), 0) : 1;
    const area = of({ scores: labels.map((_, row) => scores[row * classes + one] as number), labels: own, weights });
    sum += area * occurring;
    total += occurring;
  }
  return sum / total;
}

/**
 * Of ranking: the mean over the queries of the chance that of two documents the more relevant one scores higher. Queries of fewer than three documents
 * say nothing.
 */
export function pairwiseAuc({ scores, labels }: Scored, queries: Queries): number {
  return meanOverQueries(queries, (from, to) =>
    to - from < 3 ? Number.NaN : rightPairs(scores.subarray(from, to), labels.subarray(from, to)),
  );
}

/** Of ranking: the mean over the queries that have documents of both kinds. */
export function queryPrecisionRecallAuc({ scores, labels }: Scored, queries: Queries): number {
  return meanOverQueries(queries, (from, to) =>
    precisionRecallAuc({ scores: scores.subarray(from, to), labels: labels.subarray(from, to) }),
  );
}

function meanOverQueries({ starts }: Queries, score: (from: number, to: number) => number): number {
  let [sum, valid] = [0, 0];
  for (let query = 0; query + 1 < starts.length; query++) {
    const one = score(starts[query] as number, starts[query + 1] as number);
    if (Number.isNaN(one)) continue;
    sum += one;
    valid++;
  }
  return sum / valid;
}

/** XGBoost counts pairs of equal relevance too, in the order in which they stand. */
function rightPairs(scores: Float32Array, labels: Float32Array): number {
  const order = fromHighest(labels);
  let [right, pairs] = [0, 0];
  for (let i = 0; i < order.length; i++) {
    for (let j = i + 1; j < order.length; j++) {
      const lead = (scores[order[i] as number] as number) - (scores[order[j] as number] as number);
      right += lead > 0 ? 1 : lead === 0 ? 0.5 : 0;
      pairs++;
    }
  }
  return right / pairs;
}
