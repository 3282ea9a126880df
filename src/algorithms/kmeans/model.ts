import { type Csr, isCsr } from '../../data/csr.js';
import { colsOf, type Dense, dense, rowMajor, rowsOf } from '../../data/dense.js';
import { UserError } from '../../errors.js';
import type { Kernels } from '../../kernels/kernels.js';
import type { ArtifactFile, ArtifactFiles, Model, NamedArray, PredictOptions, ResponseForm } from '../algorithm.js';
import { refuseNonFinite } from '../non-finite.js';
import { wrongWidth } from '../row-width.js';
import { workPieces } from '../work.js';

/** @see https://docs.aws.amazon.com/sagemaker/latest/dg/km-in-formats.html */
export const responseForm: ResponseForm = {
  topKey: 'predictions',
  fields: ['closest_cluster', 'distance_to_cluster'],
  jsonLinesFields: ['distance_to_cluster', 'closest_cluster'],
  csv: true,
};

/** K weighted centres, as they were before the final shrink: what incremental training goes on from. */
export interface WeightedCentres {
  /** `[K, feature_dim]` */
  readonly centroids: Dense;
  /** `[K]`, rows each centre stands for */
  readonly weights: Float64Array;
}

interface KMeansParts {
  readonly kernels: Kernels;
  /** `[k, feature_dim]` */
  readonly centroids: Dense;
  /** `model_algo-1` */
  readonly modelName: string;
  /** Absent in models that were saved without their state. */
  readonly state?: WeightedCentres & { readonly name: string };
}

/** k centres; a row belongs to the one nearest to it. */
export class KMeansModel implements Model {
  readonly #parts: KMeansParts;

  constructor(parts: KMeansParts) {
    this.#parts = parts;
  }

  /** `[k, feature_dim]`; the row index is the number `predict` answers with. */
  get centroids(): Dense {
    return this.#parts.centroids;
  }

  get k(): number {
    return rowsOf(this.centroids);
  }

  get featureDim(): number {
    return colsOf(this.centroids);
  }

  /**
   * What further training starts from. A model without state tells nothing of how many rows its centres stand for; each then counts as one row,
   * so that new data soon outweighs it.
   */
  get weightedCentres(): WeightedCentres {
    return this.#parts.state ?? { centroids: this.centroids, weights: new Float64Array(this.k).fill(1) };
  }

  /**
   * @param rows `[rows, featureDim]`
   * @returns for every row the index of its centre and the Euclidean (not squared) distance to it
   * @throws UserError E_FEATURE_DIM where the width differs, E_NOT_FINITE
   */
  async predict(rows: Dense | Csr, { signal }: PredictOptions = {}) {
    const [count, cols] = isCsr(rows) ? [rows.rows, rows.cols] : [rowsOf(rows), colsOf(rows)];
    if (cols !== this.featureDim) throw wrongWidth(this.featureDim, cols);
    const { kernels } = this.#parts;
    await refuseNonFinite(rows, { kernels, signal }, 'no nearest centre');
    const centroids = rowMajor(this.centroids);
    const labels = new Int32Array(count);
    const distances = new Float32Array(count);
    for (const { points, from, rows: size } of workPieces(rows, kernels, this.k)) {
      signal?.throwIfAborted();
      await kernels.nearestCentroids(
        { points, centroids, rows: size, cols, k: this.k },
        { labels: labels.subarray(from, from + size), distances: distances.subarray(from, from + size) },
      );
    }
    return { closest_cluster: Float32Array.from(labels), distance_to_cluster: distances.map(Math.sqrt) };
  }

  save(): ArtifactFiles {
    const { modelName, state } = this.#parts;
    const files = new Map<string, ArtifactFile>();
    files.set(modelName, { format: 'mxnet-ndarrays', arrays: [namedArray(this.centroids)] });
    if (state === undefined) return files;
    const weights: NamedArray = {
      name: '1',
      shape: [state.weights.length, 1],
      values: Float32Array.from(state.weights),
    };
    files.set(state.name, { format: 'mxnet-ndarrays', arrays: [weights, namedArray(state.centroids, '0')] });
    return files;
  }

  describe() {
    const { state } = this.#parts;
    return {
      algorithm: 'kmeans',
      k: this.k,
      feature_dim: this.featureDim,
      ...(state && { state_centers: rowsOf(state.centroids) }),
    };
  }
}

/**
 * Reads what we or SageMaker's own container saved: `model_<host>` with one unnamed matrix, and `state_<uuid>` where there is one.
 * @throws UserError E_MODEL_DAMAGED
 */
export function loadKMeans(files: ArtifactFiles, kernels: Kernels): KMeansModel | undefined {
  for (const [modelName, file] of files) {
    if (!modelName.startsWith('model_') || file.format !== 'mxnet-ndarrays') continue;
    const [array] = file.arrays;
    if (array === undefined || file.arrays.length > 1 || array.name !== undefined || array.shape.length !== 2) continue;
    const centroids = matrix(modelName, array);
    const state = loadState(files, colsOf(centroids));
    return new KMeansModel({ kernels, centroids, modelName, ...(state && { state }) });
  }
  return undefined;
}

function loadState(files: ArtifactFiles, featureDim: number): KMeansParts['state'] | undefined {
  for (const [name, file] of files) {
    if (!name.startsWith('state_') || file.format !== 'mxnet-ndarrays') continue;
    const centres = file.arrays.find((array) => array.name === '0');
    const counts = file.arrays.find((array) => array.name === '1');
    if (centres === undefined || counts === undefined) throw damaged(name, "it lacks the arrays '0' and '1'");
    const centroids = matrix(name, centres);
    const weights = rowMajor(matrix(name, counts));
    if (colsOf(centroids) !== featureDim) throw damaged(name, `its centres do not have ${featureDim} features`);
    if (weights.length !== rowsOf(centroids)) throw damaged(name, 'it does not have one count for each centre');
    if (weights.some((weight) => weight < 0)) throw damaged(name, 'it has a negative count');
    return { name, centroids, weights: Float64Array.from(weights) };
  }
  return undefined;
}

function matrix(file: string, { shape, values }: NamedArray): Dense {
  const [rows, cols] = shape;
  if (rows === undefined || cols === undefined || shape.length !== 2) throw damaged(file, 'an array is not a matrix');
  if (rows * cols !== values.length || values.length === 0)
    throw damaged(file, `${values.length} values are not ${rows} x ${cols}`);
  if (!(values instanceof Float32Array || values instanceof Float64Array))
    throw damaged(file, 'an array is not of floats');
  const floats = Float32Array.from(values);
  if (!floats.every(Number.isFinite)) throw damaged(file, 'an array has a value that is not finite');
  return dense(floats, rows, cols);
}

function namedArray(values: Dense, name?: string): NamedArray {
  return { ...(name !== undefined && { name }), shape: [rowsOf(values), colsOf(values)], values: rowMajor(values) };
}

function damaged(file: string, what: string): UserError {
  return new UserError('E_MODEL_DAMAGED', `The model file is damaged: ${what}.`, { where: { file } });
}
