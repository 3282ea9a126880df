import { UserError } from '../../errors.js';
import type { ByteSource } from '../byte-source.js';
import { firstBytes } from '../first-bytes.js';
import { textLines } from '../text-lines.js';
import { sniffDelimiter } from './sniffer.js';

/** As much of a line as the container quotes. */
const QUOTED_CHARACTERS = 50;

/** A file is decoded by so many bytes at a time, and the first of them must be UTF-8 although one line alone is looked at. */
const PYTHON_CHUNK_BYTES = 8192;

/**
 * The delimiter of a file, by its first line.
 * @throws UserError E_CSV_DELIMITER where none can be told, as of an empty file or a blank first line
 */
export async function delimiterOf(source: ByteSource): Promise<string> {
  const line = await firstLine(source);
  const delimiter = sniffDelimiter(line);
  if (delimiter !== undefined) return delimiter;
  throw new UserError(
    'E_CSV_DELIMITER',
    `Could not determine delimiter on line ${line.slice(0, QUOTED_CHARACTERS)}:\nCould not determine delimiter`,
    {
      where: { file: source.name, line: 1 },
      hint:
        line.trim() === ''
          ? 'Every file of the channel needs a first line with data: leave empty files out, and blank lines at the top.'
          : 'Separate the cells by commas.',
    },
  );
}

/** The container opens the first file as UTF-8. @throws UserError E_CSV_ENCODING */
export async function refuseOtherEncodings(source: ByteSource): Promise<void> {
  const head = await firstBytes(source, PYTHON_CHUNK_BYTES);
  if (isUtf8(head, { stream: true })) return;
  const at = firstInvalidByte(head);
  const byte = head[at] as number;
  const reason = (byte >= 0x80 && byte < 0xc2) || byte > 0xf4 ? 'invalid start byte' : 'invalid continuation byte';
  const isGzip = head[0] === 0x1f && head[1] === 0x8b;
  throw new UserError(
    'E_CSV_ENCODING',
    `'utf-8' codec can't decode byte 0x${byte.toString(16)} in position ${at}: ${reason}`,
    {
      where: { file: source.name, byteOffset: at },
      hint: isGzip ? 'The file is compressed with gzip: decompress it first.' : 'Save the file as UTF-8.',
    },
  );
}

/** Where the first sequence starts that is no UTF-8. */
function firstInvalidByte(bytes: Uint8Array): number {
  // Any prefix up to the bad byte may be the start of something good.
  let [good, bad] = [0, bytes.length];
  while (bad - good > 1) {
    const middle = (good + bad) >> 1;
    if (isUtf8(bytes.subarray(0, middle), { stream: true })) good = middle;
    else bad = middle;
  }
  while (!isUtf8(bytes.subarray(0, good), { stream: false })) good--;
  return good;
}

function isUtf8(bytes: Uint8Array, options: { readonly stream: boolean }): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, options);
    return true;
  } catch {
    return false;
  }
}

async function firstLine(source: ByteSource): Promise<string> {
  for await (const line of textLines(source)) return line;
  return '';
}
