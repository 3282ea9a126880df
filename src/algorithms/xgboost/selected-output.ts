import { dense } from '../../data/dense.js';
import { UserError } from '../../errors.js';
import type { Predictions } from '../algorithm.js';

/** What SAGEMAKER_INFERENCE_OUTPUT may ask for, in the order in which JSON answers have it. */
export const SELECTABLE = [
  'predicted_label',
  'labels',
  'probability',
  'probabilities',
  'raw_score',
  'raw_scores',
  'predicted_score',
] as const;

interface Raw {
  /** `[rows, outputs]` */
  readonly predictions: Float32Array;
  readonly rows: number;
  readonly classes: number;
}

type Column = (raw: Raw) => Float32Array | ReturnType<typeof dense>;

/** Of each row the value itself: a class, a probability or a margin. */
const own: Column = ({ predictions }) => predictions;
const counterpart: Column = ({ predictions, rows }) => {
  const pairs = new Float64Array(2 * rows);
  for (let row = 0; row < rows; row++) {
    pairs[2 * row] = 1 - (predictions[row] as number);
    pairs[2 * row + 1] = predictions[row] as number;
  }
  return dense(Float32Array.from(pairs), rows, 2);
};
const above =
  (threshold: number): Column =>
  ({ predictions }) =>
    predictions.map((value) => Number(value > threshold));
const labels: Column = ({ rows, classes }) => {
  const width = Math.max(2, classes);
  return dense(
    Float32Array.from({ length: rows * width }, (_, at) => at % width),
    rows,
    width,
  );
};
const all: Column = ({ predictions, rows, classes }) => dense(predictions, rows, classes);
const largest: Column = (raw) => ofRows(raw, (row) => Math.max(...row));
const mostLikely: Column = (raw) => ofRows(raw, (row) => row.indexOf(Math.max(...row)));

function ofRows({ predictions, rows, classes }: Raw, of: (row: Float32Array) => number): Float32Array {
  return Float32Array.from({ length: rows }, (_, row) => of(predictions.subarray(row * classes, (row + 1) * classes)));
}

const SCORE = { predicted_score: own };
const CLASS = { labels, raw_score: own, raw_scores: counterpart };

/** What each objective can tell, by the container's table. */
const COLUMNS: Readonly<Record<string, Readonly<Record<string, Column>>>> = {
  'reg:squarederror': SCORE,
  'reg:logistic': SCORE,
  'reg:gamma': SCORE,
  'reg:tweedie': SCORE,
  'binary:logistic': { ...CLASS, predicted_label: above(0.5), probability: own, probabilities: counterpart },
  'binary:logitraw': { ...CLASS, predicted_label: above(0) },
  'binary:hinge': { ...CLASS, predicted_label: own },
  'multi:softmax': { ...CLASS, predicted_label: own },
  'multi:softprob': {
    labels,
    predicted_label: mostLikely,
    probability: largest,
    probabilities: all,
    raw_score: largest,
    raw_scores: all,
  },
};

/** The columns that were asked for; NaN where the objective does not have one. @throws UserError E_XGBOOST_OUTPUT */
export function selected(keys: readonly string[], objective: string, raw: Raw): Predictions {
  const columns = COLUMNS[objective];
  if (columns === undefined) {
    throw new UserError(
      'E_XGBOOST_OUTPUT',
      `Objective \`${objective}\` unsupported for selectable inference predictions.`,
    );
  }
  const nothing = () => new Float32Array(raw.rows).fill(Number.NaN);
  return Object.fromEntries(keys.map((key) => [key, (columns[key] ?? nothing)(raw)]));
}

/** Whole numbers in JSON, by the container: the others are floats even where they are whole. */
export function wholeNumbers(objective: string): readonly string[] {
  return objective === 'binary:hinge' || objective === 'multi:softmax' ? ['labels'] : ['labels', 'predicted_label'];
}
