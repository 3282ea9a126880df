import type { Algorithm } from '../algorithms/algorithm.js';
import { featureDimMismatch } from '../algorithms/channel-batches.js';
import type { Warning } from '../data/dataset.js';
import { UserError, type Where } from '../errors.js';
import { CSV } from '../formats/content-type.js';
import { type LooksLike, looksOf } from './first-column.js';
import type { Given, LabelRule } from './label-rules.js';
import type { Survey } from './survey.js';

/** All that a rule may look at. */
export interface Facts {
  readonly algorithm: Algorithm;
  readonly channel: string;
  /** Of the first file. */
  readonly file: string;
  readonly contentType: string;
  /** Nobody wrote a label size. */
  readonly labelSizeAbsent: boolean;
  readonly given: Given;
  readonly rule: LabelRule;
  readonly survey: Survey;
  /** The reading ended before the last row. */
  readonly partial: boolean;
}

/** What is wrong with the data as a whole. Each rule answers with an error, or with nothing. */
export const PROBLEM_RULES: readonly ((facts: Facts) => UserError | undefined)[] = [featureDim, labelNeeded];

/** What SageMaker takes and the user may not mean. */
export const WARNING_RULES: readonly ((facts: Facts) => Omit<Warning, 'where'> | undefined)[] = [
  labelSizeForgotten,
  firstColumn,
  labelIsRowNumber,
  classLabels,
  constantColumns,
  miniBatchSize,
  tensorType,
];

function whereOf({ file }: Facts): Where {
  return { file };
}

function featureDim(facts: Facts): UserError | undefined {
  const { given, survey, channel } = facts;
  const expected = wholeNumber(given.feature_dim);
  if (expected === undefined || survey.rows === 0 || survey.features === expected) return undefined;
  return featureDimMismatch(channel, expected, survey.features, whereOf(facts));
}

/** The doubled word is SageMaker's own. */
function labelNeeded(facts: Facts): UserError | undefined {
  const { rule, survey, channel, contentType } = facts;
  if (rule.label !== 'required' || survey.rows === 0 || survey.labelSize === 1) return undefined;
  return new UserError(
    'E_LABEL_SIZE',
    `Labeled ${channel} data required with label size equal 1. Label size on ${channel} dataset found to be ${survey.labelSize}. ` +
      `Please provide a properly labeled labeled ${channel} dataset.`,
    {
      where: whereOf(facts),
      hint:
        contentType === CSV
          ? "Put the label into the first column and write the content type 'text/csv;label_size=1'."
          : "Give every record one label, under the name 'values'.",
    },
  );
}

/** Unsupervised algorithms take the first column of a CSV away unless they are told that it is no label. */
function labelSizeForgotten(facts: Facts): Omit<Warning, 'where'> | undefined {
  const { contentType, labelSizeAbsent, rule, survey, algorithm } = facts;
  if (contentType !== CSV || !labelSizeAbsent || rule.label === 'required' || survey.labelSize === 0) return undefined;
  return {
    code: 'W_LABEL_SIZE_ABSENT',
    message:
      `The content type names no label_size, so the first column is taken for a label, which ${algorithm.name} does not look at; ` +
      `${survey.features} features are left. If it is a feature, write 'text/csv;label_size=0'; if it is a label, 'text/csv;label_size=1'.`,
  };
}

const FIRST_COLUMN: Readonly<Record<LooksLike, { readonly code: string; readonly says: string }>> = {
  classes: {
    code: 'W_FIRST_COLUMN_LABEL',
    says: "The first feature looks like class labels. If it is the label, write 'text/csv;label_size=1'.",
  },
  'row-numbers': {
    code: 'W_FIRST_COLUMN_ROW_NUMBER',
    says: 'The first feature counts the rows: it looks like the index that pandas writes unless told index=False.',
  },
};

function firstColumn({ contentType, survey }: Facts): Omit<Warning, 'where'> | undefined {
  if (contentType !== CSV || survey.labelSize > 0) return undefined;
  const looks = looksOf(survey.sample, survey.features);
  if (looks === undefined) return undefined;
  const { code, says } = FIRST_COLUMN[looks];
  return { code, message: says };
}

