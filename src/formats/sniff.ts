import { UserError } from '../errors.js';
import { CSV, JSON_LINES, LIBSVM, PARQUET, RECORDIO_PROTOBUF } from './content-type.js';

export type Sniffed = { readonly kind: 'data'; readonly contentType: SniffedType } | { readonly kind: 'gzip' };

type SniffedType = typeof RECORDIO_PROTOBUF | typeof CSV | typeof JSON_LINES | typeof LIBSVM | typeof PARQUET;

/** As many bytes as it takes. */
export const SNIFFED_BYTES = 512;

const RECORDIO_MAGIC = [0x0a, 0x23, 0xd7, 0xce];
const GZIP_MAGIC = [0x1f, 0x8b];
const PARQUET_MAGICS = ['PAR1', 'PARE'].map((magic) => [...Buffer.from(magic)]);

/** A first line of `label index:value …`, weight and query allowed. */
const LIBSVM_LINE = /^[+-]?[\d.]+(?:e[+-]?\d+)?(?::\S+)?(?: qid:\d+)?(?: +\d+:[^\s,:]+)+ *(?:#.*)?\r?$/i;

/** Kinds of file whose first bytes are known but which this version does not read. */
const UNREAD: readonly (readonly [name: string, magic: readonly number[]])[] = [
  ['a ZIP archive', [0x50, 0x4b, 0x03, 0x04]],
  ['Zstandard', [0x28, 0xb5, 0x2f, 0xfd]],
  ['NumPy', [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59]],
];

/**
 * Tells a file's format by its first bytes, never by its name.
 * @throws UserError E_FORMAT_UNKNOWN, E_INPUT_EMPTY
 */
export function sniffBytes(head: Uint8Array, name: string): Sniffed {
  if (head.length === 0) throw new UserError('E_INPUT_EMPTY', `${name} is empty.`, { where: { file: name } });
  if (startsWith(head, GZIP_MAGIC)) return { kind: 'gzip' };
  if (startsWith(head, RECORDIO_MAGIC)) return { kind: 'data', contentType: RECORDIO_PROTOBUF };
  if (PARQUET_MAGICS.some((magic) => startsWith(head, magic))) return { kind: 'data', contentType: PARQUET };
  const unread = UNREAD.find(([, magic]) => startsWith(head, magic));
  if (unread !== undefined) throw unknownFormat(name, `${name} is ${unread[0]}, which this version does not read.`);
  if (head.includes(0))
    throw unknownFormat(name, `${name} is neither RecordIO-protobuf, nor text, nor a model.tar.gz.`);
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(head);
  if (/^\uFEFF?\s*\{/.test(text)) return { kind: 'data', contentType: JSON_LINES };
  return { kind: 'data', contentType: isLibsvm(text) ? LIBSVM : CSV };
}

/** A line that is longer than what was looked at is judged by its whole entries. */
function isLibsvm(text: string): boolean {
  const [line = '', rest] = text.split('\n', 2);
  return LIBSVM_LINE.test(rest === undefined ? line.slice(0, line.lastIndexOf(' ')) : line) || LIBSVM_LINE.test(line);
}

function unknownFormat(path: string, message: string): UserError {
  return new UserError('E_FORMAT_UNKNOWN', message, {
    where: { file: path, byteOffset: 0 },
    hint: 'To read it as a format all the same, name one: --content-type application/x-recordio-protobuf.',
  });
}

function startsWith(bytes: Uint8Array, magic: readonly number[]): boolean {
  return magic.every((byte, index) => bytes[index] === byte);
}
