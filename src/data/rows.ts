import type { NdArray } from 'ndarray';
import { UserError } from '../errors.js';
import { type ArrowTable, isArrowTable, readArrowTable } from './arrow.js';
import type { Csr } from './csr.js';
import { type Dense, dense } from './dense.js';

/** Everything the library takes as rows. Recognised by shape, so that no foreign library is loaded to ask. */
export type RowsInput = Dense | Csr | NumericNdArray | readonly NumericRow[] | MatrixLike | ArrowTable;

/** One row: plain numbers or any typed array. */
export type NumericRow = ArrayLike<number>;

/** A two-dimensional `ndarray` of any number type, stride and offset. */
export type NumericNdArray = Pick<NdArray<Float64Array>, 'shape' | 'stride' | 'offset' | 'get'> & {
  readonly data: { readonly length: number };
};

/** An ml-matrix `Matrix`, one of its views, or whatever else answers the same three questions. */
export interface MatrixLike {
  readonly rows: number;
  readonly columns: number;
  get(row: number, column: number): number;
}

const ACCEPTED = 'Pass number[][], an ndarray, an ml-matrix Matrix, an Arrow Table, or a sparse (CSR) matrix.';

/**
 * The rows as a float32 matrix: a view where the storage allows it, else a copy.
 * @returns `[rows, cols]`, both at least 1
 * @throws UserError E_ROWS_TYPE not rows, or something in them that is not a number · E_ROWS_RAGGED rows of different
 * width · E_ROWS_EMPTY · E_ROWS_SHAPE not two-dimensional, or a broken CSR · E_ROWS_NULL an Arrow null
 */
export function toRows(input: RowsInput): Dense | Csr {
  const candidate: unknown = input;
  if (Array.isArray(candidate)) return fromArrays(candidate);
  if (typeof candidate !== 'object' || candidate === null) {
    throw new UserError('E_ROWS_TYPE', `Rows cannot be made of ${describe(candidate)}.`, { hint: ACCEPTED });
  }
  if (ArrayBuffer.isView(candidate)) throw flatInput(candidate);
  if (isArrowTable(candidate)) return readArrowTable(candidate);
  if (isCsrShaped(candidate)) return checkedCsr(candidate);
  if (isNdArray(candidate)) return fromNdArray(candidate);
  if (isMatrixLike(candidate)) return filled(candidate.rows, candidate.columns, (r, c) => candidate.get(r, c));
  throw new UserError('E_ROWS_TYPE', `Rows cannot be made of ${describe(candidate)}.`, { hint: ACCEPTED });
}

function fromArrays(rows: readonly unknown[]): Dense {
  const first = rows[0];
  if (typeof first === 'number') throw flatInput(rows);
  const cols = isRow(first) ? first.length : 0;
  if (rows.length === 0 || (isRow(first) && cols === 0)) throw emptyInput(rows.length, cols);
  const values = new Float32Array(rows.length * cols);
  for (let row = 0; row < rows.length; row++) {
    const cells = rows[row];
    if (!isRow(cells)) {
      throw new UserError('E_ROWS_TYPE', `Row ${row} is ${describe(cells)}, not an array of numbers.`, {
        where: { record: row },
        hint: ACCEPTED,
      });
    }
    if (cells.length !== cols) {
      throw new UserError('E_ROWS_RAGGED', `Row ${row} has ${cells.length} values, the rows before it ${cols}.`, {
        where: { record: row },
      });
    }
    for (let col = 0; col < cols; col++) values[row * cols + col] = toNumber(cells[col], row, col);
  }
  return dense(values, rows.length, cols);
}

function fromNdArray(array: NumericNdArray): Dense {
  const [rows, cols] = array.shape;
  if (array.shape.length !== 2 || rows === undefined || cols === undefined) {
    throw new UserError('E_ROWS_SHAPE', `Rows need two dimensions, this ndarray has ${array.shape.length}.`, {
      hint: 'Its shape must be [rows, features].',
    });
  }
  if (rows === 0 || cols === 0) throw emptyInput(rows, cols);
  if (isFloat32(array)) return array;
  return filled(rows, cols, (row, col) => array.get(row, col));
}

