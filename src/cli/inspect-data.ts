import { describeWhere } from '../errors.js';
import type { ByteSource } from '../formats/byte-source.js';
import { type ContentType, CSV, RECORDIO_PROTOBUF } from '../formats/content-type.js';
import { fileSource } from '../formats/file-source.js';
import { openDataset } from '../formats/open-dataset.js';
import { readRecords } from '../formats/recordio/recordio.js';
import { loadKernels } from '../kernels/choose.js';
import type { InspectReport } from './inspect-report.js';
import { grouped, short } from './numbers.js';
import { type DataSummary, type FirstRow, type LabelSummary, summarise } from './summarise.js';

export interface DataRequest {
  readonly path: string;
  readonly files: readonly string[];
  readonly contentType: ContentType;
  readonly firstRows: number;
  readonly signal: AbortSignal;
}

/** Reads everything once and tells what is in it. @throws UserError what the reader finds wrong, with its position */
export async function dataReport(request: DataRequest): Promise<InspectReport> {
  const { path, files, contentType, firstRows, signal } = request;
  const sources = await Promise.all(files.map(fileSource));
  const dataset = openDataset(sources, contentType, { kernels: await loadKernels(), defaultLabelSize: 0, name: path });
  const summary = await summarise(dataset, { firstRows, signal });
  const facts: Facts = {
    path,
    files: files.length,
    bytes: sources.reduce((sum, { size = 0 }) => sum + size, 0),
    contentType: formatOf(contentType),
    ...(contentType.type === RECORDIO_PROTOBUF ? await storedTypes(sources) : {}),
  };
  return { json: { ...facts, ...summary }, text: `${readable(facts, summary).join('\n')}\n` };
}

interface Facts extends StoredTypes {
  readonly path: string;
  readonly files: number;
  readonly bytes: number;
  readonly contentType: string;
}

/** What the file itself says of its numbers; CSV says nothing. */
interface StoredTypes {
  readonly featureType?: string;
  /** Of a row, where it is stored. */
  readonly shape?: readonly number[];
  readonly labelType?: string;
}

/** As the first record has them: all others must agree, or the data set could not have been read. */
async function storedTypes(sources: readonly ByteSource[]): Promise<StoredTypes> {
  for (const source of sources) {
    for await (const { record } of readRecords(source)) {
      const features = record.features.get('values');
      const label = record.label.get('values');
      return {
        ...(features && { featureType: features.type }),
        ...(features && 'shape' in features && { shape: features.shape }),
        ...(label && { labelType: label.type }),
      };
    }
  }
  return {};
}

function readable(facts: Facts, summary: DataSummary): string[] {
  const { path, files, bytes, contentType, featureType, shape, labelType } = facts;
  const layout = [
    summary.layout,
    ...(featureType === undefined ? [] : [featureType]),
    ...(shape === undefined ? [] : [`of shape ${shape.join(' x ')}`]),
  ];
  return [
    `${path}${files > 1 ? ` (${files} files)` : ''}, ${grouped(bytes)} bytes`,
    `  format    ${contentType}`,
    `  records   ${grouped(summary.records)}`,
    `  features  ${grouped(summary.features)}, ${layout.join(' ')}`,
    `  values    ${valuesText(summary)}`,
    `  label     ${summary.label === undefined ? noLabel(contentType) : labelText(summary.label, labelType)}`,
    ...summary.first.map((row, index) => `  row ${String(index).padEnd(6)}${rowText(row)}`),
    ...summary.warnings.map(({ code, message, where }) => {
      const position = where === undefined ? '' : ` (${describeWhere(where)})`;
      return `  warning   ${code}: ${message}${position}`;
    }),
  ];
}

/** Over all cells: what a sparse row does not store is a zero. */
function valuesText({ records, features, values }: DataSummary): string {
  const cells = records * features;
  const unwritten = cells - values.count;
  const [min, max] = unwritten > 0 ? [Math.min(values.min, 0), Math.max(values.max, 0)] : [values.min, values.max];
  const mean = (values.mean * values.count) / cells;
  const zeros = ((100 * (values.zeros + unwritten)) / cells).toFixed(1);
  return `${short(min)} to ${short(max)}, mean ${short(mean)}, ${zeros} % zeros`;
}

function noLabel(contentType: string): string {
  return contentType === CSV ? 'none (if the first column is one: --content-type "text/csv;label_size=1")' : 'none';
}

const SHOWN_LABELS = 10;

function labelText(label: LabelSummary, type: string | undefined): string {
  const kind = `${label.columns === 1 ? '' : `${label.columns} columns, `}${type === undefined ? '' : `${type}, `}`;
  if (label.distinct === undefined) {
    return `${kind}${short(label.min)} to ${short(label.max)}, mean ${short(label.mean)}`;
  }
  const counts = label.distinct.slice(0, SHOWN_LABELS).map(({ value, count }) => `${short(value)} (${grouped(count)})`);
  const more = label.distinct.length > SHOWN_LABELS ? ', …' : '';
  return `${kind}${label.distinct.length} distinct: ${counts.join(', ')}${more}`;
}

const SHOWN_VALUES = 16;

function rowText({ label, values, columns }: FirstRow): string {
  const shown = values
    .slice(0, SHOWN_VALUES)
    .map((value, i) => (columns ? `${columns[i]}:${short(value)}` : short(value)));
  const more = values.length > SHOWN_VALUES ? ` … ${values.length - SHOWN_VALUES} more` : '';
  return `${label === undefined ? '' : `${label.map(short).join(' ')} | `}${shown.join(' ')}${more}`;
}

function formatOf({ type, parameters }: ContentType): string {
  return [type, ...[...parameters].map(([name, value]) => `${name}=${value}`)].join(';');
}
