import type { Dataset } from '../data/dataset.js';
import { UserError } from '../errors.js';
import type { Kernels } from '../kernels/kernels.js';
import type { ByteSource } from './byte-source.js';
import { type ContentType, CSV, JSON_LINES, LIBSVM, PARQUET, RECORDIO_PROTOBUF } from './content-type.js';
import { csvDataset } from './csv/csv.js';
import { jsonLinesDataset } from './json/json-lines.js';
import { libsvmDataset } from './libsvm/libsvm.js';
import { parquetDataset } from './parquet/parquet.js';
import { recordDataset } from './recordio/recordio.js';
import type { RecordScanOptions } from './recordio/scan.js';

export interface OpenOptions {
  readonly kernels: Kernels;
  /** Label columns of a CSV whose content type has no `label_size`: 1 for training, 0 for inference. */
  readonly defaultLabelSize: number;
  /** What logs and errors call the data set. */
  readonly name: string;
  readonly windowBytes?: number;
  /** Of RecordIO-protobuf only: see `RecordScanOptions`. */
  readonly checkSchema?: RecordScanOptions['checkSchema'];
}

const ENCODINGS = new Set(['utf-8', 'utf8', 'us-ascii', 'ascii']);

/** What people write instead of a registered type. */
const INSTEAD: ReadonlyMap<string, string> = new Map([
  ['csv', CSV],
  ['application/csv', CSV],
  ['text/x-csv', CSV],
  ['recordio-protobuf', RECORDIO_PROTOBUF],
  ['application/recordio-protobuf', RECORDIO_PROTOBUF],
  ['application/x-recordio', RECORDIO_PROTOBUF],
]);

/**
 * The rows of `sources`, one after the other, in the format that `contentType` names.
 * @throws UserError E_CONTENT_TYPE, E_LABEL_SIZE
 * @see https://docs.aws.amazon.com/sagemaker/latest/dg/cdf-training.html
 */
export function openDataset(sources: readonly ByteSource[], contentType: ContentType, options: OpenOptions): Dataset {
  const { defaultLabelSize, ...shared } = options;
  switch (contentType.type) {
    case RECORDIO_PROTOBUF:
      return recordDataset(sources, shared);
    case CSV:
      checkEncoding(contentType);
      return csvDataset(sources, { ...shared, labelSize: labelSizeOf(contentType, defaultLabelSize) });
    case JSON_LINES:
      return jsonLinesDataset(sources, shared);
    case LIBSVM:
      return libsvmDataset(sources, shared);
    case PARQUET:
      return parquetDataset(sources, {
        kernels: shared.kernels,
        name: shared.name,
        labelSize: labelSizeOf(contentType, defaultLabelSize),
      });
    default:
      throw unregistered(contentType.type);
  }
}

function labelSizeOf({ parameters }: ContentType, byDefault: number): number {
  const text = parameters.get('label_size');
  if (text === undefined) return byDefault;
  const value = Number(text);
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(value)) {
    throw new UserError('E_LABEL_SIZE', `label_size=${text} in the content type is not a number of columns.`, {
      hint: "Write 'text/csv;label_size=0' for data without labels, 'text/csv;label_size=1' where the first column is the label.",
    });
  }
  return value;
}

function checkEncoding({ type, parameters }: ContentType): void {
  const charset = parameters.get('charset');
  if (charset === undefined || ENCODINGS.has(charset.toLowerCase())) return;
  throw new UserError('E_CONTENT_TYPE', `${type} with the charset ${charset} is not supported.`, {
    hint: 'Save the file as UTF-8.',
  });
}

function unregistered(type: string): UserError {
  const instead = INSTEAD.get(type);
  return new UserError('E_CONTENT_TYPE', `No iterator has been registered for ContentType (u'${type}', '1.0')`, {
    hint:
      instead === undefined
        ? `Readable types are ${CSV}, ${RECORDIO_PROTOBUF} and ${JSON_LINES}.`
        : `Did you mean ${instead}?`,
  });
}
