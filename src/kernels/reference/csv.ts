import { type Options, parse } from 'csv-parse/sync';
import type { CsvProblemCode, CsvScan, ScanProblem } from '../kernels.js';

/**
 * csv-parse cuts lines and cells; quotes it leaves alone, because its rules differ from the ones here: a field counts as
 * quoted only if its first character is a quote, what follows the closing quote is taken literally, and a quote never
 * reaches over a line end. Latin-1 makes one character of every byte, so that positions in a text are bytes.
 */
const LINES_AND_COMMAS: Options = {
  encoding: 'latin1',
  quote: false,
  record_delimiter: ['\r\n', '\n', '\r'],
  relax_column_count: true,
  skip_empty_lines: true,
};

const NUMBER = /^[\t-\r ]*[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?[\t-\r ]*$/i;
const NAN = /^[\t-\r ]*[+-]?nan[\t-\r ]*$/i;
const INFINITY = /^[\t-\r ]*[+-]?inf(?:inity)?[\t-\r ]*$/i;
const BLANK = /^[\t-\r ]*$/;

/** A cell's text, one character a byte, without its quotes. */
export interface CsvCell {
  readonly text: string;
  /** Of its first byte, quote included, from the start of the line. */
  readonly offset: number;
}

export interface CsvLine {
  readonly cells: readonly CsvCell[];
  /** The last cell opens a quote and does not close it. */
  readonly unclosed: boolean;
}

/** The twin of the CSV scanner: see `ScanKernels.scanCsv`. */
export function scanCsv(
  bytes: Uint8Array,
  request: { readonly cells: number; readonly labelSize: number; readonly final: boolean },
  output: { readonly values: Float32Array; readonly labels: Float32Array },
): CsvScan {
  const { cells, labelSize, final } = request;
  const cols = cells - labelSize;
  const room = Math.min(
    cols > 0 ? Math.floor(output.values.length / cols) : Infinity,
    labelSize > 0 ? Math.floor(output.labels.length / labelSize) : Infinity,
  );
  const whole = final ? bytes.length : 1 + Math.max(bytes.lastIndexOf(LF), bytes.lastIndexOf(CR));
  let rows = 0;
  let consumed = 0;
  let problem: ScanProblem<CsvProblemCode> | undefined;
  if (room > 0)
    forEachLine(bytes.subarray(0, whole), (fields, start, end) => {
      const row = readRow(splitCsvLine(fields.join(',')), cells);
      if (!Array.isArray(row)) {
        problem = { ...row, offset: start + row.offset, row: rows };
        consumed = start;
        return false;
      }
      output.labels.set(row.slice(0, labelSize), rows * labelSize);
      output.values.set(row.slice(labelSize), rows * cols);
      rows++;
      consumed = end;
      return rows < room;
    });
  if (problem !== undefined) return { rows, consumed, problem };
  while (consumed < whole && isLineEnd(bytes[consumed])) consumed++;
  return { rows, consumed };
}

/** Reads one line, which has no line end, as the scanner does. */
export function parseCsvLine(line: Uint8Array): CsvLine {
  let parsed: CsvLine = { cells: [{ text: '', offset: 0 }], unclosed: false };
  forEachLine(line, (fields) => {
    parsed = splitCsvLine(fields.join(','));
    return false;
  });
  return parsed;
}

/** The number of a cell, or why it has none. */
export function parseCsvCell(text: string): number | CsvProblemCode {
  if (NUMBER.test(text)) {
    const value = Math.fround(Number(text));
    return Number.isFinite(value) ? value : 'infinite';
  }
  if (NAN.test(text)) return Number.NaN;
  if (text.includes('\0')) return 'nul-byte';
  if (!isUtf8(text)) return 'not-utf8';
  if (BLANK.test(text)) return 'empty-cell';
  return INFINITY.test(text) ? 'infinite' : 'not-a-number';
}

const LF = 10;
const CR = 13;

function isLineEnd(byte: number | undefined): boolean {
  return byte === LF || byte === CR;
}

/** Calls `visit` for every line that is not blank, with where it starts and where the next one does, until it says false. */
function forEachLine(
  bytes: Uint8Array,
  visit: (fields: readonly string[], start: number, end: number) => boolean,
): void {
  let goesOn = true;
  parse(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length), {
    ...LINES_AND_COMMAS,
    on_record(fields: string[], { bytes: end }) {
      if (!goesOn) return null;
      let textEnd = end;
      if (bytes[textEnd - 1] === LF) textEnd--;
      if (bytes[textEnd - 1] === CR) textEnd--;
      const length = fields.reduce((sum, field) => sum + field.length + 1, -1);
      goesOn = visit(fields, textEnd - length, end);
      return null;
    },
  });
}

/** Cuts a line, one character a byte, at the commas that stand in no quotes, and takes the quotes away. */
export function splitCsvLine(line: string): CsvLine {
  const cells: CsvCell[] = [];
  for (let offset = 0; offset <= line.length; ) {
    if (line[offset] === '"') {
      const quoted = unquote(line, offset);
      if (quoted === undefined) return { cells: [...cells, { text: line.slice(offset + 1), offset }], unclosed: true };
      cells.push({ text: quoted.text, offset });
      offset = quoted.end + 1;
    } else {
      const end = endOfCell(line, offset);
      cells.push({ text: line.slice(offset, end), offset });
      offset = end + 1;
    }
  }
  return { cells, unclosed: false };
}

function endOfCell(line: string, from: number): number {
  const comma = line.indexOf(',', from);
  return comma < 0 ? line.length : comma;
}

/** The content of the quoted field at `offset`; `""` stands for one quote. */
function unquote(line: string, offset: number): { text: string; end: number } | undefined {
  let text = '';
  for (let from = offset + 1; ; ) {
    const quote = line.indexOf('"', from);
    if (quote < 0) return undefined;
    text += line.slice(from, quote);
    if (line[quote + 1] !== '"') {
      const end = endOfCell(line, quote + 1);
      return { text: text + line.slice(quote + 1, end), end };
    }
    text += '"';
    from = quote + 2;
  }
}

/** The row's numbers, or the leftmost thing that is wrong with it. */
function readRow({ cells, unclosed }: CsvLine, expected: number): number[] | Omit<ScanProblem<CsvProblemCode>, 'row'> {
  const row: number[] = [];
  for (const [column, { text, offset }] of cells.entries()) {
    if (unclosed && column === cells.length - 1) return { code: 'quote-unclosed', offset, column };
    if (column >= expected) continue;
    const value = parseCsvCell(text);
    if (typeof value === 'string') return { code: value, offset, column };
    row.push(value);
  }
  if (cells.length !== expected) return { code: 'ragged', offset: 0, expected, actual: cells.length };
  return row;
}

function isUtf8(text: string): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(text, 'latin1'));
    return true;
  } catch {
    return false;
  }
}
