import { extname } from 'node:path';
import { UserError } from '../errors.js';
import { CSV, JSON_LINES, LIBSVM, PARQUET, RECORDIO_PROTOBUF } from './content-type.js';

/** What people call the formats on the command line. */
const SHORT_NAMES: ReadonlyMap<string, string> = new Map([
  ['recordio', RECORDIO_PROTOBUF],
  ['recordio-protobuf', RECORDIO_PROTOBUF],
  ['csv', CSV],
  ['jsonlines', JSON_LINES],
  ['jsonl', JSON_LINES],
  ['libsvm', LIBSVM],
  ['text/x-libsvm', LIBSVM],
  ['parquet', PARQUET],
]);

const EXTENSIONS: ReadonlyMap<string, string> = new Map([
  ['.pbr', RECORDIO_PROTOBUF],
  ['.rec', RECORDIO_PROTOBUF],
  ['.recordio', RECORDIO_PROTOBUF],
  ['.csv', CSV],
  ['.jsonl', JSON_LINES],
  ['.jsonlines', JSON_LINES],
  ['.libsvm', LIBSVM],
  ['.svm', LIBSVM],
  ['.parquet', PARQUET],
]);

/** A content type as it is, or the one behind a short name. */
export function formatNamed(name: string): string {
  return SHORT_NAMES.get(name.toLowerCase()) ?? name;
}

/** The content type that a file's name stands for. @throws UserError E_FORMAT_UNKNOWN */
export function formatOfName(path: string): string {
  const found = EXTENSIONS.get(extname(path).toLowerCase());
  if (found !== undefined) return found;
  throw new UserError('E_FORMAT_UNKNOWN', `The name ${path} does not say which format it is to be.`, {
    hint: `Name one with --to (${['recordio', 'csv', 'jsonlines', 'libsvm', 'parquet'].join(', ')}), or end the name in ${[...EXTENSIONS.keys()].join(', ')}.`,
  });
}

/** The extension of a new file. */
export function extensionOf(contentType: string): string {
  return [...EXTENSIONS].find(([, type]) => type === contentType)?.[0] ?? '';
}
