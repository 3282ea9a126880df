import type { Csr } from '../data/csr.js';
import type { Block } from '../data/dataset.js';
import { colsOf, type Dense, dense } from '../data/dense.js';
import { joinRows } from '../data/join-rows.js';
import { copyOf, joinBlocks } from '../data/read-all.js';
import type { Eventually } from '../data/when-there.js';
import { UserError } from '../errors.js';
import { memorySource } from '../formats/byte-source.js';
import { readPlainCsv } from '../formats/csv/plain.js';
import { type DmlcFormat, formatOf, type ImageVersion } from '../formats/dmlc/content-types.js';
import { sniffDelimiter } from '../formats/dmlc/sniffer.js';
import { INFINITE } from '../formats/dmlc/texts.js';
import { parsePythonFloat } from '../formats/python-number.js';
import { laxRecordDataset } from '../formats/recordio/lax.js';
import type { Kernels } from '../kernels/kernels.js';

export interface XgboostRequestOptions {
  readonly kernels: Kernels;
  readonly imageVersion: ImageVersion;
  /** How errors call the body. */
  readonly name?: string;
}

/**
 * The rows of a request as the XGBoost server reads them; labels are not looked at.
 * @param contentType the header; `undefined` where there is none, which means libsvm
 * @returns `[rows, features]`; NaN, or what a sparse row leaves out, is missing
 * @throws UserError E_CONTENT_TYPE, E_REQUEST_NO_CONTENT, and E_REQUEST_FORMAT in the server's words: all but the empty body are status 415
 */
export function decodeXgboostRequest(
  body: Uint8Array,
  contentType: string | undefined,
  options: XgboostRequestOptions,
): Eventually<Dense | Csr> {
  const { name = 'request' } = options;
  if (body.length === 0) {
    throw new UserError('E_REQUEST_NO_CONTENT', 'The request has no content.', { where: { file: name } });
  }
  const format = formatOf(contentType);
  if (format === 'parquet') throw new UserError('E_CONTENT_TYPE', `Content-type ${contentType} is not supported.`);
  const failed = (error: unknown): never => {
    if (!(error instanceof PythonError)) throw error;
    throw new UserError('E_REQUEST_FORMAT', loadingFailed(format, error), { where: { file: name } });
  };
  try {
    const rows = DECODERS[format](body, { ...options, name });
    return rows instanceof Promise ? rows.catch(failed) : rows;
  } catch (error) {
    return failed(error);
  }
}

type Decoder = (body: Uint8Array, options: Required<XgboostRequestOptions>) => Eventually<Dense | Csr>;

const DECODERS: Readonly<Record<Exclude<DmlcFormat, 'parquet'>, Decoder>> = {
  csv: decodeCsv,
  libsvm: decodeLibsvm,
  'recordio-protobuf': decodeRecords,
};

/** What the server's Python code would raise. */
class PythonError extends Error {
  readonly type: string;

  constructor(type: string, message: string) {
    super(message);
    this.type = type;
  }
}

function loadingFailed(format: DmlcFormat, { type, message }: PythonError): string {
  const between = format === 'recordio-protobuf' ? [' ', ' '] : ['\n ', '\n '];
  return `Loading ${format} data failed with Exception, please ensure data is in ${format} format:${between[0]}<class '${type}'>${between[1]}${message}`;
}

function textOf(body: Uint8Array): string {
  const stripped = strip(body);
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(stripped);
  } catch {
    const at = stripped.findIndex((byte) => byte >= 0x80);
    const byte = (stripped[at] ?? 0).toString(16);
    throw new PythonError(
      'UnicodeDecodeError',
      `'utf-8' codec can't decode byte 0x${byte} in position ${at}: invalid start byte`,
    );
  }
}

/** Without the white space around, as `bytes.strip` has it. */
function strip(body: Uint8Array): Uint8Array {
  const isSpace = (byte: number) => byte === 0x20 || (byte >= 0x09 && byte <= 0x0d);
  const start = body.findIndex((byte) => !isSpace(byte));
  return start < 0 ? new Uint8Array() : body.subarray(start, body.findLastIndex((byte) => !isSpace(byte)) + 1);
}

/** As much of the first row as the delimiter is looked for in. */
const SNIFFED_CHARACTERS = 512;
const COMMA = 0x2c;

function decodeCsv(body: Uint8Array): Dense {
  return plainRows(body) ?? decodeAnyCsv(body);
}

/** Where numbers and commas are all there is, and the sniffer sees one of them, what follows could only come to the same. */
function plainRows(body: Uint8Array): Dense | undefined {
  const comma = body.indexOf(COMMA);
  if (comma < 0 || comma >= SNIFFED_CHARACTERS) return undefined;
  const rows = readPlainCsv(body, body.length);
  return rows !== undefined && colsOf(rows) > 1 ? rows : undefined;
}

function decodeAnyCsv(body: Uint8Array): Dense {
  const lines = textOf(body).split('\n');
  const sniffed = sniffDelimiter([...(lines[0] as string)].slice(0, SNIFFED_CHARACTERS).join(''));
  if (sniffed === undefined) throw new PythonError('_csv.Error', 'Could not determine delimiter');
  const delimiter = /[\p{L}\p{N}]/u.test(sniffed) ? ',' : sniffed;
  const rows = lines.map((line) => line.split(delimiter));
  const cols = (rows[0] as string[]).length;
  if (rows.some((row) => row.length !== cols)) {
    const message = `setting an array element with a sequence. The requested array has an inhomogeneous shape after 1 dimensions. The detected shape was (${rows.length},) + inhomogeneous part.`;
    throw new PythonError('ValueError', message);
  }
  const values = Float32Array.from(rows.flat(), (cell) => (cell === '' ? Number.NaN : toFloat(cell)));
  refuseInfinite(values);
  return dense(values, rows.length, cols);
}

