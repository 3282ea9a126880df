import { UserError, type Where } from '../../errors.js';
import type { CsvProblemCode, ScanProblem } from '../../kernels/kernels.js';
import { type CsvLine, parseCsvLine } from '../../kernels/reference/csv.js';
import type { BadLine } from '../line-scan.js';
import { hintForCell } from './hints.js';

/** SageMaker names the block of 1,000 rows that a bad row lies in. */
const ROWS_PER_BLOCK = 1000;
/** MLIO quotes as much of a cell. */
const QUOTED_CHARACTERS = 64;

const INVISIBLE = /[\p{Cc}\uFEFF]/gu;

/** Wraps a reason in the text that SageMaker fails with. */
export function csvError(
  code: string,
  reason: string,
  bad: Pick<BadLine, 'file' | 'row'>,
  where: Where,
  hint: string,
): UserError {
  const first = bad.row - (bad.row % ROWS_PER_BLOCK) + 1;
  const rows = `rows ${first}-${first + ROWS_PER_BLOCK - 1}`;
  return new UserError(code, `Unable to parse csv: ${rows}, file ${bad.file}: ${reason}`, { where, hint });
}

/** Says what is wrong with a row, cell by cell where one is to blame: csv-parse reads the line once more for that. */
export function explainProblem(problem: ScanProblem<CsvProblemCode>, bad: BadLine): UserError {
  const { file, line, byteOffset } = bad;
  const { column } = problem;
  const parsed = parseCsvLine(bad.bytes);
  if (column === undefined) {
    const reason = `The row #${bad.row + 1} in the data store '${file}' has ${problem.actual} column(s) while it is expected to have ${problem.expected} column(s).`;
    return csvError('E_CSV_RAGGED', reason, bad, { file, line, byteOffset }, raggedHint(problem, parsed));
  }
  const cell = parsed.cells[column];
  const text = readable(cell?.text ?? '');
  const where = { file, line, column: column + 1, byteOffset: byteOffset + (cell?.offset ?? 0) };
  const { code, reason, hint } = EXPLANATIONS[problem.code as CellProblemCode];
  return csvError(code, reason ?? unparsable(bad, column, text), bad, where, hint ?? textHint(text, bad));
}

/** MLIO's sentence for a cell that is not of its column's type. Rows and columns are counted from 1. `text` is {@link readable}. */
export function unparsable({ row, file }: Pick<BadLine, 'file' | 'row'>, column: number, text: string): string {
  const value = text.replace(INVISIBLE, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
  return `The column '${column + 1}' of the row #${row + 1} in the data store '${file}' cannot be parsed as float32. Its string value is '${value}'.`;
}

/** The beginning of a cell as Unicode. `text` has one character a byte. */
export function readable(text: string): string {
  const characters = Buffer.from(text.slice(0, 4 * QUOTED_CHARACTERS), 'latin1').toString('utf8');
  return [...characters].slice(0, QUOTED_CHARACTERS).join('');
}

type CellProblemCode = Exclude<CsvProblemCode, 'ragged'>;

interface Explanation {
  readonly code: string;
  /** Where absent: the cell is not of its column's type. */
  readonly reason?: string;
  /** Where absent: its text gives one. */
  readonly hint?: string;
}

const EXPLANATIONS: Record<CellProblemCode, Explanation> = {
  'not-a-number': { code: 'E_CSV_NOT_A_NUMBER' },
  'empty-cell': {
    code: 'E_CSV_EMPTY_CELL',
    hint: 'The cell is empty: fill in missing values or leave out their rows. A comma at the end of a line makes an empty cell, too.',
  },
  infinite: {
    code: 'E_CSV_INFINITE',
    hint: 'Values must be finite and fit in float32, which ends at 3.4e38.',
  },
  'quote-unclosed': {
    code: 'E_CSV_QUOTE',
    reason: 'EOF reached inside a quoted field.',
    hint: 'Close the quote on the same line: a quoted cell may not contain a line end.',
  },
  'not-utf8': { code: 'E_CSV_ENCODING', hint: 'The cell is not valid UTF-8: save the file as UTF-8.' },
  'nul-byte': {
    code: 'E_CSV_NUL',
    hint: 'The cell contains a NUL byte: the file is binary or UTF-16. Save it as UTF-8 text.',
  },
};

function textHint(text: string, { row, line }: BadLine): string {
  const header = row === 0 ? ` If line ${line} is a header, delete it: CSV for SageMaker has none.` : '';
  return hintForCell(text) ?? `Every cell must be a number: encode text columns first.${header}`;
}

function raggedHint({ expected = 0, actual = 0 }: ScanProblem<CsvProblemCode>, { cells }: CsvLine): string {
  if (actual === expected + 1 && cells[expected]?.text === '') return 'Remove the comma at the end of the line.';
  return `Every row of a channel must have as many cells as the first one, which has ${expected}.`;
}
