import { isCsr } from '../data/csr.js';
import type { Block, Dataset, Warning } from '../data/dataset.js';
import { rowMajor, rowsOf } from '../data/dense.js';
import { type NumberSummary, Tally } from '../data/tally.js';

/** What one pass over a data set finds. Plain data: it is printed as it is by `--json`. */
export interface DataSummary {
  readonly records: number;
  readonly features: number;
  readonly layout: 'dense' | 'sparse';
  /** Of the stored values; a sparse row's unwritten zeros are not among them. */
  readonly values: NumberSummary & { readonly zeros: number };
  readonly label?: LabelSummary;
  /** The first rows, label and all. */
  readonly first: readonly FirstRow[];
  readonly warnings: readonly Warning[];
}

export interface LabelSummary extends NumberSummary {
  readonly columns: number;
  /** How often each value occurs, most frequent first; absent where there are more than a few dozen. */
  readonly distinct?: readonly { readonly value: number; readonly count: number }[];
}

export interface FirstRow {
  readonly label?: readonly number[];
  readonly values: readonly number[];
  /** Sparse rows: the column of each value. */
  readonly columns?: readonly number[];
}

const MOST_DISTINCT_LABELS = 30;

/** Reads everything once, holding a block at a time. @throws UserError what the reader finds wrong */
export async function summarise(
  dataset: Dataset,
  options: { readonly firstRows: number; readonly signal: AbortSignal },
): Promise<DataSummary> {
  const warnings: Warning[] = [];
  const values = new Tally();
  const labels = new Tally();
  const occurrences = new Map<number, number>();
  const first: FirstRow[] = [];
  let [records, features, labelSize] = [0, 0, 0];
  let layout: DataSummary['layout'] = 'dense';
  for await (const block of dataset.blocks({
    signal: options.signal,
    onWarning: (warning) => warnings.push(warning),
  })) {
    const sparse = isCsr(block.features);
    layout = sparse ? 'sparse' : 'dense';
    features = isCsr(block.features) ? block.features.cols : (block.features.shape[1] as number);
    labelSize = block.labelSize;
    const rows = rowsIn(block);
    for (let row = 0; row < rows && first.length < options.firstRows; row++) first.push(rowOf(block, row));
    records += rows;
    values.add(isCsr(block.features) ? block.features.values : rowMajor(block.features));
    if (block.labels === undefined) continue;
    labels.add(block.labels);
    count(block.labels, occurrences);
  }
  return {
    records,
    features,
    layout,
    values: { ...values.summary(), zeros: values.zeros },
    ...(labelSize === 0 ? {} : { label: labelSummary(labelSize, labels, occurrences) }),
    first,
    warnings,
  };
}

function count(labels: Float32Array, occurrences: Map<number, number>): void {
  for (let i = 0; i < labels.length && occurrences.size <= MOST_DISTINCT_LABELS; i++) {
    const label = labels[i] as number;
    occurrences.set(label, (occurrences.get(label) ?? 0) + 1);
  }
}

function labelSummary(columns: number, tally: Tally, occurrences: ReadonlyMap<number, number>): LabelSummary {
  const summary = { columns, ...tally.summary() };
  if (occurrences.size > MOST_DISTINCT_LABELS) return summary;
  const distinct = [...occurrences].map(([value, count]) => ({ value, count }));
  return { ...summary, distinct: distinct.sort((a, b) => b.count - a.count || a.value - b.value) };
}

function rowsIn({ features }: Block): number {
  return isCsr(features) ? features.rows : rowsOf(features);
}

function rowOf({ features, labels, labelSize }: Block, row: number): FirstRow {
  const label = labels === undefined ? {} : { label: [...labels.subarray(row * labelSize, (row + 1) * labelSize)] };
  if (!isCsr(features)) {
    const cols = features.shape[1] as number;
    return { ...label, values: Array.from({ length: cols }, (_, col) => features.get(row, col)) };
  }
  const [from, to] = [features.rowStarts[row], features.rowStarts[row + 1]];
  return {
    ...label,
    columns: [...features.columns.subarray(from, to)],
    values: [...features.values.subarray(from, to)],
  };
}
