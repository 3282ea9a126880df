import { type Csr, isCsr, sliceMatrix } from '../../data/csr.js';
import { colsOf, type Dense, dense, rowsOf } from '../../data/dense.js';
import type { Kernels } from '../../kernels/kernels.js';
import type { ArtifactFiles, Model, PredictOptions, ResponseForm } from '../algorithm.js';
import { refuseNonFinite } from '../non-finite.js';
import { wrongWidth } from '../row-width.js';
import { fromArtifact, type SavedModel, toArtifact } from './artifact.js';
import { type Parameters, unpadded } from './parameters.js';
import { type KnnVectors, knnVectors } from './recommender.js';
import { labelsOf, type PredictorType, predictionsOf } from './scorekeeper.js';
import { fillsACall, RowGatherer } from './sparse-rows.js';

/** A regressor has no `predicted_label`. @see https://docs.aws.amazon.com/sagemaker/latest/dg/fm-in-formats.html */
export const responseForm: ResponseForm = {
  topKey: 'predictions',
  fields: ['score', 'predicted_label'],
  csv: false,
};

export interface ModelParts extends SavedModel {
  readonly kernels: Kernels;
}

/** A bias, a weight for each feature, and for each feature the factors that say how it goes with others. */
export class FactorizationMachinesModel implements Model {
  readonly #parts: ModelParts;

  constructor(parts: ModelParts) {
    this.#parts = parts;
  }

  get featureDim(): number {
    return this.#parts.parameters.linear.length;
  }

  get numFactors(): number {
    return this.#parts.numFactors;
  }

  get predictorType(): PredictorType {
    return this.#parts.predictorType;
  }

  get bias(): number {
    return this.#parts.parameters.bias;
  }

  /** `[feature_dim, 1]` */
  get weights(): Dense {
    return dense(this.#parts.parameters.linear, this.featureDim, 1);
  }

  /** `[feature_dim, num_factors]` */
  get factors(): Dense {
    return dense(unpadded(this.#parts.parameters, this.numFactors), this.featureDim, this.numFactors);
  }

  /** As they are computed with; what further training starts from. */
  get parameters(): Parameters {
    return this.#parts.parameters;
  }

  /**
   * Vectors for k-nearest neighbours, where the first `users` features are one-hot users and the others one-hot items: the items a user would
   * score highest are those of the largest inner product.
   * @throws UserError E_USERS
   */
  knnVectors(users: number): KnnVectors {
    return knnVectors(this, users);
  }

  /**
   * @param rows `[rows, featureDim]`
   * @returns the score of every row; a classifier's is the probability of class 1, and comes with the class
   * @throws UserError E_FEATURE_DIM where the width differs, E_NOT_FINITE
   */
  async predict(rows: Dense | Csr, { signal }: PredictOptions = {}): Promise<FactorizationPredictions> {
    const [count, cols] = isCsr(rows) ? [rows.rows, rows.cols] : [rowsOf(rows), colsOf(rows)];
    if (cols !== this.featureDim) throw wrongWidth(this.featureDim, cols);
    const { kernels, parameters, predictorType } = this.#parts;
    await refuseNonFinite(rows, { kernels, signal }, 'no score');
    const scores = new Float32Array(count);
    const gatherer = new RowGatherer();
    const atOnce = isCsr(rows) ? ROWS_AT_ONCE : Math.max(1, Math.floor(VALUES_AT_ONCE / cols));
    for (let from = 0; from < count; ) {
      gatherer.clear();
      let to = from;
      while (to < count && !fillsACall(kernels, gatherer.entries, parameters.width)) {
        const next = Math.min(count, to + atOnce);
        gatherer.add(sliceMatrix(rows, to, next), false);
        to = next;
      }
      signal?.throwIfAborted();
      await kernels.factorizationScores(gatherer.view(cols), parameters, scores.subarray(from, to));
      from = to;
    }
    signal?.throwIfAborted();
    const score = predictionsOf(scores, predictorType);
    return predictorType === 'regressor' ? { score } : { score, predicted_label: labelsOf(score) };
  }

  save(): ArtifactFiles {
    return toArtifact(this.#parts);
  }

  describe() {
    const { numFactors, predictorType, network } = this.#parts;
    return {
      algorithm: 'factorization-machines',
      feature_dim: this.featureDim,
      num_factors: numFactors,
      predictor_type: predictorType,
      network,
    };
  }
}

export interface FactorizationPredictions {
  readonly [field: string]: Float32Array;
  /** `[rows]` */
  readonly score: Float32Array;
  /** `[rows]`, 0 or 1; a classifier's alone */
  readonly predicted_label?: Float32Array;
}

/** @throws UserError E_MODEL_DAMAGED */
export function loadFactorizationMachines(
  files: ArtifactFiles,
  kernels: Kernels,
): FactorizationMachinesModel | undefined {
  const saved = fromArtifact(files);
  return saved && new FactorizationMachinesModel({ ...saved, kernels });
}

/** Values that are gathered between two looks at how much work they are. */
const VALUES_AT_ONCE = 1 << 16;
const ROWS_AT_ONCE = 256;
