import {
  DELIMITED_NOTES,
  type DelimitedProblemCode,
  type DelimitedScan,
  isMuchNarrower,
  type ScanProblem,
} from '../../kernels.js';
import { CR, LF, lineEnd } from './lines.js';
import { Notes } from './notes.js';
import { isSpace, NanLiteral, parseFloat32 } from './number.js';

type Note = (typeof DELIMITED_NOTES)[number];

export interface DelimitedRequest {
  readonly delimiter: number;
  readonly cols: number;
  readonly weighted: boolean;
  readonly final: boolean;
}

export interface DelimitedOutput {
  readonly values: Float32Array;
  readonly labels: Float32Array;
  readonly weights: Float32Array;
  readonly notes: Float64Array;
}

/** The twin of `DmlcKernels.scanDelimited`. */
export function scanDelimited(
  bytes: Uint8Array,
  request: DelimitedRequest,
  { values, labels, weights, notes }: DelimitedOutput,
): DelimitedScan {
  const { cols, weighted, final } = request;
  const noted = new Notes<Note>(DELIMITED_NOTES, notes);
  const room = Math.min(
    labels.length,
    cols > 0 ? Math.floor(values.length / cols) : labels.length,
    weighted ? weights.length : labels.length,
  );
  let [rows, consumed, width] = [0, skipLineEnds(bytes, 0), 0];
  while (rows < room && consumed < bytes.length) {
    const start = consumed;
    const end = lineEnd(bytes, start);
    if (!final && (end === bytes.length || borrowsBeyond(bytes, start, end))) break;
    const row = readRow(bytes, start, end, request);
    if (row.problem !== undefined) return { rows, consumed, width, problem: { ...row.problem, row: rows } };
    const { cells } = row;
    if (cells.length > cols || isMuchNarrower(cells.length, cols)) {
      const problem = { code: 'width', offset: start, row: rows, expected: cols, actual: cells.length } as const;
      return { rows, consumed, width, problem };
    }
    for (const { kind, offset } of row.notes) noted.add(kind, offset);
    if (cells.length < cols) noted.add('narrow', start);
    values.fill(Number.NaN, rows * cols, (rows + 1) * cols).set(cells, rows * cols);
    labels[rows] = row.label;
    if (weighted) weights[rows] = row.weight;
    width = Math.max(width, row.width);
    rows++;
    consumed = skipLineEnds(bytes, end);
  }
  return { rows, consumed, width };
}

function skipLineEnds(bytes: Uint8Array, from: number): number {
  let at = from;
  while (bytes[at] === LF || bytes[at] === CR) at++;
  return at;
}

/** A blank last cell takes the number of a line below, which may not be there yet. Behind a space stands no other delimiter. */
function borrowsBeyond(bytes: Uint8Array, start: number, end: number): boolean {
  if (end === start || !isSpace(bytes[end - 1])) return false;
  let below = end;
  while (isSpace(bytes[below])) below++;
  return lineEnd(bytes, below) === bytes.length;
}

interface Row {
  readonly label: number;
  readonly weight: number;
  /** Features; NaN where there is none. */
  readonly cells: readonly number[];
  /** Up to the last feature that is there. */
  readonly width: number;
  readonly notes: readonly { readonly kind: Note; readonly offset: number }[];
  readonly problem?: Omit<ScanProblem<DelimitedProblemCode>, 'row'>;
}

/** One line, cell by cell, as dmlc goes through it. */
function readRow(bytes: Uint8Array, start: number, end: number, { delimiter, weighted }: DelimitedRequest): Row {
  const cells: number[] = [];
  const notes: { kind: Note; offset: number }[] = [];
  let [label, weight, width] = [0, 0, 0];
  const row = () => ({ label, weight, cells, width, notes });
  const failed = (code: DelimitedProblemCode, offset: number, column?: number): Row => ({
    ...row(),
    problem: { code, offset, ...(column !== undefined && { column }) },
  });
  let at = hasByteOrderMark(bytes, start, end) ? start + 3 : start;
  if (at === end) return failed('delimiter', start);
  for (let column = 0; at < end; column++) {
    const cell = numberAt(bytes, at);
    if (cell === undefined) return failed('nan-literal', at);
    const { value } = cell;
    const stop = Math.min(cell.end, end);
    const next = delimiterFrom(bytes, stop, end, delimiter);
    const kind = noteOf(bytes, { from: at, to: cell.end, next, end });
    if (kind !== undefined) notes.push({ kind, offset: at });
    if (column === 0) label = value;
    else if (weighted && column === 1) weight = value;
    else if (cell.end === at) cells.push(Number.NaN);
    else {
      if (Math.abs(value) === Number.POSITIVE_INFINITY) return failed('infinite', at, cells.length);
      width = cells.push(value);
    }
    if (weighted && column === 1 && Number.isNaN(value)) return failed('weight-missing', at);
    if (next === end && cells.length === 0) return failed('delimiter', start);
    at = next + 1;
  }
  return row();
}

function hasByteOrderMark(bytes: Uint8Array, start: number, end: number): boolean {
  return end - start >= 3 && bytes[start] === 0xef && bytes[start + 1] === 0xbb && bytes[start + 2] === 0xbf;
}

function numberAt(bytes: Uint8Array, at: number) {
  try {
    return parseFloat32(bytes, at);
  } catch (error) {
    if (error instanceof NanLiteral) return undefined;
    throw error;
  }
}

function delimiterFrom(bytes: Uint8Array, from: number, end: number, delimiter: number): number {
  const found = bytes.subarray(from, end).indexOf(delimiter);
  return found < 0 ? end : from + found;
}

/** What is odd about a cell that starts at `from`, whose number ends at `to` and whose delimiter stands at `next`. */
function noteOf(
  bytes: Uint8Array,
  { from, to, next, end }: { from: number; to: number; next: number; end: number },
): Note | undefined {
  if (from === next) return undefined;
  if (to > end) return 'borrowed';
  const taken = bytes.subarray(from, to);
  if (taken.length > 0 && taken.every(isSpace)) return to === next ? 'blank' : 'text';
  if (taken.length === 0) return 'text';
  return bytes.subarray(to, next).every(isSpace) && endsInDigit(taken) ? undefined : 'text';
}

/** `5`, `5.` and `nan` are numbers; `f`, `e` and `-` are words that dmlc reads as 0. */
function endsInDigit(taken: Uint8Array): boolean {
  return taken.some((byte) => byte >= 0x30 && byte <= 0x39) || /nan/i.test(String.fromCharCode(...taken));
}
