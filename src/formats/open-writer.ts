import { UserError } from '../errors.js';
import { CSV, JSON_LINES, LIBSVM, PARQUET, RECORDIO_PROTOBUF } from './content-type.js';
import { CsvWriter } from './csv/writer.js';
import { JsonLinesWriter } from './json/writer.js';
import { LibsvmWriter } from './libsvm/writer.js';
import { ParquetWriter } from './parquet/writer.js';
import { RecordWriter } from './recordio/writer.js';
import type { RowWriter } from './row-writer.js';

/** Formats that rows can be written in, by content type. */
const WRITERS = new Map<string, new (write: (bytes: Uint8Array) => unknown) => RowWriter>([
  [RECORDIO_PROTOBUF, RecordWriter],
  [CSV, CsvWriter],
  [JSON_LINES, JsonLinesWriter],
  [LIBSVM, LibsvmWriter],
  [PARQUET, ParquetWriter],
]);

/** @param write may return a promise: nothing more is handed to it before that settles @throws UserError E_CONTENT_TYPE */
export function openWriter(contentType: string, write: (bytes: Uint8Array) => unknown): RowWriter {
  const Writer = WRITERS.get(contentType);
  if (Writer !== undefined) return new Writer(write);
  throw new UserError('E_CONTENT_TYPE', `Rows cannot be written as ${contentType}.`, {
    hint: `Writable types are ${[...WRITERS.keys()].join(', ')}.`,
  });
}
