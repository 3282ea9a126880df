/**
 * What Python's `float()` makes of a text, to the nearest float64; `undefined` where it raises a ValueError. White space around is allowed, and so
 * are underscores between digits, `inf`, `infinity` and `nan` in any case.
 */
export function parsePythonFloat(text: string): number | undefined {
  // Unlike here, a byte order mark is no white space there.
  const trimmed = text.replace(/^[^\S\ufeff]+|[^\S\ufeff]+$/g, '');
  const word = /^([+-]?)(?:(inf(?:inity)?)|nan)$/i.exec(trimmed);
  if (word !== null) {
    if (word[2] === undefined) return Number.NaN;
    return word[1] === '-' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  }
  return NUMBER.test(trimmed) ? Number(trimmed.replaceAll('_', '')) : undefined;
}

const DIGITS = '\\d+(?:_\\d+)*';
const NUMBER = new RegExp(`^[+-]?(?:${DIGITS}(?:\\.(?:${DIGITS})?)?|\\.${DIGITS})(?:e[+-]?${DIGITS})?$`, 'i');
