import { UserError } from '../errors.js';
import { type ByteSource, type Window, windows } from '../formats/byte-source.js';
import { isLineEnd, lineEnd } from '../formats/csv/lines.js';
import { readOpening } from '../formats/csv/opening.js';
import { splitCsvLine } from '../kernels/reference/csv.js';

const CR = 13;
const QUOTE = 0x22;

/**
 * Copies a CSV file and mends on the way what a machine can: byte order mark, header, line ends, quotes around a cell, the label's place.
 * What is none of these is copied as it is.
 * @param labelColumn 1-based number, or a name in the header, of the column that is to become the first
 * @returns what was mended, in words
 * @throws UserError E_LABEL_COLUMN, and E_CSV_ENCODING, E_CSV_BINARY, E_CSV_DELIMITER where the file is no CSV with commas
 */
export async function fixCsv(
  source: ByteSource,
  write: (bytes: Uint8Array) => Promise<void>,
  labelColumn?: string,
): Promise<string[]> {
  const fix = new CsvFix(source.name, labelColumn);
  for await (const window of windows(source)) {
    const bytes = fix.next(window);
    if (bytes.length > 0) await write(bytes);
  }
  return fix.mends();
}

class CsvFix {
  readonly #file: string;
  readonly #labelColumn: string | undefined;
  #isOpened = false;
  /** 0-based; 0 stays where it is. */
  #label = 0;
  #dropped: string[] = [];
  #lineEnds = 0;
  #quotes = 0;

  constructor(file: string, labelColumn: string | undefined) {
    this.#file = file;
    this.#labelColumn = labelColumn;
  }

  /** The mended lines that end in this window. */
  next(window: Window): Uint8Array {
    if (!this.#isOpened && !this.#open(window)) return new Uint8Array();
    const { bytes, final } = window;
    let end = bytes.length;
    while (!final && end > window.consumed && !isLineEnd(bytes[end - 1])) end--;
    const lines = bytes.subarray(window.consumed, end);
    window.consumed = end;
    const isGood = this.#label === 0 && !lines.includes(QUOTE) && !lines.includes(CR);
    return isGood ? ended(lines) : this.#mended(lines);
  }

  mends(): string[] {
    const count = (number: number, what: string) =>
      number === 0 ? [] : [`${what}: ${number.toLocaleString('en-US')}`];
    return [
      ...this.#dropped,
      ...count(this.#lineEnds, 'line ends turned into LF'),
      ...count(this.#quotes, 'cells without their quotes'),
      ...(this.#label > 0 ? [`column ${this.#label + 1} moved to the front as the label`] : []),
    ];
  }

  #open(window: Window): boolean {
    const opening = readOpening(window, this.#file);
    if (opening === undefined) return false;
    this.#isOpened = true;
    const { start, end, header, cells } = opening;
    const line = window.bytes.subarray(start, end);
    this.#label = findLabel(this.#labelColumn, { line, cells, isHeader: header !== undefined, file: this.#file });
    if (window.bytes[0] === 0xef) this.#dropped.push('byte order mark dropped');
    if (header !== undefined) this.#dropped.push('header dropped');
    window.consumed = start;
    if (header === undefined) return true;
    window.consumed = end;
    while (isLineEnd(window.bytes[window.consumed])) window.consumed++;
    return true;
  }

  /** Blank lines go on the way. */
  #mended(bytes: Uint8Array): Uint8Array {
    const lines: string[] = [];
    for (let start = 0; start < bytes.length; ) {
      const end = lineEnd(bytes, start);
      if (bytes[end] === CR) this.#lineEnds++;
      if (end > start) lines.push(this.#line(Buffer.from(bytes.subarray(start, end)).toString('latin1')));
      start = end + 1;
    }
    return Buffer.from(lines.join(''), 'latin1');
  }

  #line(text: string): string {
    const cells = text.includes('"') ? this.#unquoted(text) : text.split(',');
    const [label] = this.#label > 0 && this.#label < cells.length ? cells.splice(this.#label, 1) : [];
    return `${(label === undefined ? cells : [label, ...cells]).join(',')}\n`;
  }

  /** A cell whose quotes hold a comma or a quote keeps them: what it means is not for a machine to say. */
  #unquoted(text: string): string[] {
    const { cells, unclosed } = splitCsvLine(text);
    if (unclosed) return [text];
    return cells.map((cell, index) => {
      const raw = text.slice(cell.offset, (cells[index + 1]?.offset ?? text.length + 1) - 1);
      if (!raw.startsWith('"') || /[",]/.test(cell.text)) return raw;
      this.#quotes++;
      return cell.text;
    });
  }
}

/** With an end to its last line, as all lines have that went through a mend. */
function ended(lines: Uint8Array): Uint8Array {
  return lines.length === 0 || isLineEnd(lines.at(-1)) ? lines : Buffer.concat([lines, Buffer.from('\n')]);
}

function findLabel(
  column: string | undefined,
  first: { readonly line: Uint8Array; readonly cells: number; readonly isHeader: boolean; readonly file: string },
): number {
  if (column === undefined) return 0;
  const names = splitCsvLine(Buffer.from(first.line).toString('latin1')).cells.map(({ text }) =>
    Buffer.from(text, 'latin1').toString('utf8').trim(),
  );
  const index =
    first.isHeader && names.includes(column) ? names.indexOf(column) : /^\d+$/.test(column) ? Number(column) - 1 : -1;
  if (index >= 0 && index < first.cells) return index;
  throw new UserError('E_LABEL_COLUMN', `There is no column ${column} in ${first.file}.`, {
    where: { file: first.file, line: 1 },
    hint: first.isHeader
      ? `The columns are ${names.slice(0, 20).join(', ')}, or 1 to ${first.cells}.`
      : `The file has no header: name a column from 1 to ${first.cells}.`,
  });
}
