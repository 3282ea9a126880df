import { colsOf, type Dense, dense, rowMajor, rowsOf } from '../../data/dense.js';
import type { Random } from '../../data/random.js';
import { UserError } from '../../errors.js';
import type { FaissIvfFlat, FaissMetric } from '../algorithm.js';
import { CODEWORDS, type CodewordsStep, encode, trainCodewords } from './codewords.js';
import { flatIndex } from './flat-index.js';
import { ivfFlatIndex } from './ivf-flat-index.js';
import { ivfPqIndex } from './ivf-pq-index.js';
import type { NeighborIndex } from './neighbor-index.js';
import type { SearchContext } from './search.js';
import { type CentresStep, nearestCentres, trainCentres } from './train-cells.js';

export interface IndexOptions extends SearchContext {
  readonly type: NeighborIndex['type'];
  readonly metric: FaissMetric;
  readonly cells: number;
  readonly nprobe: number;
  /** Bytes of a code; for `faiss.IVFPQ`. */
  readonly m?: number | undefined;
  readonly random: Random;
}

/** What there is to see while an index is made. */
export type IndexStep =
  | ({ readonly phase: 'cells' } & CentresStep)
  | ({ readonly phase: 'codewords'; readonly m: number } & CodewordsStep)
  | { readonly phase: 'trained' };

/**
 * Makes an index of the rows: centres of cells and codewords are learnt from a sample of them, then every row is put in its cell.
 * @param rows `[rows, cols]`
 * @throws UserError E_TOO_FEW_ROWS
 */
export async function* buildIndex(rows: Dense, options: IndexOptions): AsyncGenerator<IndexStep, NeighborIndex, void> {
  const { type, metric, cells, nprobe, m } = options;
  if (type === 'faiss.Flat') {
    yield { phase: 'trained' };
    return flatIndex({ kind: 'flat', metric, cols: colsOf(rows), rows: rowsOf(rows), values: rowMajor(rows) });
  }
  refuseTooFew(rowsOf(rows), cells, type);
  const centres = yield* phase('cells', trainCentres(rows, cells, { ...options, spherical: metric !== 'L2' }));
  const labels = await nearestCentres(rows, centres, options);
  if (type === 'faiss.IVFFlat' || m === undefined) {
    yield { phase: 'trained' };
    return ivfFlatIndex({ kind: 'ivf-flat', nprobe, metric, ...sortIntoCells(rows, centres, labels) });
  }
  const away = residuals(rows, centres, labels);
  const steps = phase('codewords', trainCodewords(away, m, options), { m });
  const codewords = yield* steps;
  yield { phase: 'trained' };
  const codes = await encode(away, codewords, m, options);
  const { values, ...sorted } = sortIntoCells(rows, centres, labels);
  const inOrder = new Uint8Array(codes.length);
  sorted.ids.forEach((row, at) => {
    inOrder.set(codes.subarray(row * m, (row + 1) * m), at * m);
  });
  return ivfPqIndex({ kind: 'ivf-pq', nprobe, metric, m, codewords, codes: inOrder, ...sorted });
}

async function* phase<P extends string, S, R, E extends object>(
  name: P,
  steps: AsyncGenerator<S, R, void>,
  more?: E,
): AsyncGenerator<{ readonly phase: P } & S & E, R, void> {
  let step = await steps.next();
  for (; !step.done; step = await steps.next()) yield { phase: name, ...step.value, ...(more as E) };
  return step.value;
}

function refuseTooFew(rows: number, cells: number, type: NeighborIndex['type']): void {
  if (rows < cells) {
    throw new UserError('E_TOO_FEW_ROWS', `${cells} cells cannot be learnt from ${rows} rows.`, {
      hint: `Lower faiss_index_ivf_nlists to ${rows} or less, or provide more rows.`,
    });
  }
  if (type === 'faiss.IVFPQ' && rows < CODEWORDS) {
    throw new UserError(
      'E_TOO_FEW_ROWS',
      `faiss.IVFPQ learns ${CODEWORDS} codewords, but there are only ${rows} rows.`,
      {
        hint: 'Set index_type to faiss.Flat or faiss.IVFFlat, or provide more rows.',
      },
    );
  }
}

/** Rows in the order of their cells, and within a cell in their own. */
function sortIntoCells(
  rows: Dense,
  centres: Dense,
  labels: Int32Array,
): Pick<FaissIvfFlat, 'cols' | 'rows' | 'centres' | 'starts' | 'ids' | 'values'> {
  const [count, cols, cells] = [rowsOf(rows), colsOf(rows), rowsOf(centres)];
  const starts = new Int32Array(cells + 1);
  for (const label of labels) starts[label + 1]!++;
  for (let cell = 0; cell < cells; cell++) starts[cell + 1]! += starts[cell] as number;
  const next = starts.slice();
  const ids = new Int32Array(count);
  const values = new Float32Array(count * cols);
  const given = rowMajor(rows);
  labels.forEach((cell, row) => {
    const at = next[cell]!++;
    ids[at] = row;
    values.set(given.subarray(row * cols, (row + 1) * cols), at * cols);
  });
  return { cols, rows: count, centres: rowMajor(centres), starts, ids, values };
}

/** What each row is away from the centre of its cell. */
function residuals(rows: Dense, centres: Dense, labels: Int32Array): Dense {
  const cols = colsOf(rows);
  const [values, middle] = [rowMajor(rows), rowMajor(centres)];
  const away = new Float32Array(values.length);
  labels.forEach((cell, row) => {
    for (let col = 0; col < cols; col++) {
      away[row * cols + col] = (values[row * cols + col] as number) - (middle[cell * cols + col] as number);
    }
  });
  return dense(away, rowsOf(rows), cols);
}
