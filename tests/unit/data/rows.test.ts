import {
  Bool,
  Dictionary,
  Field,
  FixedSizeList,
  Float16,
  Float32,
  Int32,
  Table,
  tableFromArrays,
  Utf8,
  vectorFromArray,
} from 'apache-arrow';
import { Matrix, MatrixTransposeView } from 'ml-matrix';
import ndarray from 'ndarray';
import { describe, expect, it } from 'vitest';
import { toArrowTable } from '../../../src/data/arrow.js';
import { type Csr, isCsr } from '../../../src/data/csr.js';
import { type Dense, dense, rowMajor } from '../../../src/data/dense.js';
import { type RowsInput, toRows } from '../../../src/data/rows.js';

const ROWS = [
  [1, 2, 3],
  [4, 5, 6],
];

function toArrays(matrix: Dense | Csr): number[][] {
  if (isCsr(matrix)) throw new Error('expected a dense matrix');
  const [rows, cols] = matrix.shape as [number, number];
  const values = rowMajor(matrix);
  return Array.from({ length: rows }, (_, row) => [...values.subarray(row * cols, (row + 1) * cols)]);
}

const SPARSE: Csr = {
  rows: 2,
  cols: 3,
  rowStarts: new Uint32Array([0, 1, 2]),
  columns: new Uint32Array([0, 2]),
  values: new Float32Array([1, 6]),
};

describe('toRows reads', () => {
  const listOfFloat32 = new FixedSizeList(2, new Field('item', new Float32()));
  const table = tableFromArrays({
    a: new Float32Array([1, 4]),
    b: new Float64Array([2, 5]),
    c: new BigInt64Array([3n, 6n]),
  });
  const lists = new Table({
    pair: vectorFromArray([[1, 2], [4, 5]], listOfFloat32), // biome-ignore format: one row a bracket
    c: vectorFromArray([3, 6], new Int32()),
  });
  const inputs: Record<string, RowsInput> = {
    'number[][]': ROWS,
    'arrays of typed arrays': ROWS.map((row) => Float64Array.from(row)),
    'a dense matrix': dense(Float32Array.from(ROWS.flat()), 2, 3),
    'an ndarray of float64': ndarray(Float64Array.from(ROWS.flat()), [2, 3]),
    'an ndarray of int8, column by column': ndarray(Int8Array.from([1, 4, 2, 5, 3, 6]), [2, 3], [1, 2]),
    'a transposed float32 ndarray': ndarray(Float32Array.from([1, 4, 2, 5, 3, 6]), [3, 2]).transpose(1, 0),
    'an ndarray of plain numbers': ndarray(ROWS.flat(), [2, 3]),
    'an ndarray running backwards': ndarray(Float32Array.from([6, 5, 4, 3, 2, 1]), [2, 3]).step(-1, -1),
    'an ml-matrix Matrix': new Matrix(ROWS),
    'a view of an ml-matrix Matrix': new MatrixTransposeView(new Matrix(ROWS).transpose()),
    'an Arrow table': table,
    'an Arrow table of lists': lists,
  };
  for (const [name, input] of Object.entries(inputs)) {
    it(name, () => expect(toArrays(toRows(input))).toEqual(ROWS));
  }

  it('our CSR, as it is', () => expect(toRows(SPARSE)).toBe(SPARSE));

  it('float32 ndarrays without copying, whatever their stride', () => {
    const transposed = ndarray(Float32Array.from([1, 4, 2, 5, 3, 6]), [3, 2]).transpose(1, 0);
    expect(toRows(transposed)).toBe(transposed);
  });

  it('NaN and infinity as they are: whether they are allowed is the algorithm’s to say', () => {
    expect(toArrays(toRows([[Number.NaN, Number.POSITIVE_INFINITY]]))).toEqual([
      [Number.NaN, Number.POSITIVE_INFINITY],
    ]);
  });

  it('chunked and sliced Arrow columns', () => {
    expect(toArrays(toRows(table.concat(table)))).toEqual([...ROWS, ...ROWS]);
    expect(toArrays(toRows(table.concat(table).slice(1, 3)))).toEqual([ROWS[1], ROWS[0]]);
    expect(toArrays(toRows(lists.slice(1)))).toEqual([ROWS[1]]);
  });

  it('Arrow half floats, booleans and dictionaries', () => {
    const mixed = new Table({
      half: vectorFromArray([1.5, -2], new Float16()),
      flag: vectorFromArray([true, false], new Bool()),
      code: vectorFromArray([7, 8], new Dictionary(new Float32(), new Int32())),
    });
    expect(toArrays(toRows(mixed))).toEqual([[1.5, 1, 7], [-2, 0, 8]]); // biome-ignore format: one row a bracket
  });

  it('one column of float32 lists without copying', () => {
    const pairs = new Table({ pair: vectorFromArray([[1, 2], [3, 4]], listOfFloat32) }); // biome-ignore format: one row a bracket
    const matrix = toRows(pairs) as Dense;
    const storage = pairs.getChildAt(0)?.data[0]?.children[0]?.values as Float32Array;
    expect(matrix.data.buffer).toBe(storage.buffer);
    expect(toArrays(matrix)).toEqual([[1, 2], [3, 4]]); // biome-ignore format: one row a bracket
  });
});

