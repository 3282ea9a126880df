/**
 * RecordIO-protobuf as the newer XGBoost images read it: record by record, whatever each of them is. Types may change, dense rows may stand beside sparse
 * ones, a sparse row may have no shape, and a record without the feature `values` is passed over.
 *
 * Nearly all files are regular, so the strict reader goes first; where it gives up on something that those images take, reading goes on
 * from that record in this way.
 */
import type { Csr } from '../../data/csr.js';
import { isCsr } from '../../data/csr.js';
import type { Block, Dataset, ReadOptions, Warning } from '../../data/dataset.js';
import { UserError, type Where } from '../../errors.js';
import type { Kernels } from '../../kernels/kernels.js';
import type { ByteSource } from '../byte-source.js';
import { prefetch } from '../prefetch.js';
import type { AnyRecord, RecordTensor, RecordValue } from './message.js';
import { readRecords } from './reader.js';
import { recordDataset } from './recordio.js';

export interface LaxOptions {
  readonly kernels: Kernels;
  readonly name: string;
  /** What the newest image does with a sparse row that has no entry is to be told. */
  readonly imageVersion: string;
}

/** What the strict reader refuses and the others take. */
const TAKEN = new Set([
  'E_RECORD_TYPE_CHANGED',
  'E_RECORD_LAYOUT_CHANGED',
  'E_RECORD_SHAPE_MISSING',
  'E_RECORD_FEATURES_MISSING',
  'E_RECORD_FEATURES_UNKNOWN',
]);

const ROWS_PER_BLOCK = 1000;

/** Warnings: W_RECORD_EMPTY_ROW, W_RECORD_IRREGULAR, W_RECORD_SKIPPED. @throws UserError E_RECORD_… */
export function laxRecordDataset(sources: readonly ByteSource[], options: LaxOptions): Dataset {
  const { kernels, name } = options;
  const strict = recordDataset(sources, { kernels, name });
  return {
    name,
    ...(strict.bytes !== undefined && { bytes: strict.bytes }),
    blocks: (read = {}) => prefetch(blocks(sources, strict, options, read)),
  };
}

async function* blocks(
  sources: readonly ByteSource[],
  strict: Dataset,
  options: LaxOptions,
  read: ReadOptions,
): AsyncGenerator<Block, void, void> {
  const rows = new EmptyRows(options, read);
  let hasRows = false;
  try {
    for await (const block of strict.blocks({ signal: read.signal, onWarning: read.onWarning })) {
      rows.look(block);
      hasRows = true;
      yield block;
    }
  } catch (error) {
    if (!(error instanceof UserError) || !TAKEN.has(error.code)) throw error;
    const { file = '', record = 0 } = error.where ?? {};
    read.onWarning?.(irregular(error));
    const from = sources.findIndex((source) => source.name === file);
    for await (const block of laxBlocks(sources.slice(from), record, read)) {
      rows.look(block);
      hasRows = true;
      yield block;
    }
    if (hasRows) return;
    throw new UserError('E_RECORD_EMPTY', `No record of ${options.name} has a feature named values.`, {
      where: { file: options.name },
    });
  }
}

/** From record `first` of the first source on. */
async function* laxBlocks(
  sources: readonly ByteSource[],
  first: number,
  read: ReadOptions,
): AsyncGenerator<Block, void, void> {
  const widths: Widths = new Map();
  for (const [index, source] of sources.entries()) {
    let record = -1;
    let rows = new Rows(source.name, index === 0 ? first : 0, widths);
    for await (const { record: found, offset } of readRecords(source)) {
      record++;
      if (index === 0 && record < first) continue;
      read.signal?.throwIfAborted();
      const where = { file: source.name, record, byteOffset: offset };
      if (!rows.add(found, where)) read.onWarning?.(skipped(where));
      if (rows.count < ROWS_PER_BLOCK) continue;
      yield rows.block();
      rows = new Rows(source.name, record + 1, widths);
    }
    if (rows.count > 0) yield rows.block();
  }
}

/** Of dense rows, and of sparse ones that say theirs: each kind must agree with itself. */
type Widths = Map<'dense' | 'sparse', number>;

/** Rows of a block in the making, all as sparse ones; what is NaN is missing. */
class Rows {
  readonly #file: string;
  readonly #firstRow: number;
  readonly #starts = [0];
  readonly #columns: number[] = [];
  readonly #values: number[] = [];
  readonly #labels: number[] = [];
  readonly #widths: Widths;
  #cols = 0;

