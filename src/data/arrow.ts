import type { Table, Vector } from 'apache-arrow';
import { UserError } from '../errors.js';
import { type Dense, dense, rowMajor, rowsOf } from './dense.js';

/** What is asked of an Arrow table: any release of apache-arrow, or another implementation, answers it. */
export interface ArrowTable {
  readonly numRows: number;
  readonly numCols: number;
  readonly schema: { readonly fields: readonly { readonly name: string }[] };
  getChildAt(index: number): ArrowColumn | null;
}

export interface ArrowColumn {
  readonly length: number;
  readonly nullCount: number;
  readonly type: ArrowType;
  /** The chunks. */
  readonly data: readonly ArrowChunk[];
  get(row: number): unknown;
}

interface ArrowType {
  readonly typeId: number;
  /** Of a float: 0 half, 1 single, 2 double. */
  readonly precision?: number;
  /** Of a fixed-size list. */
  readonly listSize?: number;
}

interface ArrowChunk {
  readonly length: number;
  readonly nullCount: number;
  readonly type: ArrowType;
  readonly values: unknown;
  readonly children: readonly ArrowChunk[];
}

/** Type numbers of the Arrow format. @see https://arrow.apache.org/docs/format/Columnar.html */
const TYPE = { dictionary: -1, int: 2, float: 3, bool: 6, fixedSizeList: 16 } as const;
const HALF_PRECISION = 0;

export function isArrowTable(value: object): value is ArrowTable {
  return 'numRows' in value && 'numCols' in value && 'schema' in value && 'getChildAt' in value;
}

/**
 * The columns side by side; a fixed-size list counts as as many columns as it is long. A table of one
 * unchunked list of float32 is taken as it lies, everything else is copied.
 * @returns `[numRows, features]`
 * @throws UserError E_ROWS_EMPTY, E_ROWS_NULL, E_ROWS_TYPE naming the column
 */
export function readArrowTable(table: ArrowTable): Dense {
  const columns = table.schema.fields.map((field, index) => checkedColumn(table, field.name, index));
  const cols = columns.reduce((sum, column) => sum + column.width, 0);
  if (table.numRows === 0 || cols === 0) {
    throw new UserError('E_ROWS_EMPTY', `There is nothing in this table: ${table.numRows} rows, ${cols} columns.`);
  }
  const [only, ...others] = columns;
  const storage = others.length === 0 && only !== undefined ? float32Lists(only) : undefined;
  if (storage !== undefined) return dense(storage, table.numRows, cols);

  const values = new Float32Array(table.numRows * cols);
  let firstCol = 0;
  for (const column of columns) {
    copyColumn(column, values, firstCol, cols);
    firstCol += column.width;
  }
  return dense(values, table.numRows, cols);
}

interface CheckedColumn {
  readonly name: string;
  readonly vector: ArrowColumn;
  /** Features it gives. */
  readonly width: number;
}

function checkedColumn(table: ArrowTable, name: string, index: number): CheckedColumn {
  const vector = table.getChildAt(index);
  if (vector === null) throw new UserError('E_ROWS_TYPE', `Column ${name} of this table cannot be read.`);
  const nullCount = vector.nullCount + sum(vector.data, (chunk) => sum(chunk.children, (child) => child.nullCount));
  if (nullCount > 0) {
    throw new UserError('E_ROWS_NULL', `Column ${name} has ${nullCount} null${nullCount === 1 ? '' : 's'}.`, {
      hint: 'Drop those rows or fill them in: SageMaker has no missing values here.',
    });
  }
  return { name, vector, width: vector.type.typeId === TYPE.fixedSizeList ? (vector.type.listSize ?? 0) : 1 };
}

/** The storage of a column of float32 lists where it is one piece. */
function float32Lists({ vector, width }: CheckedColumn): Float32Array | undefined {
  const [chunk, ...others] = vector.data;
  const values = chunk?.children[0]?.values;
  if (vector.type.typeId !== TYPE.fixedSizeList || others.length > 0 || !(values instanceof Float32Array)) {
    return undefined;
  }
  return values.subarray(0, vector.length * width);
}

function copyColumn(column: CheckedColumn, into: Float32Array, firstCol: number, cols: number): void {
  const { name, vector, width } = column;
  if (!vector.data.every((chunk) => storageOf(chunk) !== undefined)) {
    copyThroughGetter(column, into, firstCol, cols);
    return;
  }
  let row = 0;
  for (const chunk of vector.data) {
    const values = storageOf(chunk);
    if (values === undefined) throw notNumbers(name);
    for (let i = 0; i < chunk.length * width; i++) {
      into[(row + Math.floor(i / width)) * cols + firstCol + (i % width)] = Number(values[i]);
    }
    row += chunk.length;
  }
}

/** The numbers of a chunk as they lie, where they lie as plain integers or floats. */
function storageOf(chunk: ArrowChunk): ArrayLike<number | bigint> | undefined {
  if (chunk.type.typeId === TYPE.fixedSizeList) return chunk.children[0] && storageOf(chunk.children[0]);
  const plain =
    chunk.type.typeId === TYPE.int || (chunk.type.typeId === TYPE.float && chunk.type.precision !== HALF_PRECISION);
  return plain ? (chunk.values as ArrayLike<number | bigint>) : undefined;
}

/** Half floats, booleans and dictionaries: Arrow itself turns them into values. */
function copyThroughGetter({ name, vector }: CheckedColumn, into: Float32Array, firstCol: number, cols: number): void {
  const { typeId } = vector.type;
  if (typeId !== TYPE.float && typeId !== TYPE.bool && typeId !== TYPE.dictionary) throw notNumbers(name);
  for (let row = 0; row < vector.length; row++) {
    const value = vector.get(row);
    if (typeof value !== 'number' && typeof value !== 'bigint' && typeof value !== 'boolean') throw notNumbers(name);
    into[row * cols + firstCol] = Number(value);
  }
}

function notNumbers(column: string): UserError {
  return new UserError('E_ROWS_TYPE', `Column ${column} of this table does not hold plain numbers.`, {
    hint: 'Leave it out (table.select([...])) or cast it to a float or integer type.',
  });
}

function sum<T>(items: readonly T[], count: (item: T) => number): number {
  return items.reduce((total, item) => total + count(item), 0);
}

/**
 * Predictions as an Arrow table: a number per row becomes a float32 column, a vector per row a column of fixed-size
 * lists. Nothing is copied but strided vectors. Loads apache-arrow.
 */
export async function toArrowTable(columns: Readonly<Record<string, Float32Array | Dense>>): Promise<Table> {
  const arrow = await import('apache-arrow');
  const vectors: Record<string, Vector> = {};
  for (const [name, column] of Object.entries(columns)) {
    if (column instanceof Float32Array) {
      vectors[name] = arrow.makeVector(column);
      continue;
    }
    const item = new arrow.Field('item', new arrow.Float32(), false);
    const child = arrow.makeData({ type: new arrow.Float32(), data: rowMajor(column) });
    const type = new arrow.FixedSizeList(column.shape[1] as number, item);
    vectors[name] = arrow.makeVector(arrow.makeData({ type, length: rowsOf(column), nullCount: 0, child }));
  }
  return new arrow.Table(vectors);
}
