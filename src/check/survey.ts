import { isCsr } from '../data/csr.js';
import type { Block } from '../data/dataset.js';
import { colsOf, type Dense, rowMajor, rowsOf } from '../data/dense.js';
import { Tally } from '../data/tally.js';
import type { TensorType } from '../kernels/kernels.js';
import type { LabelClasses } from './label-rules.js';
import type { Contents, LabelContents } from './report.js';

/** A cell that somebody will object to. */
export interface Spot {
  readonly file: string;
  /** 0-based in the file. */
  readonly row: number;
  /** 0-based among the features, or the labels. */
  readonly column: number;
  readonly of: 'feature' | 'label';
  readonly value: number;
}

/** Spots of one kind: the first ones and how many there are. */
export interface Spots {
  readonly first: Spot[];
  count: number;
}

const MOST_DISTINCT = 10_000;
const SHOWN_DISTINCT = 30;
const SAMPLED_ROWS = 1_000;
const SMALL_LABELS = 256;

/** Looks at every good row once, block by block, holding none but a sample. */
export class Survey {
  rows = 0;
  features = 0;
  labelSize = 0;
  layout: Contents['layout'] = 'dense';
  /** NaN and infinite values. */
  readonly notFinite: Spots = { first: [], count: 0 };
  readonly wrongLabels: Spots = { first: [], count: 0 };
  /** The first rows of a dense data set, `[sampleRows, features]`. */
  sample = new Float32Array();
  readonly #labels = new Map<number, number>();
  /** How often each of the labels 0, 1, … comes that {@link #labels} has: nearly all labels are such, and a map is slow. */
  readonly #smallLabels = new Uint32Array(SMALL_LABELS);
  /** Of RecordIO-protobuf, where known. */
  tensorType: TensorType | undefined;
  readonly #values = new Tally();
  readonly #labelValues = new Tally();
  readonly #classes: LabelClasses | undefined;
  readonly #mostSpots: number;
  #stored = 0;
  #missing = 0;
  /** Columns that have had one value so far, and that value. */
  #constant: { readonly columns: number[]; readonly values: Float32Array } | undefined;

  constructor(options: { readonly classes?: LabelClasses | undefined; readonly mostSpots: number }) {
    this.#classes = options.classes;
    this.#mostSpots = options.mostSpots;
  }

  add(block: Block): void {
    const { features, labels, labelSize } = block;
    const values = isCsr(features) ? features.values : rowMajor(features);
    this.labelSize = labelSize;
    this.layout = isCsr(features) ? 'sparse' : 'dense';
    // XGBoost's rows may differ in width.
    this.features = Math.max(this.features, isCsr(features) ? features.cols : colsOf(features));
    if (!isCsr(features)) this.#addDense(features, values);
    this.#stored += values.length;
    if (!this.#values.addFinite(values)) this.#findNotFinite(block, values);
    if (labels !== undefined && labelSize > 0) this.#addLabels(block, labels);
    this.rows += isCsr(features) ? features.rows : rowsOf(features);
  }

  /** Features, counted from 0, that have the same value in every row. */
  get constantColumns(): readonly number[] {
    return this.rows > 1 ? (this.#constant?.columns ?? []) : [];
  }

  contents(): Contents {
    const { rows, features, layout, labelSize } = this;
    const unwritten = rows * features - this.#stored;
    return {
      rows,
      features,
      layout,
      values: { ...this.#values.summary(), zeros: this.#values.zeros + unwritten },
      missing: this.#missing,
      infinite: this.notFinite.count - this.#missing,
      ...(labelSize > 0 && { label: this.#labelContents() }),
    };
  }

  #labelContents(): LabelContents {
    const contents = { columns: this.labelSize, ...this.#labelValues.summary() };
    const labels = this.labels;
    if (labels.size > SHOWN_DISTINCT) return contents;
    const distinct = [...labels].map(([value, count]) => ({ value, count }));
    return { ...contents, distinct: distinct.sort((a, b) => b.count - a.count || a.value - b.value) };
  }

  /** How often each label comes, by its first coming. */
  get labels(): ReadonlyMap<number, number> {
    for (const [label, count] of this.#smallLabels.entries()) if (count > 0) this.#labels.set(label, count);
    return this.#labels;
  }

  #countLabel(value: number): void {
    const isSmall = value >= 0 && value < SMALL_LABELS && Number.isInteger(value);
    if (isSmall && this.#smallLabels[value] !== 0) {
      this.#smallLabels[value] = (this.#smallLabels[value] as number) + 1;
      return;
    }
    const before = this.#labels.get(value);
    if (before !== undefined) this.#labels.set(value, before + 1);
    else if (this.#labels.size <= MOST_DISTINCT) {
      this.#labels.set(value, 1);
      if (isSmall) this.#smallLabels[value] = 1;
    }
  }

  #addDense(features: Dense, values: Float32Array): void {
    const [rows, cols] = [rowsOf(features), colsOf(features)];
    if (rows === 0) return;
    if (this.#constant !== undefined && this.#constant.values.length !== cols) {
      this.#constant.columns.length = 0;
      return;
    }
    if (this.sample.length < SAMPLED_ROWS * cols) {
      const taken = values.subarray(0, Math.min(values.length, SAMPLED_ROWS * cols - this.sample.length));
      const sample = new Float32Array(this.sample.length + taken.length);
      sample.set(this.sample);
      sample.set(taken, this.sample.length);
      this.sample = sample;
    }
    this.#constant ??= { columns: Array.from({ length: cols }, (_, column) => column), values: values.slice(0, cols) };
    const { columns, values: first } = this.#constant;
    if (columns.length === 0) return;
    const left = columns.filter((column) => isConstant(values, column, cols, first[column] as number));
    columns.splice(0, columns.length, ...left);
  }

  #findNotFinite({ features, origin }: Block, values: Float32Array): void {
    for (let at = 0; at < values.length; at++) {
      const value = values[at] as number;
      if (Number.isFinite(value)) continue;
      if (Number.isNaN(value)) this.#missing++;
      this.notFinite.count++;
      if (this.notFinite.first.length >= this.#mostSpots) continue;
      const place = isCsr(features)
        ? { row: features.rowStarts.findIndex((start) => start > at) - 1, column: features.columns[at] as number }
        : { row: Math.floor(at / colsOf(features)), column: at % colsOf(features) };
      const { file = '', firstRow = 0 } = origin ?? {};
      this.notFinite.first.push({ file, row: firstRow + place.row, column: place.column, of: 'feature', value });
    }
  }

  #addLabels({ origin, labelSize }: Block, labels: Float32Array): void {
    this.#labelValues.addFinite(labels);
    for (let at = 0; at < labels.length; at++) {
      const value = labels[at] as number;
      this.#countLabel(value);
      if (!this.#isWrong(value)) continue;
      this.wrongLabels.count++;
      if (this.wrongLabels.first.length >= this.#mostSpots) continue;
      const { file = '', firstRow = 0 } = origin ?? {};
      const [row, column] = [firstRow + Math.floor(at / labelSize), at % labelSize];
      this.wrongLabels.first.push({ file, row, column, of: 'label', value });
    }
  }

  #isWrong(label: number): boolean {
    if (!Number.isFinite(label)) return true;
    if (this.#classes === undefined) return false;
    const { count = Number.POSITIVE_INFINITY } = this.#classes;
    return !(Number.isInteger(label) && label >= 0 && label < count);
  }
}

function isConstant(values: Float32Array, column: number, cols: number, value: number): boolean {
  for (let at = column; at < values.length; at += cols) if (values[at] !== value) return false;
  return true;
}