describe('toRows refuses', () => {
  const broken: Record<string, { input: unknown; code: string; message: RegExp }> = {
    'no rows': { input: [], code: 'E_ROWS_EMPTY', message: /0 x 0/ },
    'rows without values': { input: [[], []], code: 'E_ROWS_EMPTY', message: /2 x 0/ },
    'an empty ndarray': { input: ndarray(new Float32Array(0), [0, 3]), code: 'E_ROWS_EMPTY', message: /0 x 3/ },
    'an empty Arrow table': {
      input: tableFromArrays({ a: new Float32Array(0) }),
      code: 'E_ROWS_EMPTY',
      message: /0 rows/,
    },
    'a short row': { input: [[1, 2], [3]], code: 'E_ROWS_RAGGED', message: /Row 1 has 1 values, the rows before it 2/ },
    'a long row': { input: [[1], [2, 3]], code: 'E_ROWS_RAGGED', message: /Row 1 has 2 values/ },
    text: { input: [[1, '2']], code: 'E_ROWS_TYPE', message: /Row 0, column 1 holds the text "2"/ },
    'a missing value': { input: [[1, undefined]], code: 'E_ROWS_TYPE', message: /column 1 holds undefined/ },
    'null in a row': { input: [[null, 1]], code: 'E_ROWS_TYPE', message: /column 0 holds null/ },
    'a row that is none': { input: [[1], null], code: 'E_ROWS_TYPE', message: /Row 1 is null/ },
    'objects instead of rows': { input: [{ a: 1 }], code: 'E_ROWS_TYPE', message: /Row 0 is a value of type Object/ },
    'a flat array': { input: [1, 2, 3], code: 'E_ROWS_TYPE', message: /one dimension/ },
    'a flat typed array': {
      input: new Float32Array(4),
      code: 'E_ROWS_TYPE',
      message: /Float32Array with one dimension/,
    },
    'a vector as ndarray': { input: ndarray(new Float32Array(4)), code: 'E_ROWS_SHAPE', message: /this ndarray has 1/ },
    nothing: { input: undefined, code: 'E_ROWS_TYPE', message: /undefined/ },
    'a file name': { input: 'train.csv', code: 'E_ROWS_TYPE', message: /the text "train.csv"/ },
    'an object without prototype': { input: Object.create(null), code: 'E_ROWS_TYPE', message: /type object/ },
    'Arrow nulls': {
      input: new Table({ weight: vectorFromArray([1, null, 3], new Float32()) }),
      code: 'E_ROWS_NULL',
      message: /Column weight has 1 null\./,
    },
    'Arrow text': {
      input: new Table({ name: vectorFromArray(['a'], new Utf8()) }),
      code: 'E_ROWS_TYPE',
      message: /Column name/,
    },
    'an Arrow dictionary of text': {
      input: tableFromArrays({ name: ['a', 'b'] }),
      code: 'E_ROWS_TYPE',
      message: /Column name/,
    },
    'a CSR with an entry outside': {
      input: { ...SPARSE, columns: new Uint32Array([0, 3]) },
      code: 'E_ROWS_SHAPE',
      message: /Entry 1 stands in column 3 of 3/,
    },
    'a CSR whose parts differ in length': {
      input: { ...SPARSE, values: new Float32Array(1) },
      code: 'E_ROWS_SHAPE',
      message: /do not fit/,
    },
    'a CSR whose rows overlap': {
      input: { ...SPARSE, rows: 3, rowStarts: new Uint32Array([0, 2, 1, 2]) },
      code: 'E_ROWS_SHAPE',
      message: /Row 1/,
    },
  };
  for (const [name, { input, code, message }] of Object.entries(broken)) {
    it(name, () => {
      expect(() => toRows(input as RowsInput)).toThrow(
        expect.objectContaining({ name: 'UserError', code, message: expect.stringMatching(message) }),
      );
    });
  }
});

describe('toArrowTable', () => {
  it('comes back as the same rows', async () => {
    const table = await toArrowTable({
      closest_cluster: new Float32Array([1, 0]),
      projection: dense(new Float32Array([1, 2, 3, 4]), 2, 2),
    });
    expect(table.schema.fields.map((field) => field.name)).toEqual(['closest_cluster', 'projection']);
    expect(toArrays(toRows(table))).toEqual([[1, 1, 2], [0, 3, 4]]); // biome-ignore format: one row a bracket
  });
});