  constructor(file: string, firstRow: number, widths: Widths) {
    this.#file = file;
    this.#firstRow = firstRow;
    this.#widths = widths;
  }

  get count(): number {
    return this.#starts.length - 1;
  }

  /** Says whether the record makes a row. */
  add(record: AnyRecord, where: Where): boolean {
    const tensor = record.features.get('values');
    if (tensor === undefined) return false;
    if (!isTensor(tensor)) throw unreadable('The feature holds no numbers.', where);
    this.#addTensor(tensor, where);
    const label = record.label.get('values');
    if (label !== undefined && isTensor(label)) this.#labels.push(...Array.from(label.values));
    this.#starts.push(this.#columns.length);
    return true;
  }

  #addTensor({ values, keys = [], shape = [] }: RecordTensor, where: Where): void {
    const isSparse = keys.length > 0 || (values.length === 0 && shape.length > 0);
    if (isSparse && keys.length !== values.length) {
      throw unreadable(`The sparse feature has ${keys.length} key(s) but ${values.length} value(s).`, where);
    }
    const declared = shape.length === 0 ? undefined : shape.reduce((size, axis) => size * axis, 1);
    const width = isSparse ? (declared ?? keys.reduce((most, key) => Math.max(most, key + 1), 0)) : values.length;
    if (!isSparse || declared !== undefined) this.#agree(isSparse ? 'sparse' : 'dense', width, where);
    const outside = keys.find((key) => key >= Math.min(width, 2 ** 32 - 1));
    if (outside !== undefined) throw unreadable(`The key ${outside} lies outside of ${width} features.`, where);
    for (const [at, value] of values.entries()) {
      if (Number.isNaN(value)) continue;
      this.#columns.push(isSparse ? (keys[at] as number) : at);
      this.#values.push(value);
    }
    this.#cols = Math.max(this.#cols, width);
  }

  #agree(kind: 'dense' | 'sparse', width: number, where: Where): void {
    const before = this.#widths.get(kind) ?? width;
    this.#widths.set(kind, before);
    if (before !== width) throw unreadable(`A ${kind} row of ${width} features follows rows of ${before}.`, where);
  }

  block(): Block {
    const rows = this.count;
    const labelSize = this.#labels.length / rows;
    if (!Number.isInteger(labelSize)) {
      throw unreadable('Some records have a label and others have none.', { file: this.#file, record: this.#firstRow });
    }
    return {
      features: {
        rows,
        cols: this.#cols,
        rowStarts: Uint32Array.from(this.#starts),
        columns: Uint32Array.from(this.#columns),
        values: Float32Array.from(this.#values),
      },
      labelSize,
      ...(labelSize > 0 && { labels: Float32Array.from(this.#labels) }),
      origin: { file: this.#file, firstRow: this.#firstRow },
    };
  }
}

function isTensor(value: RecordValue): value is RecordTensor {
  return value.type !== 'bytes' && value.type !== 'unset';
}

function unreadable(message: string, where: Where): UserError {
  return new UserError('E_RECORD_VALUE', message, { where });
}

/** Tells once of a sparse row without entries, which the newest image cannot read. */
class EmptyRows {
  readonly #options: LaxOptions;
  readonly #read: ReadOptions;
  #told = false;

  constructor(options: LaxOptions, read: ReadOptions) {
    this.#options = options;
    this.#read = read;
  }

  look({ features, origin }: Block): void {
    if (this.#told || !isCsr(features)) return;
    const row = emptyRow(features);
    if (row < 0) return;
    this.#told = true;
    this.#read.onWarning?.({
      code: 'W_RECORD_EMPTY_ROW',
      message: `A sparse row has no entry. It is read as it is meant; image ${this.#options.imageVersion} takes it for a dense row of width 0 and fails.`,
      where: { file: origin?.file ?? this.#options.name, record: (origin?.firstRow ?? 0) + row },
    });
  }
}

function emptyRow({ rows, rowStarts }: Csr): number {
  for (let row = 0; row < rows; row++) if (rowStarts[row] === rowStarts[row + 1]) return row;
  return -1;
}

function irregular({ message, where }: UserError): Warning {
  return {
    code: 'W_RECORD_IRREGULAR',
    message: `${message} Older images refuse that; from this record on rows are read one by one, as sparse rows.`,
    ...(where && { where }),
  };
}

function skipped(where: Where): Warning {
  return {
    code: 'W_RECORD_SKIPPED',
    message: "A record without the feature 'values' was passed over, as XGBoost does.",
    where,
  };
}
