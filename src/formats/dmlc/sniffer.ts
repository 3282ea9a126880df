/**
 * The delimiter that Python's `csv.Sniffer` sees in one line: the character around quoted text where there is some, else one of `, \t ; space :`
 * that occurs, else the ASCII character that occurs most often, which in a line of one number is a digit.
 * @param line with its line end, if it has one
 * @returns `undefined` where Python gives up: `Could not determine delimiter`
 * @see https://docs.python.org/3/library/csv.html#csv.Sniffer
 */
export function sniffDelimiter(line: string): string | undefined {
  return delimiterOfQuotes(line) ?? mostFrequent(line);
}

const PREFERRED = [',', '\t', ';', ' ', ':'];

/** A character that is neither of a word nor a quote nor a line end. Python's words are Unicode's. */
const DELIMITER = '(?<delimiter>[^\\p{L}\\p{N}\\p{M}_\\n"\'])';
const QUOTED = '(?<quote>["\']).*?\\k<quote>';

/** Python's `^` and `$`, which know no line end but LF. */
const LINE_START = '(?:(?<![^])|(?<=\\n)|\\n)';
const LINE_END = '(?:(?![^])|(?=\\n))';

/** Text between quotes, between delimiters; the first pattern that is found anywhere counts. */
const PATTERNS = [
  `${DELIMITER}(?<space> ?)${QUOTED}\\k<delimiter>`,
  `${LINE_START}${QUOTED}${DELIMITER}(?<space> ?)`,
  `${DELIMITER}(?<space> ?)${QUOTED}${LINE_END}`,
  `${LINE_START}${QUOTED}${LINE_END}`,
].map((pattern) => new RegExp(pattern, 'gsu'));

function delimiterOfQuotes(line: string): string | undefined {
  for (const pattern of PATTERNS) {
    const matches = [...line.matchAll(pattern)];
    if (matches.length === 0) continue;
    const counts = new Map<string, number>();
    for (const { groups } of matches) {
      const delimiter = groups?.delimiter;
      if (delimiter !== undefined) counts.set(delimiter, (counts.get(delimiter) ?? 0) + 1);
    }
    return [...counts].reduce<[string, number] | undefined>(
      (most, next) => (most && most[1] >= next[1] ? most : next),
      undefined,
    )?.[0];
  }
  return undefined;
}

function mostFrequent(line: string): string | undefined {
  // Of a text without line ends one line is left, of which every character that occurs is "consistent".
  const lines = line.split('\n').filter((part) => part !== '');
  const counts = new Map<string, number>();
  for (const character of lines[0] ?? '') {
    if (character.charCodeAt(0) < 127) counts.set(character, (counts.get(character) ?? 0) + 1);
  }
  const preferred = counts.size > 1 ? PREFERRED.find((delimiter) => counts.has(delimiter)) : undefined;
  if (preferred !== undefined) return preferred;
  return [...counts].sort(([a, many], [b, more]) => more - many || b.charCodeAt(0) - a.charCodeAt(0))[0]?.[0];
}
