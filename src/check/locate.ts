import type { Where } from '../errors.js';
import type { ByteSource } from '../formats/byte-source.js';
import { windows } from '../formats/byte-source.js';
import { CSV, RECORDIO_PROTOBUF } from '../formats/content-type.js';
import { lineEnd } from '../formats/csv/lines.js';
import { fileSource } from '../formats/file-source.js';
import { readRecords } from '../formats/recordio/recordio.js';
import type { Spot } from './survey.js';

/** Where the spots stand, in the same order: finds line or byte by reading their files once more, as far as needed. */
export async function locate(spots: readonly Spot[], contentType: string, labelSize: number): Promise<Where[]> {
  const places = new Map<string, ReadonlyMap<number, Where>>();
  for (const file of new Set(spots.map((spot) => spot.file))) {
    const rows = new Set(spots.filter((spot) => spot.file === file).map(({ row }) => row));
    const source = await fileSource(file).catch(() => undefined);
    // A pipe has given its bytes away.
    if (source?.size === undefined) continue;
    if (contentType === CSV) places.set(file, await findLines(source, rows));
    else if (contentType === RECORDIO_PROTOBUF) places.set(file, await findRecords(source, rows));
  }
  return spots.map(({ file, row, column, of }) => {
    const cell = of === 'label' ? column : labelSize + column;
    const place = places.get(file)?.get(row);
    return { file, ...(place ?? { record: row }), ...(contentType === CSV && { column: cell + 1 }) };
  });
}

const LF = 10;
const CR = 13;

/** As {@link lineEnd}, where there is no CR to look for up to the end of the window. */
function endOfLine(bytes: Uint8Array, from: number): number {
  const end = bytes.indexOf(LF, from);
  return end < 0 ? bytes.length : end;
}

/** By row, blank lines not counted. */
async function findLines(source: ByteSource, rows: ReadonlySet<number>): Promise<Map<number, Where>> {
  const found = new Map<number, Where>();
  let [row, line] = [0, 1];
  for await (const window of windows(source)) {
    const { bytes, offset, final } = window;
    const hasCarriageReturns = bytes.includes(CR);
    for (let start = 0; start < bytes.length; ) {
      const end = hasCarriageReturns ? lineEnd(bytes, start) : endOfLine(bytes, start);
      if (end >= bytes.length - 1 && !final) break;
      if (end > start && rows.has(row)) found.set(row, { line, byteOffset: offset + start });
      if (found.size === rows.size) return found;
      if (end > start) row++;
      line++;
      start = end + (bytes[end] === CR && bytes[end + 1] === LF ? 2 : 1);
      window.consumed = Math.min(start, bytes.length);
    }
  }
  return found;
}

async function findRecords(source: ByteSource, rows: ReadonlySet<number>): Promise<Map<number, Where>> {
  const found = new Map<number, Where>();
  let record = 0;
  for await (const { offset } of readRecords(source)) {
    if (rows.has(record)) found.set(record, { record, byteOffset: offset });
    if (found.size === rows.size) break;
    record++;
  }
  return found;
}
