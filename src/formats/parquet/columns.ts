import type { FileMetaData, SchemaElement } from 'hyparquet';
import type { ParquetNumber } from '../../kernels/kernels.js';

/** What a column's values are, as far as a matrix is concerned. */
export type ColumnKind = 'float' | 'integer' | 'boolean' | 'text' | 'unreadable';

export interface ParquetColumn {
  readonly name: string;
  readonly kind: ColumnKind;
  /** The type in Parquet's words: `INT64`, `BYTE_ARRAY (STRING)`. */
  readonly type: string;
  /** How its numbers are stored, where they mean what they say; nothing where they have to be converted. */
  readonly number?: ParquetNumber;
  /** May be null. */
  readonly optional: boolean;
  /** Of what is unreadable: the exception that pandas and XGBoost end in. */
  readonly refusal?: string;
}

const NOT_A_NUMBER = (what: string) => `float() argument must be a string or a real number, not '${what}'`;

/** By logical or converted type, the logical one first. */
const BY_LOGICAL_TYPE: Readonly<Record<string, Pick<ParquetColumn, 'kind' | 'refusal'>>> = {
  DECIMAL: { kind: 'float' },
  FLOAT16: { kind: 'float' },
  DATE: { kind: 'unreadable', refusal: NOT_A_NUMBER('datetime.date') },
  TIME: { kind: 'unreadable', refusal: NOT_A_NUMBER('datetime.time') },
  TIME_MILLIS: { kind: 'unreadable', refusal: NOT_A_NUMBER('datetime.time') },
  TIME_MICROS: { kind: 'unreadable', refusal: NOT_A_NUMBER('datetime.time') },
  TIMESTAMP: { kind: 'unreadable', refusal: NOT_A_NUMBER('Timestamp') },
  TIMESTAMP_MILLIS: { kind: 'unreadable', refusal: NOT_A_NUMBER('Timestamp') },
  TIMESTAMP_MICROS: { kind: 'unreadable', refusal: NOT_A_NUMBER('Timestamp') },
};

const BY_PHYSICAL_TYPE: Readonly<Record<NonNullable<SchemaElement['type']>, Pick<ParquetColumn, 'kind' | 'refusal'>>> =
  {
    BOOLEAN: { kind: 'boolean' },
    INT32: { kind: 'integer' },
    INT64: { kind: 'integer' },
    FLOAT: { kind: 'float' },
    DOUBLE: { kind: 'float' },
    BYTE_ARRAY: { kind: 'text' },
    INT96: { kind: 'unreadable', refusal: NOT_A_NUMBER('Timestamp') },
    FIXED_LEN_BYTE_ARRAY: { kind: 'unreadable', refusal: NOT_A_NUMBER('bytes') },
  };

const NESTED = 'setting an array element with a sequence.';

/** The columns in the order of the file, without those that pandas keeps its index in. */
export function readColumns(metadata: FileMetaData): ParquetColumn[] {
  const index = pandasIndex(metadata);
  return topLevel(metadata.schema)
    .filter(({ element }) => !index.has(element.name))
    .map(({ element, isNested }) => columnOf(element, isNested));
}

function columnOf(element: SchemaElement, isNested: boolean): ParquetColumn {
  const { name, type, logical_type, converted_type } = element;
  if (isNested || type === undefined || element.repetition_type === 'REPEATED') {
    return { name, kind: 'unreadable', type: 'nested', optional: true, refusal: NESTED };
  }
  const logical = logical_type?.type ?? converted_type;
  const shown = logical === undefined ? type : `${type} (${logical})`;
  const number = plainNumber(element);
  return {
    name,
    type: shown,
    optional: element.repetition_type === 'OPTIONAL',
    ...(number !== undefined && { number }),
    ...(BY_LOGICAL_TYPE[logical ?? ''] ?? BY_PHYSICAL_TYPE[type]),
  };
}

const PLAIN_NUMBERS: Readonly<Record<string, ParquetNumber>> = {
  BOOLEAN: 'boolean',
  INT32: 'int32',
  INT64: 'int64',
  FLOAT: 'float',
  DOUBLE: 'double',
};

/** Smaller integers are stored as those of 32 bits, whose sign is then no matter. */
const PLAIN_INTEGERS = new Set(['INT_8', 'INT_16', 'INT_32', 'INT_64', 'UINT_8', 'UINT_16']);

function plainNumber(element: SchemaElement): ParquetNumber | undefined {
  const { type, converted_type, logical_type, repetition_type } = element;
  if (repetition_type !== 'REQUIRED' && repetition_type !== 'OPTIONAL') return undefined;
  const isUint32 =
    converted_type === 'UINT_32' ||
    (logical_type?.type === 'INTEGER' && logical_type.bitWidth === 32 && !logical_type.isSigned);
  if (isUint32) return type === 'INT32' ? 'uint32' : undefined;
  if (converted_type !== undefined && !PLAIN_INTEGERS.has(converted_type)) return undefined;
  const isInteger = logical_type?.type === 'INTEGER' && (logical_type.isSigned || logical_type.bitWidth < 32);
  return logical_type === undefined || isInteger ? PLAIN_NUMBERS[type ?? ''] : undefined;
}

/** The children of the root: the schema is a tree written depth first. */
function topLevel(schema: readonly SchemaElement[]): { readonly element: SchemaElement; readonly isNested: boolean }[] {
  const columns: { element: SchemaElement; isNested: boolean }[] = [];
  for (let at = 1; at < schema.length; ) {
    const element = schema[at] as SchemaElement;
    columns.push({ element, isNested: (element.num_children ?? 0) > 0 });
    at = behind(schema, at);
  }
  return columns;
}

/** Where the element behind this one and all that is in it stands. */
function behind(schema: readonly SchemaElement[], at: number): number {
  let [left, next] = [1, at];
  for (; left > 0 && next < schema.length; next++) left += (schema[next]?.num_children ?? 0) - 1;
  return next;
}

/** Columns that pandas restores as the index of the table: they are no features. */
function pandasIndex({ key_value_metadata = [] }: FileMetaData): ReadonlySet<string> {
  const text = key_value_metadata.find(({ key }) => key === 'pandas')?.value;
  try {
    const { index_columns } = JSON.parse(text ?? '{}') as { readonly index_columns?: unknown };
    return new Set(Array.isArray(index_columns) ? index_columns.filter((name) => typeof name === 'string') : []);
  } catch {
    return new Set();
  }
}
