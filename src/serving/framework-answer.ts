import type { Predictions, ResponseForm, SelectedColumn } from '../algorithms/algorithm.js';
import { DEFAULT_IMAGE, isAtLeast } from '../algorithms/xgboost/versions.js';
import { colsOf, rowMajor } from '../data/dense.js';
import { UserError } from '../errors.js';
import { jsonFloat, pythonFloat } from '../formats/json/python-repr.js';
import { encodeRecord, type RecordValue } from '../formats/recordio/message.js';
import { frameRecord } from '../formats/recordio/recordio.js';
import { isResponseType, type ResponseType } from './accept.js';
import type { AnswerOptions } from './answer-options.js';
import type { Body } from './body.js';

/** In the order in which the container's message names them. */
const KNOWN_TYPES: readonly ResponseType[] = [
  'application/json',
  'application/jsonlines',
  'application/x-recordio-protobuf',
  'text/csv',
];

/**
 * The form of the answer that an Accept header asks an open container for: one type, its parameters left aside, or anything.
 * @throws UserError E_ACCEPT, of several models E_ACCEPT_ENCODING, in the container's words; lists and `text/*` too
 */
export function frameworkAccept(accept: string, { defaultAccept, multiModel }: AnswerOptions): ResponseType {
  const fallback = defaultAccept ?? (multiModel ? 'application/json' : 'text/csv');
  const wanted = (accept.split(';', 1)[0] as string).trim();
  const type = wanted === '' || wanted === '*/*' ? fallback : wanted;
  const known = type.toLowerCase();
  if (isResponseType(known)) return known;
  if (multiModel) throw noEncoding(type);
  const supported = KNOWN_TYPES.map((one) => `'${one}'`).join(', ');
  throw new UserError(
    'E_ACCEPT',
    `Accept type ${type} is not supported. Please use supported accept types: [${supported}].`,
  );
}

/** The body of an answer as an open container writes it: one field, a number or a list for each row. */
export function frameworkBody(
  predictions: Predictions,
  type: ResponseType,
  { fields, topKey }: ResponseForm,
  { batch, multiModel, imageVersion = DEFAULT_IMAGE }: AnswerOptions,
): string {
  const [field = ''] = fields;
  const rows = rowsOfColumn(predictions[field] ?? new Float32Array());
  if (batch) return lines(rows.map(python));
  // The handler of several models and the first images write the predictions as one list.
  if (type === 'text/csv' && (multiModel || !isAtLeast(imageVersion, '1.2-2'))) return rows.map(python).join(',');
  if (multiModel) return listOfModels(rows, type);
  switch (type) {
    case 'text/csv':
      return lines(rows.map((row) => (typeof row === 'number' ? pythonFloat(row) : row.map(pythonFloat).join(','))));
    case 'application/json':
      return `{"${topKey}": [${rows.map((row) => `{"${field}": ${json(row)}}`).join(', ')}]}`;
    default:
      throw new UserError('E_ACCEPT', `Accept type ${type} is not supported without selected output.`, {
        hint: "The container answers 500 here. Set SAGEMAKER_INFERENCE_OUTPUT, or accept 'application/json' or 'text/csv'.",
      });
  }
}

function listOfModels(rows: readonly Row[], type: ResponseType): string {
  if (type === 'application/json') return `[${rows.map(json).join(', ')}]`;
  throw noEncoding(type);
}

function noEncoding(type: string): UserError {
  return new UserError('E_ACCEPT_ENCODING', `Encoding to accept type ${type} is not supported.`);
}

type Row = number | readonly number[];

function rowsOfColumn(column: Predictions[string]): Row[] {
  if (column instanceof Float32Array) return [...column];
  const [values, cols] = [rowMajor(column), colsOf(column)];
  return Array.from({ length: column.shape[0] as number }, (_, row) => [
    ...values.subarray(row * cols, (row + 1) * cols),
  ]);
}

/** The same for columns that were chosen. CSV keeps the order in which they were asked for. */
export function selectedBody(
  columns: readonly SelectedColumn[],
  keys: readonly string[],
  type: ResponseType,
  { topKey }: ResponseForm,
  { batch }: AnswerOptions,
): Body {
  const rows = (columns[0]?.values.length ?? 0) / (columns[0]?.width ?? 1);
  const each = <T>(write: (row: number) => T) => Array.from({ length: rows }, (_, row) => write(row));
  const object = (row: number) => `{${columns.map((one) => `"${one.name}": ${cell(one, row, jsonFloat)}`).join(', ')}}`;
  switch (type) {
    case 'application/json':
      return `{"${topKey}": [${each(object).join(', ')}]}`;
    case 'application/jsonlines':
      return lines(each(object));
    case 'text/csv': {
      const inOrder = keys.map((key) => columns.find(({ name }) => name === key) as SelectedColumn);
      const line = (row: number) =>
        inOrder.map((one) => (one.isList ? `"${cell(one, row, pythonFloat)}"` : cell(one, row, pythonFloat))).join(',');
      // Only a batch job's lines are ended, all of them.
      return `${each(line).join('\n')}${batch ? '\n' : ''}`;
    }
    case 'application/x-recordio-protobuf':
      return Buffer.concat(each((row) => record(columns, row)));
  }
}

function record(columns: readonly SelectedColumn[], row: number): Uint8Array {
  const label = new Map<string, RecordValue>(
    columns.map((one) => [one.name, { type: 'float32', values: Float32Array.from(valuesOf(one, row)) }]),
  );
  return frameRecord(encodeRecord({ features: new Map(), label }));
}

function cell(column: SelectedColumn, row: number, writeFloat: (value: number) => string): string {
  const write = column.isInteger ? String : writeFloat;
  const values = Array.from(valuesOf(column, row), write);
  return column.isList ? `[${values.join(', ')}]` : (values[0] as string);
}

function valuesOf({ values, width }: SelectedColumn, row: number): Float64Array {
  return values.subarray(row * width, (row + 1) * width);
}

function json(row: Row): string {
  return typeof row === 'number' ? jsonFloat(row) : `[${row.map(jsonFloat).join(', ')}]`;
}

/** Python's `str()`. */
function python(row: Row): string {
  return typeof row === 'number' ? pythonFloat(row) : `[${row.map(pythonFloat).join(', ')}]`;
}

function lines(rows: readonly string[]): string {
  return rows.map((row) => `${row}\n`).join('');
}
