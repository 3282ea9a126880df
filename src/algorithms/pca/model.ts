import { type Csr, isCsr, sliceCsr } from '../../data/csr.js';
import { colsOf, type Dense, dense, rowMajor, rowsOf } from '../../data/dense.js';
import { UserError } from '../../errors.js';
import type { Kernels } from '../../kernels/kernels.js';
import type { ArtifactFiles, Model, NamedArray, PredictOptions, ResponseForm } from '../algorithm.js';
import { refuseNonFinite } from '../non-finite.js';
import { wrongWidth } from '../row-width.js';
import { type PCAComponents, readComponents } from './artifact.js';
import { CentredRows } from './centred-rows.js';
import { isCrowded, worthwhile } from './density.js';
import { explainedVarianceRatio } from './explain.js';

/** @see https://docs.aws.amazon.com/sagemaker/latest/dg/PCA-in-formats.html */
export const responseForm: ResponseForm = { topKey: 'projections', fields: ['projection'], csv: true };

export interface PCAParts extends PCAComponents {
  readonly kernels: Kernels;
  /** `model_algo-1` */
  readonly modelName: string;
}

export interface InverseOptions {
  /** How many of the most important components to use; default all. */
  readonly components?: number;
}

/** Orthonormal directions in which the training rows varied most. A row's projection is its coordinates along them. */
export class PCAModel implements Model {
  readonly #parts: PCAParts;

  constructor(parts: PCAParts) {
    this.#parts = parts;
  }

  /** `[num_components, feature_dim]`, the least important first. */
  get components(): Dense {
    return this.#parts.components;
  }

  /** `[num_components]`, ascending; where SageMaker stored NaN, 0. */
  get singularValues(): Float32Array {
    return this.#parts.singularValues.map((value) => (Number.isNaN(value) ? 0 : value));
  }

  /** `[feature_dim]`, what is taken from every row; absent without `subtract_mean`. */
  get mean(): Float32Array | undefined {
    return this.#parts.mean;
  }

  get numComponents(): number {
    return rowsOf(this.components);
  }

  get featureDim(): number {
    return colsOf(this.components);
  }

  /**
   * The share of the variance each component captures, the least important first. Of what the components capture together; with the
   * `totalVariance` and `rows` of the training's last step, of all there is.
   */
  explainedVarianceRatio(all?: { readonly totalVariance: number; readonly rows: number }): Float64Array {
    return explainedVarianceRatio(this.#parts.singularValues, all);
  }

  /**
   * @param rows `[rows, featureDim]`
   * @returns `projection`: for every row its coordinates along the components, the least important first
   * @throws UserError E_FEATURE_DIM where the width differs, E_NOT_FINITE
   */
  async predict(rows: Dense | Csr, { signal }: PredictOptions = {}) {
    const cols = isCsr(rows) ? rows.cols : colsOf(rows);
    if (cols !== this.featureDim) throw wrongWidth(this.featureDim, cols);
    const { kernels, components, mean } = this.#parts;
    await refuseNonFinite(rows, { kernels, signal }, 'no projection');
    const count = this.numComponents;
    const total = isCsr(rows) ? rows.rows : rowsOf(rows);
    const projection = new Float32Array(total * count);
    const origin = mean && new Float64Array(mean);
    for (const { from, part } of alike(rows)) {
      const centred = new CentredRows(part, origin, { kernels, signal });
      projection.set(await centred.project(rowMajor(components), count), from * count);
    }
    return { projection: dense(projection, total, count) };
  }

  /**
   * What the projections say of the rows they come from: the rows themselves, less what lies outside of the components.
   * @param projection `[rows, num_components]`, as `predict` gives it
   * @returns `[rows, featureDim]`
   */
  async inverse(projection: Dense, { components: used = this.numComponents }: InverseOptions = {}): Promise<Dense> {
    const count = this.#checkedWidth(projection);
    const { kernels, mean } = this.#parts;
    const cols = this.featureDim;
    const skipped = count - Math.min(used, count);
    const axes = rowMajor(this.components.transpose(1, 0)).slice();
    for (let at = 0; at < axes.length; at++) if (at % count < skipped) axes[at] = 0;
    const rows = await new CentredRows(projection, undefined, { kernels }).project(axes, cols);
    if (mean !== undefined) {
      for (let at = 0; at < rows.length; at++) rows[at] = (rows[at] as number) + (mean[at % cols] as number);
    }
    return dense(rows, rowsOf(projection), cols);
  }

  /**
   * Projections scaled so that every component weighs the same: over the training rows each then has variance 1. A component along which nothing
   * varied becomes 0.
   * @param projection `[rows, num_components]`, as `predict` gives it
   * @param trainingRows how many rows the model was trained on; the artifact does not tell
   */
  whiten(projection: Dense, trainingRows: number): Dense {
    const count = this.#checkedWidth(projection);
    const { singularValues } = this;
    const scales = singularValues.map((value) => (value > 0 ? Math.sqrt(Math.max(1, trainingRows - 1)) / value : 0));
    const whitened = rowMajor(projection).map((value, at) => value * (scales[at % count] as number));
    return dense(whitened, rowsOf(projection), count);
  }

  #checkedWidth(projection: Dense): number {
    const width = colsOf(projection);
    if (width === this.numComponents) return width;
    throw new UserError(
      'E_PROJECTION_DIM',
      `The model has ${this.numComponents} components, the projections ${width}.`,
      {
        hint: 'Give projections as predict returns them.',
      },
    );
  }

