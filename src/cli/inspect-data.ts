import { describeWhere } from '../errors.js';
import type { ContentType, parseContentType } from '../formats/content-type.js';
import { fileSource } from '../formats/file-source.js';
import { openDataset } from '../formats/open-dataset.js';
import { loadKernels } from '../kernels/choose.js';
import type { InspectReport } from './inspect.js';
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
  const facts = {
    path,
    files: files.length,
    bytes: sources.reduce((sum, { size = 0 }) => sum + size, 0),
    contentType: formatOf(contentType),
  };
  return { json: { ...facts, ...summary }, text: `${readable(facts, summary).join('\n')}\n` };
}

interface Facts {
  readonly path: string;
  readonly files: number;
  readonly bytes: number;
  readonly contentType: string;
}

function readable(facts: Facts, summary: DataSummary): string[] {
  const { values, label } = summary;
  const cells = summary.records * summary.features;
  const zeros = values.zeros + (cells - values.count);
  const shape = summary.layout === 'dense' ? 'dense' : `sparse, ${grouped(values.count)} entries`;
  return [
    `${facts.path}${facts.files > 1 ? ` (${facts.files} files)` : ''}, ${grouped(facts.bytes)} bytes`,
    `  format    ${facts.contentType}`,
    `  records   ${grouped(summary.records)}`,
    `  features  ${grouped(summary.features)}, ${shape}`,
    `  values    ${short(Math.min(values.min, zeros > 0 ? 0 : values.min))} to ${short(values.max)}, mean ${short((values.mean * values.count) / cells)}, ${((100 * zeros) / cells).toFixed(1)} % zeros`,
    ...labelLines(label, facts.contentType),
    ...summary.first.map((row, index) => `  row ${String(index).padEnd(6)}${rowText(row)}`),
    ...summary.warnings.map(
      ({ code, message, where }) => `  warning   ${code}: ${message}${where ? ` (${describeWhere(where)})` : ''}`,
    ),
  ];
}

function labelLines(label: LabelSummary | undefined, contentType: string): string[] {
  if (label === undefined) {
    const hint =
      contentType === 'text/csv' ? ' (if the first column is one: --content-type "text/csv;label_size=1")' : '';
    return [`  label     none${hint}`];
  }
  const width = label.columns === 1 ? '' : `${label.columns} columns, `;
  if (label.distinct === undefined)
    return [`  label     ${width}${short(label.min)} to ${short(label.max)}, mean ${short(label.mean)}`];
  const counts = label.distinct.slice(0, 10).map(({ value, count }) => `${short(value)} (${grouped(count)})`);
  const more = label.distinct.length > 10 ? ', …' : '';
  return [`  label     ${width}${label.distinct.length} distinct: ${counts.join(', ')}${more}`];
}

const SHOWN_VALUES = 16;

function rowText({ label, values, columns }: FirstRow): string {
  const shown = values
    .slice(0, SHOWN_VALUES)
    .map((value, i) => (columns ? `${columns[i]}:${short(value)}` : short(value)));
  const more = values.length > SHOWN_VALUES ? ` … ${values.length - SHOWN_VALUES} more` : '';
  return `${label === undefined ? '' : `${label.map(short).join(' ')} | `}${shown.join(' ')}${more}`;
}

function formatOf({ type, parameters }: ReturnType<typeof parseContentType>): string {
  return [type, ...[...parameters].map(([name, value]) => `${name}=${value}`)].join(';');
}

function short(value: number): string {
  return Number.isFinite(value) ? String(Number(value.toPrecision(5))) : String(value);
}

function grouped(value: number): string {
  return value.toLocaleString('en-US');
}
