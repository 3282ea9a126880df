import type { Value } from './value.js';

/** In quotes, a comma is no border; two quotes are one. */
const CELL = /(?:\s*"(?:[^"]|"")*"[^,]*|[^,]*)(,|$)/y;

/** A line of CSV as an array. Cells keep their text, quotes and spaces included. */
export function readCsvRow(line: string): Value {
  const items: Value[] = [];
  CELL.lastIndex = 0;
  for (;;) {
    const [cell, border] = CELL.exec(line) as unknown as [string, string];
    items.push({ kind: 'scalar', text: border === '' ? cell : cell.slice(0, -1) });
    if (border === '') return { kind: 'array', items };
  }
}

/** Whatever was chosen of a row: several cells, or one. */
export function writeCsvRow(value: Value): string {
  return value.kind === 'array' ? value.items.map(cellText).join(',') : cellText(value);
}

function cellText(value: Value): string {
  return value.kind === 'scalar' ? value.text : '';
}