/** Copies a matrix cell by cell. */
function filled(rows: number, cols: number, get: (row: number, col: number) => unknown): Dense {
  if (rows === 0 || cols === 0) throw emptyInput(rows, cols);
  const values = new Float32Array(rows * cols);
  for (let row = 0, at = 0; row < rows; row++) {
    for (let col = 0; col < cols; col++, at++) values[at] = toNumber(get(row, col), row, col);
  }
  return dense(values, rows, cols);
}

/** What is not checked here would be read out of bounds by a kernel. */
function checkedCsr(matrix: Csr): Csr {
  const { rows, cols, rowStarts, columns, values } = matrix;
  if (rows === 0 || cols === 0) throw emptyInput(rows, cols);
  if (
    !(rowStarts instanceof Uint32Array && columns instanceof Uint32Array && values instanceof Float32Array) ||
    rowStarts.length !== rows + 1 ||
    columns.length !== values.length ||
    rowStarts[0] !== 0 ||
    rowStarts[rows] !== values.length
  ) {
    throw new UserError('E_ROWS_SHAPE', 'The parts of this sparse matrix do not fit each other.', {
      hint: 'rowStarts is a Uint32Array of rows + 1, from 0 to the number of entries; columns (Uint32Array) and values (Float32Array) have one element per entry.',
    });
  }
  for (let row = 0; row < rows; row++) {
    if ((rowStarts[row] as number) > (rowStarts[row + 1] as number)) {
      throw new UserError('E_ROWS_SHAPE', `Row ${row} of this sparse matrix ends before it starts.`, {
        where: { record: row },
      });
    }
  }
  const outside = columns.findIndex((column) => column >= cols);
  if (outside >= 0) {
    throw new UserError('E_ROWS_SHAPE', `Entry ${outside} stands in column ${columns[outside]} of ${cols} columns.`);
  }
  return matrix;
}

function toNumber(cell: unknown, row: number, col: number): number {
  if (typeof cell === 'number') return cell;
  if (typeof cell === 'bigint') return Number(cell);
  throw new UserError('E_ROWS_TYPE', `Row ${row}, column ${col} holds ${describe(cell)}, not a number.`, {
    where: { record: row, column: col + 1 },
    ...(typeof cell === 'string' ? { hint: 'Convert text to numbers first: rows.map((row) => row.map(Number)).' } : {}),
  });
}

function isRow(value: unknown): value is ArrayLike<unknown> {
  return Array.isArray(value) || (ArrayBuffer.isView(value) && !(value instanceof DataView));
}

function isCsrShaped(value: object): value is Csr {
  return 'rowStarts' in value && 'columns' in value && 'values' in value;
}

function isNdArray(value: object): value is NumericNdArray {
  return 'stride' in value && 'offset' in value && 'data' in value && 'shape' in value && Array.isArray(value.shape);
}

function isFloat32(array: NumericNdArray): array is NumericNdArray & Dense {
  return array.data instanceof Float32Array;
}

function isMatrixLike(value: object): value is MatrixLike {
  return (
    'rows' in value &&
    Number.isSafeInteger(value.rows) &&
    'columns' in value &&
    Number.isSafeInteger(value.columns) &&
    'get' in value &&
    typeof value.get === 'function'
  );
}

function flatInput(values: unknown): UserError {
  return new UserError('E_ROWS_TYPE', `Rows are expected, this is ${describe(values)} with one dimension.`, {
    hint: 'For a single row pass [row]; for row-major storage use dense(values, rows, cols).',
  });
}

function emptyInput(rows: number, cols: number): UserError {
  return new UserError('E_ROWS_EMPTY', `There is nothing in these rows: ${rows} x ${cols}.`);
}

function describe(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  if (typeof value === 'string')
    return `the text ${JSON.stringify(value.length > 20 ? `${value.slice(0, 20)}…` : value)}`;
  if (typeof value === 'object') return `a value of type ${value.constructor?.name ?? 'object'}`;
  return `a ${typeof value}`;
}
