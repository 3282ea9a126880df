import { type Csr, isCsr, sliceMatrix } from '../../data/csr.js';
import { colsOf, type Dense, dense, rowMajor, rowsOf } from '../../data/dense.js';
import { UserError } from '../../errors.js';
import type { Kernels, Nearest } from '../../kernels/kernels.js';
import type { ArtifactFile, ArtifactFiles, Model, PredictOptions, ResponseForm } from '../algorithm.js';
import { refuseNonFinite } from '../non-finite.js';
import { wrongWidth } from '../row-width.js';
import { metadataOf } from './metadata.js';
import type { NeighborIndex } from './neighbor-index.js';
import type { Preparation } from './preparation.js';
import type { SearchContext } from './search.js';
import { type PredictorType, predictLabels } from './vote.js';

/** @see https://docs.aws.amazon.com/sagemaker/latest/dg/kNN-inference-formats.html */
export const responseForm: ResponseForm = {
  topKey: 'predictions',
  fields: ['predicted_label'],
  verboseFields: ['distances', 'labels'],
  csv: false,
};

export interface KNNParts {
  readonly kernels: Kernels;
  readonly k: number;
  readonly predictorType: PredictorType;
  readonly preparation: Preparation;
  readonly index: NeighborIndex;
  /** `[rows of the index]` */
  readonly labels: Float32Array;
  /** `model_algo-1` */
  readonly modelName: string;
}

/** The nearest rows of some others, nearest first; among rows as near as each other the one that was indexed before. */
export interface Neighbors {
  /** `[rows, k]`, rows of the index */
  readonly ids: Int32Array;
  /** `[rows, k]`, squared for L2; for INNER_PRODUCT and COSINE the product itself, largest first */
  readonly distances: Dense;
  /** `[rows, k]` */
  readonly labels: Dense;
}

/** Rows that are prepared and searched at once, and the neighbours of them: 192 MiB with their distances. */
const ROWS_AT_ONCE = 16384;
const NEIGHBORS_AT_ONCE = 1 << 24;

/** Neighbours of all rows together, where all are asked for: 3 GiB with their distances and labels. */
const MOST_NEIGHBORS = 2 ** 28;

/** An index of rows with labels; a row is told by the labels of its k nearest neighbours. */
export class KNNModel implements Model {
  readonly #parts: KNNParts;

  constructor(parts: KNNParts) {
    this.#parts = parts;
  }

  get k(): number {
    return this.#parts.k;
  }

  get featureDim(): number {
    return this.#parts.preparation.parts.featureDim;
  }

  /** `[cells]`, rows in each cell of the index; absent with `faiss.Flat`. */
  get cellSizes(): Int32Array | undefined {
    return this.#parts.index.cells?.sizes.slice();
  }

