import { UserError, type Where } from '../errors.js';
import { type Csr, isCsr, sliceMatrix } from './csr.js';
import type { Block, Dataset, ReadOptions } from './dataset.js';
import { colsOf, type Dense, dense, rowMajor, rowsOf } from './dense.js';
import { joinFloats } from './join-floats.js';

/** As many rows as were asked for, or a multiple where that is allowed; only the last batch of a pass may be smaller. */
export interface Batch {
  /** 0-based in this pass. */
  readonly index: number;
  readonly rows: number;
  readonly cols: number;
  /** Like a block's arrays, it holds until the next batch is asked for, unless it is `lasting`. */
  readonly features: Dense | Csr;
  /** `[rows, labelSize]`, row-major; absent where the data has no label. */
  readonly labels?: Float32Array;
  readonly labelSize: number;
  /** Where the rows come from, piece by piece; see {@link whereIs}. */
  readonly pieces: readonly Piece[];
  /** Bytes of input that the rows so far took in this pass, where the reader counts them; within a block, their share. */
  readonly bytesRead: number;
  /** As of a {@link Block}. */
  readonly lasting?: true;
}

/** Rows that come from one place, up to the next piece. */
export interface Piece {
  /** Row of the batch this piece starts at. */
  readonly at: number;
  readonly origin?: { readonly file: string; readonly firstRow: number };
}

/** Rows of one block, with what belongs to them. */
interface Rows extends Omit<Piece, 'at'> {
  readonly features: Dense | Csr;
  readonly labels?: Float32Array;
  readonly labelSize: number;
  readonly lasting?: true;
}

export interface BatchOptions extends ReadOptions {
  /**
   * Asked before each batch: rows it may have at most. Where a block holds several batches, so many of them come as one, without a copy.
   * Default: batches come one by one.
   */
  readonly mostRows?: (() => number) | undefined;
}

/**
 * Cuts a pass over the data into mini-batches. A batch that lies within one block is a view of it; one that straddles blocks is copied.
 *
 * @throws UserError E_FEATURE_DIM where the width changes, E_LAYOUT_CHANGED where dense rows meet sparse ones
 */
export async function* batches(
  dataset: Dataset,
  size: number,
  options: BatchOptions = {},
): AsyncGenerator<Batch, void, void> {
  let pending: Rows[] = [];
  let pendingRows = 0;
  let index = 0;
  let bytesBefore = 0;
  let bytesRead = 0;
  for await (const block of dataset.blocks({ ...options, batchRows: size })) {
    const rows = rowCount(block.features);
    for (let from = 0; from < rows; ) {
      const most = pendingRows > 0 ? 0 : Math.min(rows - from, options.mostRows?.() ?? 0);
      const wanted = Math.max(size, most - (most % size));
      const to = Math.min(rows, from + wanted - pendingRows);
      const taken = slice(block, from, to);
      from = to;
      bytesRead = bytesBefore + ((block.bytes ?? 0) * to) / rows;
      const whole = pendingRows + rowCount(taken.features) === wanted;
      // What waits for another block must survive it.
      pending.push(whole && pendingRows === 0 ? taken : copy(taken));
      pendingRows += rowCount(taken.features);
      if (!whole) continue;
      yield assemble(pending, index++, bytesRead);
      pending = [];
      pendingRows = 0;
    }
    bytesBefore += block.bytes ?? 0;
  }
  if (pendingRows > 0) yield assemble(pending, index, bytesRead);
}

/** Where a row of a batch stands in the user's input. */
export function whereIs(batch: Pick<Batch, 'pieces'>, row: number): Where {
  const piece = batch.pieces.findLast(({ at }) => at <= row);
  if (piece?.origin === undefined) return {};
  return { file: piece.origin.file, record: piece.origin.firstRow + row - piece.at };
}

