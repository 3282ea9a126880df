import type { Csr } from '../../data/csr.js';
import { type Dense, dense } from '../../data/dense.js';
import { UserError, type Where } from '../../errors.js';
import { decodeUtf8, parseJson } from './text.js';

/**
 * The JSON forms of a request:
 *
 *     {"instances": [{"features": [1.5, 16]},
 *                    {"data": {"features": {"values": [1.5, 16]}}},
 *                    {"data": {"features": {"keys": [0, 182], "shape": [2000], "values": [13, 1]}}}]}
 *
 * and, as JSON Lines, one instance a line. All forms may stand in one request; an instance may carry a `configuration`.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/dg/cdf-inference.html
 */
export interface JsonInstancesOptions {
  /** How errors call the bytes. */
  readonly name?: string;
  /** Room a request may take that mixes sparse and dense instances, and so becomes dense. */
  readonly maxDenseBytes?: number;
}

export const MAX_DEPTH = 64;
const MAX_DENSE_BYTES = 256 << 20;
const MAX_WIDTH = 2 ** 32 - 1;

/** One instance: a full row of values, or keys and values of a sparse one. */
export interface Row {
  readonly values: readonly number[];
  readonly keys?: readonly number[];
  readonly width: number;
  readonly place: Place;
}

/** Where a value stands: the path a person would write, and the position for machines. */
export interface Place {
  readonly path: string;
  readonly where: Where;
}

/**
 * @returns `[instances, width]`; CSR where every instance is sparse, else dense
 * @throws UserError E_REQUEST_UTF8, E_REQUEST_JSON, E_REQUEST_DEPTH, E_REQUEST_FORM, E_REQUEST_EMPTY, E_REQUEST_VALUE, E_REQUEST_SHAPE,
 * E_REQUEST_KEY, E_REQUEST_RAGGED, E_REQUEST_TOO_LARGE
 */
export function decodeJsonInstances(body: Uint8Array, options: JsonInstancesOptions = {}): Dense | Csr {
  const file = options.name ?? 'request';
  const root: Place = { path: 'request', where: { file } };
  const request = parseJson(body, { maxDepth: MAX_DEPTH, what: 'The request', where: root.where });
  const instances = asObject(request, root).instances;
  if (!Array.isArray(instances)) {
    throw fault('FORM', root, "has no list named 'instances'", 'Send {"instances": [{"features": [1.5, 16.0]}]}.');
  }
  const rows = instances.map((instance, record) =>
    decodeInstance(instance, { path: `instances[${record}]`, where: { file, record } }),
  );
  return assemble(rows, root, options.maxDenseBytes);
}

/** The same for JSON Lines; lines of white space are passed over. */
export function decodeJsonLines(body: Uint8Array, options: JsonInstancesOptions = {}): Dense | Csr {
  const file = options.name ?? 'request';
  const encoder = new TextEncoder();
  const rows: Row[] = [];
  decodeUtf8(body, { file })
    .split('\n')
    .forEach((text, index) => {
      if (text.trim() === '') return;
      const place = { path: 'instance', where: { file, line: index + 1, record: rows.length } };
      const json = { maxDepth: MAX_DEPTH, what: 'The instance', where: place.where };
      rows.push(decodeInstance(parseJson(encoder.encode(text), json), place));
    });
  return assemble(rows, { path: 'request', where: { file } }, options.maxDenseBytes);
}

/** One instance in any of its forms; what else the object holds is passed over. */
export function decodeInstance(instance: unknown, place: Place): Row {
  const { features, data } = asObject(instance, place);
  if (features !== undefined && data !== undefined) {
    throw fault('FORM', place, "has both 'features' and 'data'", 'Send one of the two.');
  }
  if (features !== undefined) return denseRow(asNumbers(features, inside(place, 'features')), place);
  if (data === undefined) {
    throw fault('FORM', place, "has neither 'features' nor 'data'", 'Send {"features": [1.5, 16.0]}.');
  }
  const dataPlace = inside(place, 'data');
  const tensorPlace = inside(dataPlace, 'features');
  return decodeTensor(asObject(asObject(data, dataPlace).features, tensorPlace), tensorPlace);
}

/** As in a Record: sparse where there are keys, or where a shape stands alone, which is a row of zeros. */
function decodeTensor(tensor: Readonly<Record<string, unknown>>, place: Place): Row {
  const values = asNumbers(tensor.values ?? [], inside(place, 'values'));
  const keys = asNumbers(tensor.keys ?? [], inside(place, 'keys'));
  const shape = tensor.shape === undefined ? undefined : asNumbers(tensor.shape, inside(place, 'shape'));
  if (shape === undefined && keys.length > 0) {
    throw fault('SHAPE', place, "has keys but no 'shape'", 'Send the number of features as "shape": [2000].');
  }
  if (shape === undefined) return denseRow(values, place);
  const width = asWidth(shape, inside(place, 'shape'));
  if (keys.length > 0 || values.length === 0) return sparseRow(keys, values, width, place);
  if (values.length !== width) {
    throw fault('SHAPE', place, `has ${values.length} values, but a shape of ${width}`);
  }
  return { values, width, place };
}

