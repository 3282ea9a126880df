import { type Dense, rowMajor } from '../data/dense.js';

/** Rows by their true and their predicted class: `[classes, classes]`, row-major, the true class selects the row. */
export interface ConfusionMatrix {
  readonly classes: number;
  readonly counts: Float64Array;
}

/**
 * @param predicted `[rows]` @param labels `[rows]`, both classes from 0 to `classes` - 1
 * @throws RangeError for another class
 */
export function confusionMatrix(
  predicted: ArrayLike<number>,
  labels: ArrayLike<number>,
  classes: number,
): ConfusionMatrix {
  const counts = new Float64Array(classes * classes);
  for (let row = 0; row < labels.length; row++) {
    const [label, guess] = [labels[row] as number, predicted[row] as number];
    for (const value of [label, guess]) {
      if (!Number.isInteger(value) || value < 0 || value >= classes) throw new RangeError(`${value} is no class`);
    }
    counts[label * classes + guess]!++;
  }
  return { classes, counts };
}

/** What is known of one class. */
export interface ClassScore {
  /** Rows of this class. */
  readonly rows: number;
  /** Share of the rows predicted to be of this class that are; NaN where there is none. */
  readonly precision: number;
  /** Share of the rows of this class that were found; NaN where there is none. */
  readonly recall: number;
  /** Their weighted harmonic mean; NaN where the class neither occurs nor was predicted. */
  readonly fBeta: number;
}

export function classScores({ classes, counts }: ConfusionMatrix, beta = 1): ClassScore[] {
  const weight = beta * beta;
  return Array.from({ length: classes }, (_, one) => {
    let [rows, predicted] = [0, 0];
    for (let other = 0; other < classes; other++) {
      rows += counts[one * classes + other] as number;
      predicted += counts[other * classes + one] as number;
    }
    const right = counts[one * classes + one] as number;
    return {
      rows,
      precision: right / predicted,
      recall: right / rows,
      fBeta: ((1 + weight) * right) / (weight * rows + predicted),
    };
  });
}

/** Mean over the classes, each of them counting the same; a class without a value counts as 0. */
export function macro(scores: readonly ClassScore[], of: 'precision' | 'recall' | 'fBeta'): number {
  return scores.reduce((sum, score) => sum + (Number.isNaN(score[of]) ? 0 : score[of]), 0) / scores.length;
}

/** Mean recall of the classes that occur. */
export function balancedAccuracy(scores: readonly ClassScore[]): number {
  const occurring = scores.filter(({ rows }) => rows > 0);
  return occurring.reduce((sum, { recall }) => sum + recall, 0) / occurring.length;
}

/** Share of the rows whose prediction is their label. */
export function matches(predicted: ArrayLike<number>, labels: ArrayLike<number>): number {
  let right = 0;
  for (let row = 0; row < labels.length; row++) if (predicted[row] === labels[row]) right++;
  return right / labels.length;
}

/** 1 where the true class has the highest score; among equal scores the lower class comes first. `[rows]` */
export function ranksOfLabels(scores: Dense, labels: ArrayLike<number>): Uint32Array {
  const values = rowMajor(scores);
  const classes = values.length / labels.length;
  return Uint32Array.from({ length: labels.length }, (_, row) => {
    const label = labels[row] as number;
    const own = values[row * classes + label] as number;
    let rank = 1;
    for (let other = 0; other < classes; other++) {
      const score = values[row * classes + other] as number;
      if (score > own || (score === own && other < label)) rank++;
    }
    return rank;
  });
}

/** Share of the rows whose true class is among the `k` with the highest scores. @param ranks see {@link ranksOfLabels} */
export function topKAccuracy(ranks: Uint32Array, k: number): number {
  return ranks.reduce((sum, rank) => sum + Number(rank <= k), 0) / ranks.length;
}

/** Mean discounted gain of the one relevant class: 1 / log2(1 + rank). @param ranks see {@link ranksOfLabels} */
export function discountedCumulativeGain(ranks: Uint32Array): number {
  return ranks.reduce((sum, rank) => sum + 1 / Math.log2(1 + rank), 0) / ranks.length;
}

/**
 * Mean of -ln of the probability that was given to the true class.
 * @param probabilities `[rows, classes]` @param labels `[rows]`
 * @param epsilon is added to that probability; see `binaryCrossEntropy`
 */
export function crossEntropy(probabilities: Dense, labels: ArrayLike<number>, epsilon = 1e-8): number {
  const values = rowMajor(probabilities);
  const classes = values.length / labels.length;
  let sum = 0;
  for (let row = 0; row < labels.length; row++) {
    sum -= Math.log((values[row * classes + (labels[row] as number)] as number) + epsilon);
  }
  return sum / labels.length;
}
