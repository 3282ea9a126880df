import { UserError } from '../errors.js';
import { type ByteSource, windows } from '../formats/byte-source.js';
import { isLineEnd, lineEnd } from '../formats/csv/lines.js';

const CR = 13;
const BYTE_ORDER_MARK = '\xef\xbb\xbf';

export interface LibsvmFixOptions {
  /** The number the file's indices start from; 1 makes them start from 0, as training takes them. Default 0: they stay. */
  readonly indexBase?: 0 | 1 | undefined;
}

/**
 * Copies a libsvm file and mends what breaks the container's check of the first lines, or makes a row of no line: byte order mark, comments,
 * blank lines, line ends, tabs and spaces more than one. Indices move only where the caller says from where they count, and rows keep their
 * place: which query a row belongs to is not for a machine to say.
 * @returns what was mended, in words
 * @throws UserError E_LIBSVM_INDEX where an index cannot be counted from 1
 */
export async function fixLibsvm(
  source: ByteSource,
  write: (bytes: Uint8Array) => Promise<void>,
  { indexBase = 0 }: LibsvmFixOptions = {},
): Promise<string[]> {
  const fix = new LibsvmFix(source.name, indexBase);
  for await (const window of windows(source)) {
    const { bytes, final } = window;
    let end = bytes.length;
    while (!final && end > 0 && !isLineEnd(bytes[end - 1])) end--;
    const mended = fix.lines(bytes.subarray(0, end));
    window.consumed = end;
    if (mended.length > 0) await write(mended);
  }
  return fix.mends();
}

class LibsvmFix {
  readonly #file: string;
  readonly #base: number;
  readonly #counts = new Map<string, number>();
  #line = 0;

  constructor(file: string, base: number) {
    this.#file = file;
    this.#base = base;
  }

  lines(bytes: Uint8Array): Uint8Array {
    const lines: string[] = [];
    for (let start = 0; start < bytes.length; ) {
      const end = lineEnd(bytes, start);
      if (bytes[end] === CR) this.#count('line ends turned into LF');
      const isPair = bytes[end] === CR && bytes[end + 1] === 10;
      lines.push(this.#mended(Buffer.from(bytes.subarray(start, end)).toString('latin1')));
      start = end + (isPair ? 2 : 1);
    }
    return Buffer.from(lines.join(''), 'latin1');
  }

  mends(): string[] {
    return [...this.#counts].map(([what, count]) => `${what}: ${count.toLocaleString('en-US')}`);
  }

  #mended(original: string): string {
    this.#line++;
    let text = original;
    if (this.#line === 1 && text.startsWith(BYTE_ORDER_MARK)) {
      this.#count('byte order mark dropped');
      text = text.slice(BYTE_ORDER_MARK.length);
    }
    const hash = text.indexOf('#');
    if (hash >= 0) {
      this.#count('comments dropped');
      text = text.slice(0, hash);
    }
    const tokens = text.split(/[ \t]+/).filter((token) => token !== '');
    if (tokens.length === 0) {
      if (hash < 0) this.#count('blank lines dropped');
      return '';
    }
    const spaced = tokens.join(' ');
    if (spaced !== text && hash < 0) this.#count('lines with one space between their parts');
    return `${this.#base === 0 ? spaced : this.#shifted(tokens)}\n`;
  }

  #shifted(tokens: readonly string[]): string {
    this.#count('lines whose indices now count from 0');
    const [head = '', ...entries] = tokens;
    return [head, ...entries.map((entry) => (entry.startsWith('qid:') ? entry : this.#oneLess(entry)))].join(' ');
  }

  #oneLess(entry: string): string {
    const [, index, rest] = /^(\d+)(:.*)$/.exec(entry) ?? [];
    if (index !== undefined && Number(index) >= this.#base) return `${Number(index) - this.#base}${rest}`;
    throw new UserError('E_LIBSVM_INDEX', `'${entry.slice(0, 50)}' has no index that counts from ${this.#base}.`, {
      where: { file: this.#file, line: this.#line },
      hint: 'The file counts from 0 already, or this is no libsvm: see what check says of it.',
    });
  }

  #count(what: string): void {
    this.#counts.set(what, (this.#counts.get(what) ?? 0) + 1);
  }
}
