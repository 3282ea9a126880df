import type { Warning } from '../../data/dataset.js';
import { parseFloat32 } from '../../kernels/reference/dmlc/number.js';
import type { ByteSource } from '../byte-source.js';
import { firstBytes } from '../first-bytes.js';

const LOOKED_AT_BYTES = 64 << 10;

/** W_CSV_HEADER where the first line of a file has names and not a single number. A pipe is not looked at. */
export async function headerWarning(source: ByteSource, delimiter: string): Promise<Warning | undefined> {
  if (source.size === undefined) return undefined;
  const head = await firstBytes(source, LOOKED_AT_BYTES);
  const line =
    Buffer.from(head)
      .toString('utf8')
      .split(/[\r\n]/, 1)[0] ?? '';
  const cells = line.split(delimiter).map((cell) => cell.replace(/^[\s"']+|[\s"']+$/g, ''));
  if (cells.length < 2 || !cells.some((cell) => /\p{L}{2}|^\p{L}$/u.test(cell)) || cells.some(isNumber))
    return undefined;
  return {
    code: 'W_CSV_HEADER',
    message:
      `The first line of ${source.name} looks like a header. XGBoost knows no headers: it becomes a data row with the label 0, ` +
      'and zeros or missing values as features. Delete the line.',
    where: { file: source.name, line: 1, byteOffset: 0 },
  };
}

function isNumber(cell: string): boolean {
  if (!/\d|^nan$/i.test(cell)) return false;
  const bytes = Buffer.from(cell);
  try {
    return parseFloat32(bytes, 0).end === bytes.length;
  } catch {
    return false;
  }
}
