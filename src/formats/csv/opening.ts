import { UserError } from '../../errors.js';
import { parseCsvCell, parseCsvLine } from '../../kernels/reference/csv.js';
import type { Window } from '../byte-source.js';
import type { BadLine } from '../line-scan.js';
import { csvError, readable, unparsable } from './errors.js';
import { foreignDelimiter, hintForCell } from './hints.js';
import { isLineEnd, LineCounter, lineEnd } from './lines.js';

const BYTE_ORDER_MARK = [0xef, 0xbb, 0xbf];

/** First bytes of files that are no CSV, with what to say about them. */
const SIGNATURES: readonly (readonly [bytes: readonly number[], code: string, what: string, hint: string])[] = [
  [[0xff, 0xfe], 'E_CSV_ENCODING', 'is UTF-16 or UTF-32', 'Save it as UTF-8.'],
  [[0xfe, 0xff], 'E_CSV_ENCODING', 'is UTF-16', 'Save it as UTF-8.'],
  [[0x1f, 0x8b], 'E_CSV_BINARY', 'is compressed with gzip', 'Decompress it first.'],
  [[0x50, 0x4b, 0x03, 0x04], 'E_CSV_BINARY', 'is a ZIP archive or a spreadsheet', 'Export it as CSV.'],
  [[0x50, 0x41, 0x52, 0x31], 'E_CSV_BINARY', 'is Parquet', 'Convert it to CSV or RecordIO-protobuf.'],
  [
    [0x0a, 0x23, 0xd7, 0xce],
    'E_CSV_BINARY',
    'is RecordIO',
    "Its content type is 'application/x-recordio-protobuf', which is also the default where none is given.",
  ],
];

const LONGEST_SIGNATURE = Math.max(...SIGNATURES.map(([bytes]) => bytes.length));

/** What the beginning of a file tells. */
export interface Opening {
  /** Where the first row starts: behind a byte order mark and blank lines. */
  readonly start: number;
  /** Where its line ends. */
  readonly end: number;
  /** Of the first row. */
  readonly cells: number;
  /** E_CSV_HEADER where the first row looks like a header and not like numbers. */
  readonly header?: UserError;
}

/**
 * Looks at the beginning of a file. Nothing where `window`, the first of the file, does not hold a whole row yet.
 * @throws UserError E_CSV_ENCODING, E_CSV_BINARY, E_CSV_DELIMITER
 */
export function readOpening({ bytes, final }: Window, file: string): Opening | undefined {
  if (bytes.length < LONGEST_SIGNATURE && !final) return undefined;
  refuseOtherFormats(bytes, file);
  let start = startsWith(bytes, BYTE_ORDER_MARK) ? BYTE_ORDER_MARK.length : 0;
  while (start < bytes.length && isLineEnd(bytes[start])) start++;
  const end = lineEnd(bytes, start);
  if (end === start || (end === bytes.length && !final)) return undefined;
  const lines = new LineCounter();
  lines.count(bytes.subarray(0, start));
  const row = { file, row: 0, line: lines.line, byteOffset: start, bytes: bytes.subarray(start, end) };
  return { start, end, ...firstRow(row) };
}

/** Cells of the next row; nothing where the window does not hold a whole one. */
export function countCells({ bytes, consumed, final }: Window): number | undefined {
  let start = consumed;
  while (start < bytes.length && isLineEnd(bytes[start])) start++;
  const end = lineEnd(bytes, start);
  if (end === start || (end === bytes.length && !final)) return undefined;
  return parseCsvLine(bytes.subarray(start, end)).cells.length;
}

function refuseOtherFormats(bytes: Uint8Array, file: string): void {
  const found = SIGNATURES.find(([signature]) => startsWith(bytes, signature));
  if (found === undefined) return;
  const [, code, what, hint] = found;
  throw new UserError(code, `Unable to parse csv: the file ${file} ${what}.`, {
    where: { file, line: 1, column: 1, byteOffset: 0 },
    hint,
  });
}

function startsWith(bytes: Uint8Array, signature: readonly number[]): boolean {
  return signature.every((byte, index) => bytes[index] === byte);
}

/** The number of cells. What is wrong with a single one of them is left to the scan. */
function firstRow(row: BadLine): Pick<Opening, 'cells' | 'header'> {
  const { cells } = parseCsvLine(row.bytes);
  const values = cells.map(({ text }) => parseCsvCell(text));
  const [first] = cells;
  const where = { file: row.file, line: row.line, column: 1, byteOffset: row.byteOffset };
  if (cells.length === 1 && first !== undefined && values[0] === 'not-a-number') {
    const delimiter = foreignDelimiter(first.text, (text) => typeof parseCsvCell(text) === 'number');
    if (delimiter !== undefined) {
      const hint = `The cells seem to be separated by ${delimiter}: separate them with commas.`;
      throw csvError('E_CSV_DELIMITER', unparsable(row, 0, readable(first.text)), row, where, hint);
    }
  }
  const isHeader =
    !values.some((value) => typeof value === 'number' || value === 'infinite' || value === 'nul-byte') &&
    cells.some(({ text }) => /[a-z]/i.test(text) && hintForCell(readable(text)) === undefined);
  if (!isHeader) return { cells: cells.length };
  const named = Math.max(0, values.indexOf('not-a-number'));
  const hint = `Line ${row.line} looks like a header. CSV for SageMaker has no header record: delete the line.`;
  const at = { ...where, column: named + 1, byteOffset: row.byteOffset + (cells[named]?.offset ?? 0) };
  const reason = unparsable(row, named, readable(cells[named]?.text ?? ''));
  return { cells: cells.length, header: csvError('E_CSV_HEADER', reason, row, at, hint) };
}