function toFloat(text: string): number {
  const value = parsePythonFloat(text);
  if (value !== undefined) return value;
  throw new PythonError('ValueError', `could not convert string to float: np.str_(${pythonString(text)})`);
}

function refuseInfinite(values: Float32Array): void {
  if (!values.some((value) => Math.abs(value) === Number.POSITIVE_INFINITY)) return;
  throw new PythonError('xgboost.core.XGBoostError', INFINITE);
}

/** One sparse row for each line up to the last that has an entry; entries of one index are summed. */
function decodeLibsvm(body: Uint8Array, { imageVersion }: XgboostRequestOptions): Csr {
  const rows = textOf(body)
    .split('\n')
    .map((line) => line.split(' ').filter((item) => item.includes(':')));
  const entries = rows.flatMap((items, row) => items.map((item) => ({ row, parts: item.split(':') })));
  const indices = entries.map(({ parts }) => toInteger(parts[0] as string));
  const values = Float32Array.from(entries, ({ parts }) => toFloat(parts[1] as string));
  if (entries.length === 0) throw new PythonError('ValueError', 'cannot infer dimensions from zero sized index arrays');
  const shift = imageVersion === '1.7-1' || indices.some((index) => index < 1) ? 0 : 1;
  const negative = indices.find((index) => index < 0);
  if (negative !== undefined) throw new PythonError('ValueError', 'negative column index found');
  refuseInfinite(values);
  const sums = new Map<string, { readonly row: number; readonly column: number; value: number }>();
  for (const [at, { row }] of entries.entries()) {
    const column = (indices[at] as number) - shift;
    const key = `${row} ${column}`;
    const sum = sums.get(key);
    if (sum === undefined) sums.set(key, { row, column, value: values[at] as number });
    else sum.value += values[at] as number;
  }
  return toCsr([...sums.values()]);
}

const LARGEST_INDEX = 2 ** 32 - 2;

function toInteger(text: string): number {
  const trimmed = text.trim();
  const value = /^[+-]?\d+(?:_\d+)*$/.test(trimmed) ? Number(trimmed.replaceAll('_', '')) : Number.NaN;
  if (Number.isNaN(value))
    throw new PythonError('ValueError', `invalid literal for int() with base 10: ${pythonString(text)}`);
  if (value > LARGEST_INDEX) throw new PythonError('OverflowError', 'Python int too large to convert to C long');
  return value;
}

function toCsr(entries: { readonly row: number; readonly column: number; readonly value: number }[]): Csr {
  entries.sort((a, b) => a.row - b.row || a.column - b.column);
  const rows = (entries.at(-1)?.row ?? -1) + 1;
  const rowStarts = new Uint32Array(rows + 1);
  for (const { row } of entries) rowStarts[row + 1] = (rowStarts[row + 1] as number) + 1;
  for (let row = 0; row < rows; row++) rowStarts[row + 1] = (rowStarts[row + 1] as number) + (rowStarts[row] as number);
  return {
    rows,
    cols: entries.reduce((most, { column }) => Math.max(most, column + 1), 0),
    rowStarts,
    columns: Uint32Array.from(entries, ({ column }) => column),
    values: Float32Array.from(entries, ({ value }) => value),
  };
}

/** A text as Python's `repr` shows it. */
function pythonString(text: string): string {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  const escaped = [...text].map(
    (character) => ESCAPES.get(character) ?? (character === quote ? `\\${quote}` : escapeOf(character)),
  );
  return `${quote}${escaped.join('')}${quote}`;
}

const ESCAPES: ReadonlyMap<string, string> = new Map([
  ['\\', '\\\\'],
  ['\n', '\\n'],
  ['\r', '\\r'],
  ['\t', '\\t'],
]);

function escapeOf(character: string): string {
  if (!/[\p{C}\p{Zl}\p{Zp}]/u.test(character)) return character;
  const code = character.codePointAt(0) as number;
  const hex = code.toString(16);
  return code < 0x100
    ? `\\x${hex.padStart(2, '0')}`
    : code < 0x10000
      ? `\\u${hex.padStart(4, '0')}`
      : `\\U${hex.padStart(8, '0')}`;
}

async function decodeRecords(
  body: Uint8Array,
  { kernels, imageVersion, name }: Required<XgboostRequestOptions>,
): Promise<Dense | Csr> {
  checkFrames(body);
  const blocks: Block[] = [];
  try {
    for await (const block of laxRecordDataset([memorySource(name, body)], { kernels, name, imageVersion }).blocks()) {
      blocks.push(copyOf(block));
    }
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    throw new PythonError('ValueError', error.message);
  }
  const { features } = blocks.length === 1 ? (blocks[0] as Block) : joinBlocks(blocks);
  return joinRows([features]);
}

const FRAME_HEADER_BYTES = 8;
const MAGIC = 0xced7230a;

/** What the server's own walk over the frames says. A record in parts, which it does not know, is left to the reader. */
function checkFrames(body: Uint8Array): void {
  const view = new DataView(body.buffer, body.byteOffset, body.byteLength);
  let at = 0;
  for (; at + FRAME_HEADER_BYTES <= body.length; ) {
    if (view.getUint32(at, true) !== MAGIC)
      throw new PythonError('ValueError', `Invalid RecordIO magic at offset ${at}`);
    const length = view.getUint32(at + 4, true) & 0x1fff_ffff;
    const start = at + FRAME_HEADER_BYTES;
    at = start + Math.ceil(length / 4) * 4;
    if (at > body.length) throw new PythonError('ValueError', `Truncated record at offset ${start}`);
  }
  if (at === 0) throw new PythonError('ValueError', 'No records found in RecordIO-Protobuf data');
}