  /**
   * @param rows `[rows, featureDim]`
   * @returns for every row the label its neighbours tell; with `verbose` also their distances and labels, nearest first
   * @throws UserError E_FEATURE_DIM where the width differs, E_NOT_FINITE
   */
  async predict(
    rows: Dense | Csr,
    { signal, verbose = false }: PredictOptions = {},
  ): Promise<{ predicted_label: Float32Array; distances?: Dense; labels?: Dense }> {
    const { k, predictorType } = this.#parts;
    if (verbose) {
      const { distances, labels } = await this.neighbors(rows, { signal });
      return { predicted_label: predictLabels(rowMajor(labels), k, predictorType), distances, labels };
    }
    const predicted = new Float32Array(await this.#checkedRows(rows, signal));
    for await (const { from, ids } of this.#searched(rows, predicted.length, signal)) {
      predicted.set(predictLabels(this.#labelsOf(ids), k, predictorType), from);
    }
    return { predicted_label: predicted };
  }

  /**
   * The k nearest rows of the index for every row.
   * @throws UserError E_FEATURE_DIM where the width differs, E_NOT_FINITE, E_TOO_WIDE where there would be more neighbours than one array holds
   */
  async neighbors(rows: Dense | Csr, { signal }: Pick<PredictOptions, 'signal'> = {}): Promise<Neighbors> {
    const { k, index } = this.#parts;
    const count = await this.#checkedRows(rows, signal);
    if (count * k > MOST_NEIGHBORS) throw tooManyNeighbors(count, k);
    const ids = new Int32Array(count * k);
    const distances = new Float32Array(count * k);
    const sign = index.metric === 'L2' ? 1 : -1;
    for await (const nearest of this.#searched(rows, count, signal)) {
      ids.set(nearest.ids, nearest.from * k);
      distances.set(
        nearest.distances.map((distance) => sign * distance),
        nearest.from * k,
      );
    }
    return { ids, distances: dense(distances, count, k), labels: dense(this.#labelsOf(ids), count, k) };
  }

  /** Some rows after the others: how many neighbours are held at once does not depend on how many rows are asked for. */
  async *#searched(
    rows: Dense | Csr,
    count: number,
    signal: AbortSignal | undefined,
  ): AsyncGenerator<Nearest & { readonly from: number }, void, void> {
    const { k, index } = this.#parts;
    const atOnce = Math.min(ROWS_AT_ONCE, Math.ceil(NEIGHBORS_AT_ONCE / k));
    for (let from = 0; from < count; from += atOnce) {
      const { queries, context } = await this.#prepared(
        sliceMatrix(rows, from, Math.min(count, from + atOnce)),
        signal,
      );
      yield { from, ...(await index.search(queries, k, context)) };
    }
  }

  #labelsOf(ids: Int32Array): Float32Array {
    return Float32Array.from(ids, (id) => this.#parts.labels[id] as number);
  }

  /**
   * The cells of the index that are looked at for every row, nearest first: `[rows, nprobe]`. Where they hold fewer than k rows, more are looked at.
   * `undefined` with `faiss.Flat`, which looks at everything.
   */
  async cellsOf(rows: Dense | Csr, { signal }: Pick<PredictOptions, 'signal'> = {}): Promise<Int32Array | undefined> {
    const { cells } = this.#parts.index;
    await this.#checkedRows(rows, signal);
    if (cells === undefined) return undefined;
    const { queries, context } = await this.#prepared(rows, signal);
    return (await cells.probe(queries, cells.nprobe, context)).ids;
  }

  async #checkedRows(rows: Dense | Csr, signal: AbortSignal | undefined): Promise<number> {
    const [count, cols] = isCsr(rows) ? [rows.rows, rows.cols] : [rowsOf(rows), colsOf(rows)];
    if (cols !== this.featureDim) throw wrongWidth(this.featureDim, cols);
    await refuseNonFinite(rows, { kernels: this.#parts.kernels, signal }, 'no nearest neighbours');
    return count;
  }

  async #prepared(rows: Dense | Csr, signal: AbortSignal | undefined) {
    const context: SearchContext = { kernels: this.#parts.kernels, signal };
    const prepared = await this.#parts.preparation.apply(rows, context);
    return { queries: { values: rowMajor(prepared), rows: rowsOf(prepared), cols: colsOf(prepared) }, context };
  }

  save(): ArtifactFiles {
    const { modelName, index, labels } = this.#parts;
    const { buffer, byteOffset, byteLength } = labels;
    return new Map<string, ArtifactFile>([
      [modelName, { format: 'faiss-index', index: index.toFaiss() }],
      [`${modelName}.labels`, { format: 'bytes', bytes: new Uint8Array(buffer, byteOffset, byteLength) }],
      [`${modelName}.json`, { format: 'json', value: metadataOf(this.#parts) }],
    ]);
  }

  describe() {
    const { k, predictorType, preparation, index } = this.#parts;
    const { reduction, normalize } = preparation.parts;
    return {
      algorithm: 'knn',
      k,
      predictor_type: predictorType,
      feature_dim: this.featureDim,
      sampled_rows: index.rows,
      index_type: index.type,
      index_metric: normalize ? 'COSINE' : index.metric,
      ...(index.cells && { cells: index.cells.count, nprobe: index.cells.nprobe }),
      ...(reduction && { dimension_reduction_type: reduction.type, dimension_reduction_target: reduction.targetDim }),
    };
  }
}

function tooManyNeighbors(rows: number, k: number): UserError {
  return new UserError('E_TOO_WIDE', `${k} neighbours of each of ${rows} rows are more than ${MOST_NEIGHBORS}.`, {
    hint: 'Ask for fewer rows at a time, or lower k.',
  });
}
