import type { Predictions, ResponseForm } from '../algorithms/algorithm.js';
import { colsOf, rowMajor, rowsOf } from '../data/dense.js';
import { jsonFloat, pythonFloat } from '../formats/json/python-repr.js';
import { encodeRecord, type RecordValue } from '../formats/recordio/message.js';
import { frameRecord } from '../formats/recordio/recordio.js';
import type { Accepted, ResponseType } from './accept.js';
import type { Body } from './body.js';

/** One field of the answer. Float32 values are widened and written in full, as Python does. */
interface Column {
  readonly name: string;
  readonly rows: number;
  /** `[rows, width]` */
  readonly values: Float32Array;
  readonly width: number;
  /** Every row has a list, even where the list has one value. */
  readonly isVector: boolean;
  /** JSON writes it without a decimal point. */
  readonly isInteger: boolean;
}

type Encoder = (columns: readonly Column[], form: ResponseForm) => Body;

const ENCODERS: Readonly<Record<ResponseType, Encoder>> = {
  'application/json': (columns, { topKey }) => `{"${topKey}": [${jsonRows(columns).join(', ')}]}`,
  'application/jsonlines': (columns) => lines(jsonRows(columns)),
  'text/csv': (columns) => lines(csvRows(columns)),
  'application/x-recordio-protobuf': encodeProtobuf,
};

/**
 * The body of an answer, in the form that the Accept header asked for: see `negotiateAccept`.
 * @see https://docs.aws.amazon.com/sagemaker/latest/dg/cdf-inference.html
 */
export function encodeResponse(predictions: Predictions, { type, verbose }: Accepted, form: ResponseForm): Body {
  const fields = type === 'application/jsonlines' ? (form.jsonLinesFields ?? form.fields) : form.fields;
  const all = verbose ? [...fields, ...(form.verboseFields ?? [])] : fields;
  return ENCODERS[type](columnsOf(predictions, all, form.integerFields ?? []), form);
}

function columnsOf(
  predictions: Predictions,
  fields: readonly string[],
  integerFields: readonly string[],
): readonly Column[] {
  return fields.flatMap((name): Column[] => {
    const column = predictions[name];
    if (column === undefined) return [];
    const isInteger = integerFields.includes(name);
    if (column instanceof Float32Array)
      return [{ name, rows: column.length, values: column, width: 1, isVector: false, isInteger }];
    return [{ name, rows: rowsOf(column), values: rowMajor(column), width: colsOf(column), isVector: true, isInteger }];
  });
}

function jsonRows(columns: readonly Column[]): string[] {
  return mapRows(columns, (row) => {
    const items = columns.map((column) => {
      const cell = cellText(column, row, column.isInteger ? String : jsonFloat, ', ');
      return column.isVector ? `"${column.name}": [${cell}]` : `"${column.name}": ${cell}`;
    });
    return `{${items.join(', ')}}`;
  });
}

function csvRows(columns: readonly Column[]): string[] {
  return mapRows(columns, (row) => columns.map((column) => cellText(column, row, pythonFloat, ',')).join(','));
}

function cellText(column: Column, row: number, write: (value: number) => string, separator: string): string {
  if (!column.isVector) return write(column.values[row] as number);
  return Array.from(valuesOf(column, row), write).join(separator);
}

function mapRows<T>(columns: readonly Column[], write: (row: number) => T): T[] {
  return Array.from({ length: columns[0]?.rows ?? 0 }, (_, row) => write(row));
}

function valuesOf({ values, width }: Column, row: number): Float32Array {
  return values.subarray(row * width, (row + 1) * width);
}

/** Every line is ended, so that the answers to consecutive mini-batches can be joined as they are. */
function lines(rows: readonly string[]): string {
  return rows.map((row) => `${row}\n`).join('');
}

/** One record per row, its fields in the label map. */
function encodeProtobuf(columns: readonly Column[]): Uint8Array {
  return Buffer.concat(
    mapRows(columns, (row) => {
      const label = new Map<string, RecordValue>(
        columns.map((column) => [column.name, { type: 'float32', values: valuesOf(column, row) }]),
      );
      return frameRecord(encodeRecord({ features: new Map(), label }));
    }),
  );
}