function labelIsRowNumber({ rule, survey }: Facts): Omit<Warning, 'where'> | undefined {
  const labels = [...survey.labels.keys()];
  if (rule.label !== 'required' || survey.labelSize !== 1 || labels.length !== survey.rows || labels.length < 10)
    return undefined;
  if (!labels.every((label, row) => label === (labels[0] as number) + row)) return undefined;
  return {
    code: 'W_LABEL_ROW_NUMBER',
    message: 'The label counts the rows: it looks like the index that pandas writes unless told index=False.',
  };
}

const MOST_CLASSES = 1_000;

function classLabels({ rule, survey, given, partial }: Facts): Omit<Warning, 'where'> | undefined {
  const labels = [...survey.labels.keys()].sort((a, b) => a - b);
  const [least, most] = [labels[0] ?? 0, labels.at(-1) ?? 0];
  const areClasses =
    labels.length > 1 && labels.length <= MOST_CLASSES && labels.every((label) => Number.isInteger(label));
  const isRegression = /regressor/.test(String(given.predictor_type ?? ''));
  if (rule.label !== 'required' || !areClasses || isRegression || partial || least < 0 || labels.length === survey.rows)
    return undefined;
  if (least === 1 && most === labels.length) {
    return {
      code: 'W_LABEL_ONE_BASED',
      message: `The labels are 1 to ${most}. If they are classes, SageMaker counts them from 0: subtract 1.`,
    };
  }
  if (given.predictor_type === undefined || most < labels.length) return undefined;
  return {
    code: 'W_LABEL_GAPS',
    message: `There are ${labels.length} different labels between ${least} and ${most}: a class without a row gets a score all the same.`,
  };
}

const SHOWN_COLUMNS = 8;

function constantColumns({ survey, contentType }: Facts): Omit<Warning, 'where'> | undefined {
  const columns = survey.constantColumns;
  if (columns.length === 0) return undefined;
  const counted = contentType === CSV ? columns.map((column) => column + survey.labelSize + 1) : columns;
  const shown = counted.slice(0, SHOWN_COLUMNS).join(', ');
  const more = counted.length > SHOWN_COLUMNS ? ` and ${counted.length - SHOWN_COLUMNS} more` : '';
  const what = contentType === CSV ? 'Column' : 'Feature';
  return {
    code: 'W_CONSTANT_COLUMNS',
    message: `${what}${columns.length > 1 ? 's' : ''} ${shown}${more} ${columns.length > 1 ? 'have' : 'has'} the same value in every row and can teach nothing.`,
  };
}

function miniBatchSize({ algorithm, channel, given, survey, partial }: Facts): Omit<Warning, 'where'> | undefined {
  const size = wholeNumber(given.mini_batch_size);
  if (size === undefined || channel !== 'train' || survey.rows === 0 || partial || size <= survey.rows)
    return undefined;
  return {
    code: 'W_MINI_BATCH_SIZE',
    message: `mini_batch_size is ${size}, but there are ${survey.rows} rows: ${
      algorithm.name === 'linear-learner' ? 'the container fails on that.' : 'no mini-batch is ever full.'
    }`,
  };
}

function tensorType({ algorithm, survey }: Facts): Omit<Warning, 'where'> | undefined {
  const { tensorType: type } = survey;
  // XGBoost is known to take any of them.
  const isKnown = algorithm.channels.tensorTypes !== undefined || algorithm.profile === 'xgboost';
  if (type === undefined || type === 'float32' || isKnown) return undefined;
  return {
    code: 'W_TENSOR_TYPE',
    message: `The features are ${type} tensors and are rounded to float32 here; the guide asks for float32, and what ${algorithm.name} does with others is not public.`,
  };
}

function wholeNumber(value: unknown): number | undefined {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof number === 'number' && Number.isSafeInteger(number) ? number : undefined;
}
