import type { Warning } from '../../data/dataset.js';
import { UserError, type Where } from '../../errors.js';
import type { DelimitedProblemCode, LibsvmProblemCode, ScanProblem } from '../../kernels/kernels.js';
import type { BadLine } from '../line-scan.js';

/** What XGBoost says of an infinite feature, of whatever format. */
export const INFINITE =
  'Check failed: valid: Input data contains `inf` or a value too large, while `missing` is not set to `inf`';

/** The container's wrapping of whatever fails while a channel is loaded. */
export function loadError(
  format: 'csv' | 'libsvm' | 'parquet' | 'recordio-protobuf',
  code: string,
  reason: string,
  details: { readonly where?: Where; readonly hint?: string; readonly cause?: unknown } = {},
): UserError {
  return new UserError(code, `Failed to load ${format} data with exception:\n${reason}`, details);
}

interface Explanation {
  readonly code: string;
  /** XGBoost's text. */
  readonly reason: string;
  readonly hint: string;
}

export function explainDelimited(
  { code, column }: ScanProblem<DelimitedProblemCode>,
  bad: BadLine,
  delimiter: string,
): UserError {
  const { code: name, reason, hint } = DELIMITED[code](delimiter, bad);
  const where = { ...placeOf(bad), ...(column !== undefined && { column: column + 2 }) };
  return loadError('csv', name, reason, { where, hint });
}

const DELIMITED: Readonly<Record<DelimitedProblemCode, (delimiter: string, bad: BadLine) => Explanation>> = {
  width: () => ({
    code: 'E_CSV_RAGGED',
    reason: 'The width of the rows changes.',
    hint: 'Give every row as many cells.',
  }),
  delimiter: (delimiter) => ({
    code: 'E_CSV_DELIMITER',
    reason: `Delimiter '${delimiter}' is not found in the line. Expected '${delimiter}' as the delimiter to separate fields.`,
    hint: /[0-9a-z]/i.test(delimiter)
      ? 'The first line has one column, and a label alone is nothing to train on: put the features behind it, separated by commas.'
      : 'The first line of the first file says what separates cells. Every line needs a label and at least one feature.',
  }),
  infinite: () => ({
    code: 'E_CSV_INFINITE',
    reason: INFINITE,
    hint: 'Values must be finite. Words that start with "inf" are infinite, too.',
  }),
  'nan-literal': (_, { bytes }) => ({
    code: 'E_CSV_NAN_LITERAL',
    reason: `Check failed: *p == ')' (${/nan\(\w*(.?)/i.exec(Buffer.from(bytes).toString('latin1'))?.[1] ?? ''} vs. )) : Invalid NAN literal`,
    hint: 'Leave a missing cell empty, or write nan.',
  }),
  'weight-missing': () => ({
    code: 'E_CSV_WEIGHT',
    reason: 'Check failed: out->weight.size() == 0 || out->weight.size() + 1 == out->offset.size()',
    hint: 'With csv_weights=1 the second column is the weight of the row: give every row one.',
  }),
};

const counted = (count: number, what: string, many = `${what}s`) =>
  `${count.toLocaleString('en-US')} ${count === 1 ? what : many}`;

/** In the order of `DELIMITED_NOTES`. */
export const DELIMITED_WARNINGS: readonly ((count: number) => Pick<Warning, 'code' | 'message'>)[] = [
  (count) => ({
    code: 'W_CSV_TEXT',
    message: `${counted(count, 'cell')} held something else than a number: XGBoost takes the number in front (5abc is 5, False is 0), and where there is none the value is missing.`,
  }),
  (count) => ({
    code: 'W_CSV_BLANK',
    message: `${counted(count, 'cell')} of spaces only: XGBoost reads 0, where an empty cell would be missing.`,
  }),
  (count) => ({
    code: 'W_CSV_BORROWED',
    message: `${counted(count, 'line')} ended in a cell of spaces only: XGBoost takes the first number of the next line for it.`,
  }),
  (count) => ({
    code: 'W_CSV_RAGGED',
    message: `${counted(count, 'row')} of another width than the one before: what a row does not have is missing, and a longer row makes the matrix wider.`,
  }),
];

export function explainLibsvm({ code }: ScanProblem<LibsvmProblemCode>, bad: BadLine): UserError {
  const { code: name, reason, hint } = LIBSVM[code];
  return loadError('libsvm', name, reason, { where: placeOf(bad), hint });
}

const LIBSVM: Readonly<Record<LibsvmProblemCode, Explanation>> = {
  label: {
    code: 'E_LIBSVM_LABEL',
    reason: 'The line does not start with a number.',
    hint: 'Start every line with its label. XGBoost would take some later number for it, and the rest for a weight.',
  },
  value: {
    code: 'E_LIBSVM_VALUE',
    reason: 'Check failed: offset.back() == value.size() || value.size() == 0:',
    hint: 'Write every feature as index:value with a number for the value; leave a missing feature out (nan is not read).',
  },
  'index-sign': {
    code: 'E_LIBSVM_INDEX',
    reason: 'Check failed: sign == true (0 vs. 1) :',
    hint: 'Indices count from 0.',
  },
  'index-range': {
    code: 'E_LIBSVM_INDEX',
    reason: 'The index does not fit in 32 bits.',
    hint: 'XGBoost would wrap it around. Number the features from 0.',
  },
  query: {
    code: 'E_LIBSVM_QUERY',
    reason: 'The query id is no whole number.',
    hint: 'Write qid:N behind the label, N below 2^53.',
  },
  infinite: { code: 'E_LIBSVM_INFINITE', reason: INFINITE, hint: 'Values must be finite.' },
};

/** In the order of `LIBSVM_NOTES`. */
export const LIBSVM_WARNINGS: readonly ((count: number) => Pick<Warning, 'code' | 'message'>)[] = [
  (count) => ({
    code: 'W_LIBSVM_SKIPPED',
    message: `${counted(count, 'line')} without any number: XGBoost passes over it without a word.`,
  }),
  (count) => ({
    code: 'W_LIBSVM_COMMENT_ROW',
    message: `${counted(count, 'comment line')} that XGBoost reads as a row: it knows a comment only behind features, or in the first line of a file.`,
  }),
  (count) => ({
    code: 'W_LIBSVM_TEXT',
    message: `Text between features, passed over by XGBoost, in ${counted(count, 'place')}.`,
  }),
];

function placeOf({ file, line, byteOffset }: BadLine): Where {
  return { file, line, byteOffset };
}