/** The pieces of the rows of a batch from `from` on, where they follow `before` other rows. */
export function piecesFrom({ pieces }: Pick<Batch, 'pieces'>, from: number, before: number): Piece[] {
  const first = pieces.findLastIndex(({ at }) => at <= from);
  return pieces.slice(Math.max(0, first)).map(({ at, origin }): Piece => {
    const start = Math.max(at, from);
    const place = { at: before + start - from };
    return origin === undefined ? place : { ...place, origin: { ...origin, firstRow: origin.firstRow + start - at } };
  });
}

function rowCount(features: Dense | Csr): number {
  return isCsr(features) ? features.rows : rowsOf(features);
}

function colCount(features: Dense | Csr): number {
  return isCsr(features) ? features.cols : colsOf(features);
}

function slice(block: Block, from: number, to: number): Rows {
  const { features, labels, labelSize, origin, lasting } = block;
  return {
    features: sliceMatrix(features, from, to),
    labelSize,
    ...(labels && { labels: labels.subarray(from * labelSize, to * labelSize) }),
    ...(origin && { origin: { file: origin.file, firstRow: origin.firstRow + from } }),
    ...(lasting && { lasting }),
  };
}

function copy(rows: Rows): Rows {
  const { features, labels } = rows;
  return {
    ...rows,
    features: isCsr(features)
      ? { ...features, columns: features.columns.slice(), values: features.values.slice() }
      : dense(rowMajor(features).slice(), rowsOf(features), colsOf(features)),
    ...(labels && { labels: labels.slice() }),
  };
}

function assemble(parts: readonly Rows[], index: number, bytesRead: number): Batch {
  const [first] = parts as [Rows];
  let rows = 0;
  const pieces = parts.map((part): Piece => {
    const at = rows;
    rows += rowCount(part.features);
    return part.origin === undefined ? { at } : { at, origin: part.origin };
  });
  const features = parts.length === 1 ? first.features : concatenate(parts);
  const labels = parts.length === 1 ? first.labels : joinFloats(parts.flatMap((part) => part.labels ?? []));
  return {
    index,
    rows,
    cols: colCount(features),
    features,
    labelSize: first.labelSize,
    ...(first.labels && labels && { labels }),
    pieces,
    bytesRead,
    ...(parts.length === 1 && first.lasting && { lasting: first.lasting }),
  };
}

function concatenate(parts: readonly Rows[]): Dense | Csr {
  const [first] = parts as [Rows];
  const cols = colCount(first.features);
  for (const part of parts) mustContinue(first.features, part);
  const rows = parts.reduce((sum, part) => sum + rowCount(part.features), 0);
  if (!isCsr(first.features))
    return dense(joinFloats(parts.map((part) => rowMajor(part.features as Dense))), rows, cols);
  const sparse = parts.map((part) => part.features as Csr);
  const rowStarts = new Uint32Array(rows + 1);
  const columns = new Uint32Array(sparse.reduce((sum, part) => sum + part.columns.length, 0));
  let row = 0;
  let entry = 0;
  for (const part of sparse) {
    for (let i = 1; i <= part.rows; i++) rowStarts[++row] = entry + (part.rowStarts[i] as number);
    columns.set(part.columns, entry);
    entry += part.columns.length;
  }
  return { rows, cols, rowStarts, columns, values: joinFloats(sparse.map((part) => part.values)) };
}

function mustContinue(before: Dense | Csr, next: Rows): void {
  const where: Where = next.origin === undefined ? {} : { file: next.origin.file, record: next.origin.firstRow };
  if (colCount(before) !== colCount(next.features)) {
    const message = `Rows of ${colCount(next.features)} features follow rows of ${colCount(before)}.`;
    throw new UserError('E_FEATURE_DIM', message, {
      where,
      hint: 'Every row of a channel must have the same features.',
    });
  }
  if (isCsr(before) !== isCsr(next.features)) {
    const message = isCsr(before) ? 'Dense rows follow sparse ones.' : 'Sparse rows follow dense ones.';
    throw new UserError('E_LAYOUT_CHANGED', message, { where, hint: 'Write all files of a channel in one layout.' });
  }
}
