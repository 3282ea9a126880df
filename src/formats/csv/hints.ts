/** What a cell's text gives away about the mistake behind it; the first match counts. */
const HINTS: readonly (readonly [pattern: RegExp, hint: string])[] = [
  [/^\uFEFF/, 'The cell starts with a byte order mark, which is allowed at the start of a file only.'],
  [/^\s*\S+ \d+:/, "This looks like libsvm. The content type 'text/csv' stands for cells separated by commas."],
  [/[;\t|]/, 'Separate the cells with commas.'],
  [/^\s*[+-]?\d{1,3}(,\d{3})+(\.\d*)?\s*$/, 'Write the number without thousands separators.'],
  [/^\s*[+-]?\d[\d_]*$/, 'Write the number without underscores.'],
  [/^\s*[+-]?0x[\da-f]+\s*$/i, 'Write the number in decimal.'],
  [/^\s*[+-]?\d+,\d+\s*$/, 'Write a point, not a comma, in front of the decimals.'],
  [/^\s*(true|false|yes|no)\s*$/i, 'Write 1 and 0 for true and false.'],
  [/^\s*(na|n\/a|null|none|nil|\?|-)\s*$/i, 'Fill in missing values or leave out their rows.'],
  [/^\s*=/, 'Save the values of the spreadsheet, not its formulas.'],
  [/"/, 'A quote counts only as the first character of a cell; two of them inside stand for one.'],
  [/^\s*[\d.\s]+\s[\d.\s]+$/, 'Separate the cells with commas.'],
  [/^\p{Nd}+$/u, 'Write the number in ASCII digits.'],
];

/** Nothing where the text is just text. */
export function hintForCell(text: string): string | undefined {
  return HINTS.find(([pattern]) => pattern.test(text))?.[1];
}

const DELIMITERS: readonly (readonly [delimiter: string, name: string])[] = [
  [';', 'semicolons'],
  ['\t', 'tabs'],
  ['|', 'bars'],
  [' ', 'spaces'],
];

/** What separates the numbers in a line that has no comma, in the plural; nothing where that is not what it is. */
export function foreignDelimiter(line: string, isNumber: (text: string) => boolean): string | undefined {
  const found = DELIMITERS.find(([delimiter]) => {
    const cells = line.split(delimiter);
    return cells.length > 1 && cells.filter(isNumber).length > cells.length / 2;
  });
  return found?.[1];
}
