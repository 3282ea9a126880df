import { accuracy, confusion, fBeta, precision, recall } from '../../metrics/binary.js';

/** Standard deviations above the mean from which on a score counts as an anomaly. */
const SIGMAS = 3;

/**
 * The score above which a row counts as an anomaly: the mean of the scores and three standard deviations, as the developer guide and its notebooks
 * have it (with n - 1 in the denominator, as pandas has it). How the container labels the rows of the test channel is not known;
 * here it is by this rule, over the scores of that channel.
 */
export function anomalyCutoff(scores: ArrayLike<number>): number {
  const values = Array.from(scores);
  const mean = values.reduce((sum, score) => sum + score, 0) / values.length;
  const squares = values.reduce((sum, score) => sum + (score - mean) ** 2, 0);
  // One score says nothing of the spread: it is no anomaly.
  const deviation = values.length > 1 ? Math.sqrt(squares / (values.length - 1)) : 0;
  return mean + SIGMAS * deviation;
}

/** How well the rule finds the rows that are labelled 1. */
export function judge(scores: ArrayLike<number>, labels: ArrayLike<number>) {
  const cutoff = anomalyCutoff(scores);
  const found = Array.from(scores, (score) => (score > cutoff ? 1 : 0));
  const table = confusion(found, labels);
  return {
    cutoff,
    anomalies: found.reduce<number>((sum, one) => sum + one, 0),
    accuracy: accuracy(table),
    precision: precision(table),
    recall: recall(table),
    f1: fBeta(table),
  };
}