function denseRow(values: readonly number[], place: Place): Row {
  if (values.length === 0) throw fault('EMPTY', place, 'has no features');
  return { values, width: values.length, place };
}

function sparseRow(keys: readonly number[], values: readonly number[], width: number, place: Place): Row {
  if (keys.length !== values.length) {
    throw fault('KEY', place, `has ${keys.length} keys, but ${values.length} values`);
  }
  const wrong = keys.findIndex((key) => !(Number.isInteger(key) && key >= 0 && key < width));
  if (wrong !== -1) {
    throw fault('KEY', inside(place, `keys[${wrong}]`), `is ${keys[wrong]}, which is no index below ${width}`);
  }
  return { keys, values, width, place };
}

/** Features a shape stands for; one of several axes counts as its flattened self. */
function asWidth(shape: readonly number[], place: Place): number {
  const width = shape.reduce((product, extent) => product * extent, 1);
  const whole = shape.every((extent) => Number.isInteger(extent) && extent > 0);
  if (shape.length > 0 && whole && width <= MAX_WIDTH) return width;
  throw fault('SHAPE', place, `is [${shape.slice(0, 8).join(', ')}], which is no shape a row could have`);
}

function asObject(value: unknown, place: Place): Readonly<Record<string, unknown>> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  throw fault('FORM', place, `must be an object, but is ${describe(value)}`);
}

export function asNumbers(value: unknown, place: Place): readonly number[] {
  if (!Array.isArray(value)) throw fault('FORM', place, `must be a list of numbers, but is ${describe(value)}`);
  const wrong = value.findIndex((item) => typeof item !== 'number' || !Number.isFinite(Math.fround(item)));
  if (wrong === -1) return value;
  const item: unknown = value[wrong];
  const why =
    typeof item === 'number' ? `is beyond the range of float32` : `must be a number, but is ${describe(item)}`;
  throw fault('VALUE', inside(place, `[${wrong}]`), why);
}

function describe(value: unknown): string {
  if (value === undefined) return 'missing';
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}

/** One matrix of all rows: of the named layout or, where none is, sparse if every row is. */
export function assemble(
  rows: readonly Row[],
  root: Place,
  maxDenseBytes = MAX_DENSE_BYTES,
  layout = rows.every(({ keys }) => keys !== undefined) ? 'sparse' : 'dense',
): Dense | Csr {
  const [first] = rows;
  if (first === undefined) throw fault('EMPTY', root, 'has no instances');
  const { width } = first;
  const ragged = rows.find((row) => row.width !== width);
  if (ragged !== undefined) {
    throw fault('RAGGED', ragged.place, `has ${ragged.width} features, but the first instance has ${width}`);
  }
  if (layout === 'sparse') return assembleSparse(rows, width);
  const bytes = rows.length * width * 4;
  if (bytes > maxDenseBytes) {
    const why = `has ${rows.length} instances of ${width} features, which as a dense matrix take ${bytes} bytes`;
    throw fault('TOO_LARGE', root, why, 'Send all instances in the sparse form, or fewer of them at a time.');
  }
  return assembleDense(rows, width);
}

function assembleDense(rows: readonly Row[], width: number): Dense {
  const matrix = new Float32Array(rows.length * width);
  rows.forEach(({ keys, values }, row) => {
    if (keys === undefined) matrix.set(values, row * width);
    else addEntries(matrix.subarray(row * width, (row + 1) * width), keys, values);
  });
  return dense(matrix, rows.length, width);
}

/** A key that occurs twice counts as the sum of both. */
function addEntries(row: Float32Array, keys: readonly number[], values: readonly number[]): void {
  keys.forEach((key, entry) => {
    row[key] = (row[key] as number) + (values[entry] as number);
  });
}

function assembleSparse(rows: readonly Row[], cols: number): Csr {
  const entries = rows.reduce((sum, { values }) => sum + values.length, 0);
  const matrix = {
    rows: rows.length,
    cols,
    rowStarts: new Uint32Array(rows.length + 1),
    columns: new Uint32Array(entries),
    values: new Float32Array(entries),
  };
  let at = 0;
  rows.forEach(({ values, keys = [...values.keys()] }, row) => {
    matrix.columns.set(keys, at);
    matrix.values.set(values, at);
    at += values.length;
    matrix.rowStarts[row + 1] = at;
  });
  return matrix;
}

export function inside(place: Place, step: string): Place {
  return { ...place, path: `${place.path}${step.startsWith('[') ? '' : '.'}${step}` };
}

export function fault(kind: string, { path, where }: Place, problem: string, hint?: string): UserError {
  return new UserError(`E_REQUEST_${kind}`, `${path} ${problem}.`, { where, ...(hint === undefined ? {} : { hint }) });
}
