import { type Csr, isCsr } from '../../data/csr.js';
import type { Dataset, Matrix } from '../../data/dataset.js';
import { colsOf, type Dense, dense, rowMajor, rowsOf } from '../../data/dense.js';
import { joinFloats } from '../../data/join-floats.js';
import { joinRows } from '../../data/join-rows.js';
import { readAll } from '../../data/read-all.js';
import { UserError, type Where } from '../../errors.js';
import type { TrainingContext } from '../algorithm.js';
import type { RowInfo } from './objectives/objective.js';

/** A channel in memory: features, and what is known of each row. Boosting goes over it once per level of each tree. */
export interface RowSet {
  /** `train` or `validation`, as evaluation lines have it */
  readonly name: string;
  readonly features: Dense | Csr;
  readonly info: RowInfo;
}

/** @throws UserError E_CHANNEL_EMPTY, E_XGBOOST_LABEL, E_XGBOOST_WEIGHT, E_NOT_FINITE, in XGBoost's words */
export async function readRows(
  name: string,
  data: Dataset,
  { signal }: Pick<TrainingContext, 'signal'>,
): Promise<RowSet> {
  const matrix = await readAll(data, { signal });
  const rows = rowCount(matrix.features);
  const where = { file: data.name };
  if (rows === 0) {
    throw new UserError(
      'E_CHANNEL_EMPTY',
      `No data in ${name === 'train' ? 'training' : name} channel path ${data.name}`,
      {
        where,
      },
    );
  }
  refuseInfinity(matrix.features, where);
  return { name, features: matrix.features, info: rowInfo(matrix, rows, where) };
}

export function rowCount(features: Dense | Csr): number {
  return isCsr(features) ? features.rows : rowsOf(features);
}

export function columnCount(features: Dense | Csr): number {
  return isCsr(features) ? features.cols : colsOf(features);
}

function rowInfo({ labels, labelSize, weights, queryIds }: Matrix, rows: number, where: Where): RowInfo {
  if (labels === undefined || labelSize !== 1) {
    throw new UserError('E_LABEL_SIZE', 'XGBoost needs one label for each row.', {
      where,
      hint: 'In CSV the label is the first column, in libsvm the first word of a line.',
    });
  }
  const unusable = labels.findIndex((label) => !Number.isFinite(label));
  if (unusable >= 0) {
    throw new UserError('E_NOT_FINITE', 'Label contains NaN, infinity or a value too large.', {
      where: { ...where, record: unusable },
    });
  }
  const negative = weights?.findIndex((weight) => !(weight >= 0 && Number.isFinite(weight))) ?? -1;
  if (negative >= 0) {
    throw new UserError('E_XGBOOST_WEIGHT', 'Weights must be positive values.', {
      where: { ...where, record: negative },
    });
  }
  return {
    rows,
    labels,
    ...(weights === undefined ? {} : { weights }),
    ...(queryIds === undefined ? {} : { queryStarts: queryStartsOf(queryIds, where) }),
  };
}

/** Where each query begins: its rows must stand together. */
function queryStartsOf(queryIds: Float64Array, where: Where): Uint32Array {
  const starts: number[] = [];
  const seen = new Set<number>();
  for (const [row, query] of queryIds.entries()) {
    if (row > 0 && query === queryIds[row - 1]) continue;
    if (seen.has(query)) {
      throw new UserError('E_XGBOOST_QUERY', '`qid` must be sorted in non-decreasing order along with data.', {
        where: { ...where, record: row },
        hint: `Rows of query ${query} stand apart.`,
      });
    }
    seen.add(query);
    starts.push(row);
  }
  return Uint32Array.from([...starts, queryIds.length]);
}

function refuseInfinity(features: Dense | Csr, where: Where): void {
  const values = isCsr(features) ? features.values : rowMajor(features);
  const at = firstInfinity(values);
  if (at < 0) return;
  const cols = columnCount(features);
  const [record, column] = isCsr(features)
    ? [features.rowStarts.findIndex((start) => start > at) - 1, features.columns[at] as number]
    : [Math.floor(at / cols), at % cols];
  throw new UserError(
    'E_NOT_FINITE',
    'Input data contains `inf` or a value too large, while `missing` is not set to `inf`',
    { where: { ...where, record, column: column + 1 } },
  );
}

/** A plain loop: of tens of millions of values a callback each would hold up everybody for a third of a second. */
function firstInfinity(values: Float32Array): number {
  for (let at = 0; at < values.length; at++) {
    if (values[at] === Infinity || values[at] === -Infinity) return at;
  }
  return -1;
}

/** Rows at these positions, in this order. */
export function selectRows({ name, features, info }: RowSet, positions: Uint32Array): RowSet {
  const pick = (values: Float32Array) => Float32Array.from(positions, (row) => values[row] as number);
  return {
    name,
    features: isCsr(features) ? pickSparse(features, positions) : pickDense(features, positions),
    info: {
      rows: positions.length,
      labels: pick(info.labels),
      ...(info.weights === undefined ? {} : { weights: pick(info.weights) }),
    },
  };
}

function pickDense(features: Dense, positions: Uint32Array): Dense {
  const cols = colsOf(features);
  const values = rowMajor(features);
  const picked = new Float32Array(positions.length * cols);
  for (const [at, row] of positions.entries()) picked.set(values.subarray(row * cols, (row + 1) * cols), at * cols);
  return dense(picked, positions.length, cols);
}

function pickSparse({ cols, rowStarts, columns, values }: Csr, positions: Uint32Array): Csr {
  const starts = new Uint32Array(positions.length + 1);
  for (const [at, row] of positions.entries()) {
    starts[at + 1] = (starts[at] as number) + (rowStarts[row + 1] as number) - (rowStarts[row] as number);
  }
  const entries = starts[positions.length] as number;
  const picked = { columns: new Uint32Array(entries), values: new Float32Array(entries) };
  for (const [at, row] of positions.entries()) {
    const [from, to] = [rowStarts[row] as number, rowStarts[row + 1] as number];
    picked.columns.set(columns.subarray(from, to), starts[at]);
    picked.values.set(values.subarray(from, to), starts[at]);
  }
  return { rows: positions.length, cols, rowStarts: starts, ...picked };
}

/** Some rows, and below them others: what cross validation divides anew. */
export function joinRowSets(upper: RowSet, lower: RowSet): RowSet {
  const rows = upper.info.rows + lower.info.rows;
  const join = (a: Float32Array, b: Float32Array) => joinFloats([a, b]);
  const weightsOf = ({ info }: RowSet) => info.weights ?? new Float32Array(info.rows).fill(1);
  const hasWeights = upper.info.weights !== undefined || lower.info.weights !== undefined;
  return {
    name: upper.name,
    features: joinRows([upper.features, lower.features]),
    info: {
      rows,
      labels: join(upper.info.labels, lower.info.labels),
      ...(hasWeights ? { weights: join(weightsOf(upper), weightsOf(lower)) } : {}),
    },
  };
}
