import type { RequestType } from '../algorithms/algorithm.js';
import type { Csr } from '../data/csr.js';
import type { Dense } from '../data/dense.js';
import { readAll } from '../data/read-all.js';
import { UserError } from '../errors.js';
import { memorySource } from '../formats/byte-source.js';
import { type ContentType, parseContentType } from '../formats/content-type.js';
import { readPlainCsv } from '../formats/csv/plain.js';
import { decodeJsonInstances, decodeJsonLines } from '../formats/json/instances.js';
import { openDataset } from '../formats/open-dataset.js';
import type { Kernels } from '../kernels/kernels.js';

export interface RequestOptions {
  readonly kernels: Kernels;
  /** Content types that the algorithm reads; see `Algorithm.requestTypes`. */
  readonly requestTypes: readonly RequestType[];
  /** How errors call the body. */
  readonly name?: string;
}

type Decoder = (body: Uint8Array, contentType: ContentType, options: Required<RequestOptions>) => Promise<Dense | Csr>;

/** What the seven first-party algorithms read. XGBoost's table is another. */
const DECODERS: Readonly<Record<RequestType, Decoder>> = {
  'application/json': async (body, _contentType, { name }) => decodeJsonInstances(body, { name }),
  'application/jsonlines': async (body, _contentType, { name }) => decodeJsonLines(body, { name }),
  'text/csv': async (body, contentType, options) =>
    (contentType.parameters.size === 0 ? readPlainCsv(body) : undefined) ?? decodeRows(body, contentType, options),
  'application/x-recordio-protobuf': decodeRows,
};

export const DEFAULT_CONTENT_TYPE = 'application/json';

/**
 * The rows of an inference request. CSV has no label here unless its `label_size` says so; labels are dropped.
 * @param contentType the header; empty where there is none, which means JSON
 * @returns `[rows, features]`
 * @throws UserError E_CONTENT_TYPE, E_REQUEST_NO_CONTENT, E_REQUEST_…, and the CSV and RecordIO readers' own
 * @see https://docs.aws.amazon.com/sagemaker/latest/dg/cdf-inference.html
 */
export async function decodeRequest(
  body: Uint8Array,
  contentType: string,
  options: RequestOptions,
): Promise<Dense | Csr> {
  const parsed = parseContentType(contentType.trim() === '' ? DEFAULT_CONTENT_TYPE : contentType);
  const { kernels, requestTypes, name = 'request' } = options;
  const type = requestTypes.find((known) => known === parsed.type);
  if (type === undefined) {
    throw new UserError('E_CONTENT_TYPE', `content-type ${parsed.type} not supported`, {
      hint: `Send one of ${requestTypes.join(', ')}.`,
    });
  }
  if (body.length === 0) {
    throw new UserError('E_REQUEST_NO_CONTENT', 'The request has no content.', { where: { file: name } });
  }
  return DECODERS[type](body, parsed, { kernels, requestTypes, name });
}

async function decodeRows(
  body: Uint8Array,
  contentType: ContentType,
  { kernels, name }: Required<RequestOptions>,
): Promise<Dense | Csr> {
  const dataset = openDataset([memorySource(name, body)], contentType, { kernels, defaultLabelSize: 0, name });
  return (await readAll(dataset)).features;
}
