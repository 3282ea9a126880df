import { UserError } from '../../errors.js';
import { confusion, fBeta, precision, recall } from '../../metrics/binary.js';
import {
  balancedAccuracy,
  type ClassScore,
  classScores,
  confusionMatrix,
  macro,
  matches,
} from '../../metrics/multiclass.js';
import { absoluteLoss, mse, rSquared } from '../../metrics/regression.js';

/** What the container hands scikit-learn: margins, and never weights. */
export interface Margins {
  /** `[rows, groups]` */
  readonly margins: Float32Array;
  readonly labels: Float32Array;
  readonly groups: number;
}

export type ScikitMetric = (seen: Margins) => number;

/** The metrics that the container adds with scikit-learn, by its names. */
export const SCIKIT: ReadonlyMap<string, ScikitMetric> = new Map<string, ScikitMetric>([
  ['accuracy', classified((predicted, labels) => matches(predicted, labels))],
  ['balanced_accuracy', classified((predicted, labels) => balancedAccuracy(scoresOf(predicted, labels)))],
  ['f1', classified((predicted, labels) => macro(scoresOf(predicted, labels), 'fBeta'))],
  ['f1_macro', classified((predicted, labels) => macro(scoresOf(predicted, labels), 'fBeta'))],
  ['f1_binary', ofTwoClasses((counts) => fBeta(counts))],
  ['precision', ofTwoClasses(precision)],
  ['precision_macro', classified((predicted, labels) => macro(scoresOf(predicted, labels), 'precision'))],
  // With one label per row, what is right is right both ways.
  ['precision_micro', classified((predicted, labels) => matches(predicted, labels))],
  ['recall', ofTwoClasses(recall)],
  ['recall_macro', classified((predicted, labels) => macro(scoresOf(predicted, labels), 'recall'))],
  ['recall_micro', classified((predicted, labels) => matches(predicted, labels))],
  ['mse', ofNumbers(mse)],
  ['rmse', ofNumbers((predicted, labels) => Math.sqrt(mse(predicted, labels)))],
  ['mae', ofNumbers(absoluteLoss)],
  ['r2', ofNumbers(rSquared)],
]);

/** The class with the largest margin; of two classes, whether the margin is above 0. */
function classified(of: (predicted: Float32Array, labels: Float32Array) => number): ScikitMetric {
  return ({ margins, labels, groups }) => {
    refuseFractions(labels);
    return of(classesOf(margins, groups), labels);
  };
}

function classesOf(margins: Float32Array, groups: number): Float32Array {
  return Float32Array.from({ length: margins.length / groups }, (_, row) => {
    if (groups === 1) return Number((margins[row] as number) > 0);
    let best = 0;
    for (let one = 1; one < groups; one++) {
      if ((margins[row * groups + one] as number) > (margins[row * groups + best] as number)) best = one;
    }
    return best;
  });
}

/** Of the classes that occur among labels or predictions, as scikit-learn counts. */
function scoresOf(predicted: Float32Array, labels: Float32Array): ClassScore[] {
  const classes = [...new Set([...labels, ...predicted])].sort((a, b) => a - b);
  const index = new Map(classes.map((one, at) => [one, at]));
  const numbered = (values: Float32Array) => values.map((value) => index.get(value) as number);
  return classScores(confusionMatrix(numbered(predicted), numbered(labels), classes.length));
}

function ofTwoClasses(of: (counts: ReturnType<typeof confusion>) => number): ScikitMetric {
  return classified((predicted, labels) => {
    const classes = new Set([...labels, ...predicted]);
    if (classes.size > 2) {
      throw refused(
        "Target is multiclass but average='binary'. Please choose another average setting, " +
          "one of [None, 'micro', 'macro', 'weighted'].",
      );
    }
    return of(confusion(predicted, labels));
  });
}

function ofNumbers(of: (predicted: Float32Array, labels: Float32Array) => number): ScikitMetric {
  return ({ margins, labels, groups }) => {
    if (groups > 1) throw refused(`y_true and y_pred have different number of output (1!=${groups})`);
    return of(margins, labels);
  };
}

function refuseFractions(labels: Float32Array): void {
  if (labels.every(Number.isInteger)) return;
  throw refused("Classification metrics can't handle a mix of continuous and binary targets");
}

function refused(message: string): UserError {
  return new UserError('E_XGBOOST_METRIC', message);
}
