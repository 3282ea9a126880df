import { UserError } from '../../errors.js';
import type { SelectedColumn } from '../algorithm.js';

/** What the model says of all rows. */
export interface Said {
  /** `[rows, outputs]` */
  readonly predictions: Float32Array;
  readonly rows: number;
  readonly numClass: number;
}

type Column = Omit<SelectedColumn, 'name'>;
type Teller = (said: Said) => Column;

/** One number of each row. */
function ofEach(of: (prediction: number) => number, kind: { readonly isInteger?: true } = {}): Teller {
  return ({ predictions }) => column(Float64Array.from(predictions, of), 1, { isList: false, ...kind });
}

/** One number of each row of as many outputs as there are classes. */
function ofClasses(of: (outputs: Float32Array) => number, kind: { readonly isInteger?: true } = {}): Teller {
  return ({ predictions, rows, numClass }) =>
    column(
      Float64Array.from({ length: rows }, (_, row) => of(predictions.subarray(row * numClass, (row + 1) * numClass))),
      1,
      { isList: false, ...kind },
    );
}

const itself = ofEach((prediction) => prediction);
const asInteger = { isInteger: true } as const;

/** What is left for the other class, and the prediction: in double precision, as Python subtracts. */
const bothSides: Teller = ({ predictions }) =>
  column(
    Float64Array.from({ length: 2 * predictions.length }, (_, at) => {
      const prediction = predictions[at >> 1] as number;
      return at % 2 === 0 ? 1 - prediction : prediction;
    }),
    2,
    { isList: true },
  );

const allOutputs: Teller = ({ predictions, numClass }) =>
  column(Float64Array.from(predictions), numClass, { isList: true });

const labels: Teller = ({ rows, numClass }) => {
  const width = Math.max(2, numClass);
  return column(
    Float64Array.from({ length: rows * width }, (_, at) => at % width),
    width,
    { isList: true, isInteger: true },
  );
};

const notANumber: Teller = ({ rows }) => column(new Float64Array(rows).fill(Number.NaN), 1, { isList: false });

const largest = ofClasses((outputs) => Math.max(...outputs));
const score = { predicted_score: itself };
const margins = { labels, raw_score: itself, raw_scores: bothSides };

/** What each objective can tell, in the order of JSON answers; the container's table. */
const TELLERS: Readonly<Record<string, Readonly<Record<string, Teller>>>> = {
  'reg:squarederror': score,
  'reg:logistic': score,
  'reg:gamma': score,
  'reg:tweedie': score,
  'binary:logistic': {
    predicted_label: ofEach((probability) => Number(probability > 0.5), asInteger),
    ...margins,
    probability: itself,
    probabilities: bothSides,
  },
  'binary:logitraw': { predicted_label: ofEach((margin) => Number(margin > 0), asInteger), ...margins },
  'binary:hinge': { predicted_label: itself, ...margins },
  'multi:softmax': { predicted_label: itself, ...margins },
  'multi:softprob': {
    predicted_label: ofClasses((outputs) => outputs.indexOf(Math.max(...outputs)), asInteger),
    labels,
    probability: largest,
    probabilities: allOutputs,
    raw_score: largest,
    raw_scores: allOutputs,
  },
};

const ORDER = [
  'predicted_label',
  'labels',
  'probability',
  'probabilities',
  'raw_score',
  'raw_scores',
  'predicted_score',
];

/**
 * The columns that were asked for; NaN where the objective does not have one.
 * @throws UserError E_XGBOOST_OUTPUT where the objective has none of them at all
 */
export function selectedColumns(keys: readonly string[], objective: string, said: Said): SelectedColumn[] {
  const tellers = TELLERS[objective];
  if (tellers === undefined) {
    throw new UserError(
      'E_XGBOOST_OUTPUT',
      `Objective \`${objective}\` unsupported for selectable inference predictions.`,
      { hint: `Objectives that are: ${Object.keys(TELLERS).join(', ')}.` },
    );
  }
  const known = ORDER.filter((name) => keys.includes(name) && tellers[name] !== undefined);
  const unknown = keys.filter((name) => !known.includes(name));
  return [...known, ...unknown].map((name) => ({ name, ...(tellers[name] ?? notANumber)(said) }));
}

function column(
  values: Float64Array,
  width: number,
  { isList, isInteger = false }: { readonly isList: boolean; readonly isInteger?: boolean },
): Column {
  return { values, width, isList, isInteger };
}
