/** Hyperparameters as they were given: text, or typed values. */
export type Given = Readonly<Record<string, unknown>>;

/** What an algorithm asks of the labels of a channel. */
export interface LabelRule {
  /** `required`: one label a row. `unused`: there may be one, and nobody looks at it. */
  readonly label: 'required' | 'unused';
  /** Which labels there may be, as far as the hyperparameters say it. */
  readonly classes?: (given: Given) => LabelClasses | undefined;
}

/** Labels 0 to `count - 1`; without a count, whole numbers from 0 on. */
export interface LabelClasses {
  readonly count?: number;
  /** As a sentence goes on: "must be …". */
  readonly says: string;
}

const BINARY: LabelClasses = { count: 2, says: '0 or 1' };
const NOT_LOOKED_AT: LabelRule = { label: 'unused' };

function byPredictorType(given: Given): LabelClasses | undefined {
  if (given.predictor_type === 'binary_classifier') return BINARY;
  if (given.predictor_type !== 'multiclass_classifier') return undefined;
  const count = Number(given.num_classes);
  if (!Number.isInteger(count) || count < 1) return { says: 'whole numbers from 0 on' };
  return { count, says: `whole numbers from 0 to ${count - 1}, as num_classes is ${count}` };
}

/** Softmax alone is particular about whole numbers: a logistic label may be any share between 0 and 1. */
function byObjective(given: Given): LabelClasses | undefined {
  const count = Number(given.num_class);
  if (!/^multi:/.test(String(given.objective ?? '')) || !Number.isInteger(count) || count < 1) return undefined;
  return { count, says: `whole numbers from 0 to ${count - 1}, as num_class is ${count}` };
}

/**
 * By algorithm and channel; `default` is for all channels that have no row of their own.
 * @see https://docs.aws.amazon.com/sagemaker/latest/dg/cdf-training.html
 */
export const LABEL_RULES: Readonly<Record<string, Readonly<Record<string, LabelRule>>>> = {
  kmeans: { default: NOT_LOOKED_AT },
  pca: { default: NOT_LOOKED_AT },
  lda: { default: NOT_LOOKED_AT },
  randomcutforest: { train: NOT_LOOKED_AT, test: { label: 'required' }, default: NOT_LOOKED_AT },
  knn: { default: { label: 'required' } },
  'linear-learner': { default: { label: 'required', classes: byPredictorType } },
  'factorization-machines': { default: { label: 'required', classes: byPredictorType } },
  xgboost: { default: { label: 'required', classes: byObjective } },
};

/** An algorithm without a row is asked nothing. */
export function labelRule(algorithm: string, channel: string): LabelRule {
  const rules = LABEL_RULES[algorithm];
  return rules?.[channel] ?? rules?.default ?? NOT_LOOKED_AT;
}
