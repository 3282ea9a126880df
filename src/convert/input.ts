import { stat } from 'node:fs/promises';
import type { Dataset } from '../data/dataset.js';
import { blocksWithWeights } from '../data/second-label.js';
import { UserError } from '../errors.js';
import type { ByteSource } from '../formats/byte-source.js';
import { CSV, LIBSVM, PARQUET, parseContentType, RECORDIO_PROTOBUF } from '../formats/content-type.js';
import { fileSource } from '../formats/file-source.js';
import { firstBytes } from '../formats/first-bytes.js';
import { formatNamed } from '../formats/format-names.js';
import { gunzipped } from '../formats/gzip-source.js';
import { openDataset } from '../formats/open-dataset.js';
import { SNIFFED_BYTES, sniffBytes } from '../formats/sniff.js';
import { loadKernels } from '../kernels/choose.js';
import type { Kernels } from '../kernels/kernels.js';
import { listChannelFiles } from '../training/channels/files.js';
import { ofOneForm } from './one-form.js';

export interface InputOptions {
  readonly kernels?: Kernels | undefined;
  /** A content type or its short name; absent: what the first bytes of the first file say. */
  readonly from?: string | undefined;
  /** Leading columns of a CSV that are labels. */
  readonly labelSize?: number | undefined;
  /** CSV: behind the label, which there must be, stands a weight. */
  readonly csvWeights?: boolean | undefined;
}

export interface Input {
  readonly dataset: Dataset;
  /** Without parameters. */
  readonly contentType: string;
  readonly files: number;
}

/**
 * The rows of a file, or of a folder in the order in which training reads it; gzip files are unpacked on the way.
 * @throws UserError E_INPUT_EMPTY, E_FORMAT_UNKNOWN, E_CONTENT_TYPE, E_LABEL_SIZE, E_CSV_WEIGHTS; the plain file-system error
 */
export async function openInput(path: string, options: InputOptions): Promise<Input> {
  const { kernels, from, csvWeights = false } = options;
  const sources: ByteSource[] = [];
  let sniffed: string | undefined;
  for (const file of await filesAt(path)) {
    const opened = await unpacked(file, from === undefined && sniffed === undefined);
    sources.push(opened.source);
    sniffed ??= opened.contentType;
  }
  const contentType = parseContentType(from === undefined ? (sniffed ?? CSV) : formatNamed(from));
  const labelSize = labelSizeOf(contentType.type, options);
  if (labelSize !== undefined) {
    (contentType.parameters as Map<string, string>).set('label_size', String(labelSize));
  }
  const opening = { kernels: kernels ?? (await loadKernels()), defaultLabelSize: 0, name: path };
  const dataset = openDataset(sources, contentType, opening);
  return {
    dataset: contentType.type === LIBSVM ? ofOneForm(dataset) : csvWeights ? weightedRows(dataset) : dataset,
    contentType: contentType.type,
    files: sources.length,
  };
}

async function filesAt(path: string): Promise<readonly string[]> {
  if ((await stat(path)).isFIFO()) return [path];
  const { files } = await listChannelFiles(path);
  if (files.length > 0) return files;
  throw new UserError('E_INPUT_EMPTY', `There is no data in ${path}.`, { where: { file: path } });
}

/** A FIFO gives its bytes once: it is taken for what the user says it is, and not looked at. */
async function unpacked(file: string, sniff: boolean): Promise<{ source: ByteSource; contentType?: string }> {
  const source = await fileSource(file);
  if (source.size === undefined) {
    if (!sniff) return { source };
    throw new UserError('E_FORMAT_UNKNOWN', `${file} is a pipe, which can be read only once.`, {
      hint: 'Name its format with --from.',
    });
  }
  const head = await firstBytes(source, SNIFFED_BYTES);
  const isGzip = head[0] === 0x1f && head[1] === 0x8b;
  const plain = isGzip ? gunzipped(source) : source;
  if (!sniff) return { source: plain };
  const found = sniffBytes(isGzip ? await firstBytes(plain, SNIFFED_BYTES) : head, file);
  if (found.kind === 'data') return { source: plain, contentType: found.contentType };
  throw new UserError('E_FORMAT_UNKNOWN', `${file} is packed with gzip twice.`, { where: { file } });
}

function weightedRows({ name, bytes, blocks }: Dataset): Dataset {
  return { name, ...(bytes !== undefined && { bytes }), blocks: (read) => blocksWithWeights(blocks(read)) };
}

/** A weight is read as a second label first. */
function labelSizeOf(type: string, { labelSize, csvWeights = false }: InputOptions): number | undefined {
  if (labelSize !== undefined) refuseLabelSize(type);
  if (!csvWeights) return labelSize;
  if (type === CSV && (labelSize ?? 1) === 1) return 2;
  throw new UserError(
    'E_CSV_WEIGHTS',
    'Weights stand in the second column of a CSV with one label, and nowhere else.',
    {
      hint: 'Leave --csv-weights out, or read a CSV with --label-size 1.',
    },
  );
}

function refuseLabelSize(type: string): void {
  if (type === CSV || type === PARQUET) return;
  const carrier = type === RECORDIO_PROTOBUF ? 'a record' : type === LIBSVM ? 'a line' : 'an instance';
  throw new UserError(
    'E_LABEL_SIZE',
    `A label size is of CSV and Parquet; in ${type} ${carrier} carries its own label.`,
    {
      hint: 'Leave --label-size out.',
    },
  );
}
