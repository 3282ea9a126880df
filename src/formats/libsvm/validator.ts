import { basename } from 'node:path';
import type { Warning } from '../../data/dataset.js';
import { UserError } from '../../errors.js';
import type { ByteSource } from '../byte-source.js';
import { parsePythonFloat } from '../python-number.js';
import { textLines } from '../text-lines.js';

/** As much of a line as the container quotes. */
const QUOTED_CHARACTERS = 50;

/**
 * The check that the container does before XGBoost reads a file: line by line, up to the first that has two features. It cuts at single spaces,
 * wants a number or two in front and a colon in everything behind, and looks for two parts in the first feature alone.
 * @returns a warning where no line has two features
 * @throws UserError E_LIBSVM_FORMAT
 */
export async function validateLibsvm(source: ByteSource): Promise<Warning | undefined> {
  const file = basename(source.name);
  let number = 0;
  for await (const line of textLines(source)) {
    number++;
    const features = countFeatures(line);
    if (features === undefined) throw notLibsvm(source.name, file, line, number);
    if (features > 1) return undefined;
  }
  return {
    code: 'W_LIBSVM_ONE_FEATURE',
    message: `File ${file} is not an invalid LIBSVM file but has no features. Accepting simple validation.`,
    where: { file: source.name },
  };
}

/** Features of a line with its end; `undefined` where it is not what the container takes for libsvm. */
function countFeatures(line: string): number | undefined {
  const [label = '', ...features] = line.split(' ');
  const parts = label.split(':');
  if (parts.length > 2 || parts.some((part) => parsePythonFloat(part) === undefined)) return undefined;
  if (features.length === 0) return 0;
  if (!features.every((feature) => feature.includes(':'))) return undefined;
  return features[0]?.split(':').length === 2 ? features.length : undefined;
}

function notLibsvm(path: string, file: string, line: string, number: number): UserError {
  const quoted = line.slice(0, QUOTED_CHARACTERS);
  return new UserError(
    'E_LIBSVM_FORMAT',
    `First line '${quoted}...' of file '${file}' is not 'LIBSVM' format. Please ensure the file is in 'LIBSVM' format.`,
    { where: { file: path, line: number }, hint: hintFor(line) },
  );
}

/** The first that fits. */
const HINTS: readonly (readonly [pattern: RegExp, hint: string])[] = [
  [/^\ufeff/, 'Save the file without a byte order mark.'],
  [/^[^\s,]+,/, "This looks like CSV: its content type is 'text/csv'."],
  [/^\s*#/, 'Until the first line with two features the container takes no comments: delete the line.'],
  [/^\s*$/, 'Delete the blank line.'],
  [/\t/, 'Separate label and features by single spaces, not tabs.'],
  [/ #/, 'Until the first line with two features the container takes no comments: delete this one.'],
  [/ {2}| \r?\n?$/, 'Write exactly one space between label and features, and none at the end of the line.'],
];

function hintFor(line: string): string {
  const found = HINTS.find(([pattern]) => pattern.test(line));
  return found?.[1] ?? 'Every line is label[:weight] index:value index:value …, separated by single spaces.';
}