  save(): ArtifactFiles {
    const { components, singularValues, mean, modelName } = this.#parts;
    const [count, cols] = [this.numComponents, this.featureDim];
    const arrays: NamedArray[] = [
      { name: 's', shape: [count], values: singularValues },
      { name: 'v', shape: [cols, count], values: rowMajor(components.transpose(1, 0)) },
      ...(mean === undefined ? [] : [{ name: 'mean', shape: [1, cols], values: mean }]),
    ];
    return new Map([[modelName, { format: 'mxnet-ndarrays', arrays }]]);
  }

  describe() {
    return {
      algorithm: 'pca',
      num_components: this.numComponents,
      feature_dim: this.featureDim,
      subtract_mean: this.mean !== undefined,
    };
  }
}

/**
 * Reads what we or SageMaker's own container saved: `model_<host>` with the arrays `s`, `v` and, where a mean is subtracted, `mean`.
 * @throws UserError E_MODEL_DAMAGED
 */
export function loadPCA(files: ArtifactFiles, kernels: Kernels): PCAModel | undefined {
  for (const [modelName, file] of files) {
    if (!modelName.startsWith('model_') || file.format !== 'mxnet-ndarrays') continue;
    const components = readComponents(modelName, file.arrays);
    if (components !== undefined) return new PCAModel({ ...components, kernels, modelName });
  }
  return undefined;
}

/** Consecutive rows that are computed with in the same way. Every sparse row decides for itself: its answer must not depend on its company. */
function* alike(rows: Dense | Csr): Generator<{ readonly from: number; readonly part: Dense | Csr }, void, void> {
  if (!isCsr(rows)) {
    yield { from: 0, part: rows };
    return;
  }
  const { rowStarts, cols } = rows;
  const crowded = (row: number) => isCrowded((rowStarts[row + 1] as number) - (rowStarts[row] as number), cols);
  for (let from = 0; from < rows.rows; ) {
    const most = Math.max(1, Math.floor(DENSIFIED_VALUES / cols));
    let to = from + 1;
    while (to < rows.rows && to - from < most && crowded(to) === crowded(from)) to++;
    yield { from, part: worthwhile(sliceCsr(rows, from, to)) };
    from = to;
  }
}

/** Crowded sparse rows are written out piece by piece: 16 MiB of float32. */
const DENSIFIED_VALUES = 1 << 22;
