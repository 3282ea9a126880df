import type { Where } from '../../errors.js';
import { readCsvRow, writeCsvRow } from './csv-row.js';
import { readJson, type Value, writeJson } from './value.js';

/** A content type whose records can be looked into. */
export interface RecordForm {
  /** As SageMaker's messages call it. */
  readonly name: 'CSV' | 'JSON';
  /** Every line is a record; else all of a request or an answer is one. */
  readonly byLine: boolean;
  read(text: string, where: Where): Value;
  write(value: Value): string;
}

const JSON_VALUE = {
  name: 'JSON',
  read: (text, where) => readJson(new TextEncoder().encode(text), 'The record', where),
  write: writeJson,
} as const satisfies Partial<RecordForm>;

const FORMS: ReadonlyMap<string, RecordForm> = new Map<string, RecordForm>([
  ['text/csv', { name: 'CSV', byLine: true, read: readCsvRow, write: writeCsvRow }],
  ['application/jsonlines', { ...JSON_VALUE, byLine: true }],
  ['application/json', { ...JSON_VALUE, byLine: false }],
]);

/** `undefined` for a type that batch transform does not look into. */
export function recordForm(contentType: string): RecordForm | undefined {
  return FORMS.get(contentType.split(';')[0]?.trim().toLowerCase() ?? '');
}
