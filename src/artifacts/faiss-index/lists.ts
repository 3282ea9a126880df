import type { ByteCursor } from '../byte-cursor.js';
import { LIST_MARKS, markOf } from './layout.js';

export function readMark(cursor: ByteCursor, what: string): string {
  return markOf(cursor.bytes(4, `the mark of ${what}`));
}

/** Which rows lie in which cell. */
export interface ListIds {
  /** `[cells + 1]`, where each list starts, in rows */
  readonly starts: Int32Array;
  /** `[rows]` */
  readonly ids: Int32Array;
}

export interface Lists extends ListIds {
  /** `[rows, bytes of a code]`, list by list */
  readonly codes: Uint8Array;
}

/** The inverted lists, each its codes and its ids. */
export function readLists(cursor: ByteCursor, cells: number, rows: number, codeBytes: number): Lists {
  const at = cursor.offset;
  const mark = readMark(cursor, 'the inverted lists');
  if (mark !== LIST_MARKS.lists) throw cursor.malformed(`the inverted lists start with ${JSON.stringify(mark)}`, at);
  const [listCount, listCodeBytes] = [cursor.size('the number of lists'), cursor.size('the bytes of a code')];
  if (listCount !== cells || listCodeBytes !== codeBytes) {
    throw cursor.malformed(`${listCount} lists of ${listCodeBytes} bytes a row do not fit the index`, at);
  }
  const starts = readStarts(cursor, cells);
  if (starts[cells] !== rows) throw cursor.malformed(`the lists hold ${starts[cells]} rows, the index ${rows}`, at);
  cursor.expectRoomFor(rows, codeBytes + 8, 'rows in lists');
  const ids = new Int32Array(rows);
  const codes = new Uint8Array(rows * codeBytes);
  for (let cell = 0; cell < cells; cell++) {
    const [from, to] = [starts[cell] as number, starts[cell + 1] as number];
    codes.set(cursor.bytes((to - from) * codeBytes, `the codes of list ${cell}`), from * codeBytes);
    for (let row = from; row < to; row++) ids[row] = readId(cursor, rows);
  }
  return { starts, ids, codes };
}

function readId(cursor: ByteCursor, rows: number): number {
  const at = cursor.offset;
  const id = cursor.size('the number of a row');
  if (id >= rows) throw cursor.malformed(`a row has the number ${id}, but there are ${rows} rows`, at);
  return id;
}

/** `[cells + 1]`. Lists may come with all their sizes or with those that are not 0. */
function readStarts(cursor: ByteCursor, cells: number): Int32Array {
  const at = cursor.offset;
  const mark = readMark(cursor, 'the sizes of the lists');
  const count = cursor.size('the number of sizes');
  cursor.expectRoomFor(count, 8, 'sizes of lists');
  const numbers = Array.from({ length: count }, () => cursor.size('the size of a list'));
  const sizes = new Float64Array(mark === LIST_MARKS.fullSizes ? numbers : cellsOf(cursor, numbers, cells, mark, at));
  if (sizes.length !== cells) throw cursor.malformed(`there are ${sizes.length} sizes for ${cells} lists`, at);
  const starts = new Int32Array(cells + 1);
  sizes.forEach((size, cell) => {
    const end = (starts[cell] as number) + size;
    if (end >= 2 ** 31) throw cursor.malformed(`the lists hold ${end} rows`, at);
    starts[cell + 1] = end;
  });
  return starts;
}

function cellsOf(
  cursor: ByteCursor,
  numbers: readonly number[],
  cells: number,
  mark: string,
  at: number,
): Float64Array {
  if (mark !== LIST_MARKS.sparseSizes) throw cursor.malformed(`sizes of lists are marked ${JSON.stringify(mark)}`, at);
  const sizes = new Float64Array(cells);
  for (let pair = 0; pair + 1 < numbers.length; pair += 2) {
    const cell = numbers[pair] as number;
    if (cell >= cells) throw cursor.malformed(`there is no list ${cell}`, at);
    sizes[cell] = numbers[pair + 1] as number;
  }
  return sizes;
}

/** The ids of lists as older versions of faiss wrote them: a vector for each list. */
export function readOldIds(cursor: ByteCursor, cells: number, rows: number): ListIds {
  cursor.expectRoomFor(cells, 8, 'lists');
  cursor.expectRoomFor(rows, 8, 'ids of rows');
  const at = cursor.offset;
  const starts = new Int32Array(cells + 1);
  const ids = new Int32Array(rows);
  for (let cell = 0; cell < cells; cell++) {
    const from = starts[cell] as number;
    const to = from + cursor.size('the number of ids of a list');
    if (to > rows) throw cursor.malformed(`the lists hold more than the ${rows} rows of the index`, at);
    for (let row = from; row < to; row++) ids[row] = readId(cursor, rows);
    starts[cell + 1] = to;
  }
  if (starts[cells] !== rows) throw cursor.malformed(`the lists hold ${starts[cells]} rows, the index ${rows}`, at);
  return { starts, ids };
}

/**
 * What belongs to {@link readOldIds}: a vector of codes for each list.
 * @param unit bytes of what a vector counts
 */
export function readOldCodes(cursor: ByteCursor, starts: Int32Array, codeBytes: number, unit: number): Uint8Array {
  const cells = starts.length - 1;
  const rows = starts[cells] as number;
  cursor.expectRoomFor(rows, codeBytes, 'codes of rows');
  const codes = new Uint8Array(rows * codeBytes);
  for (let cell = 0; cell < cells; cell++) {
    const [from, to] = [starts[cell] as number, starts[cell + 1] as number];
    const at = cursor.offset;
    const bytes = unit * cursor.size('the size of the codes of a list');
    const expected = (to - from) * codeBytes;
    if (bytes !== expected) throw cursor.malformed(`the codes of list ${cell} are ${bytes} bytes, not ${expected}`, at);
    codes.set(cursor.bytes(bytes, `the codes of list ${cell}`), from * codeBytes);
  }
  return codes;
}
