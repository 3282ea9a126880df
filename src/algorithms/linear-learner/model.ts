import { type Csr, isCsr } from '../../data/csr.js';
import { colsOf, type Dense, dense, rowsOf } from '../../data/dense.js';
import type { LinearLoss } from '../../kernels/kernels.js';
import type { ArtifactFiles, Model, Predictions, PredictOptions, ResponseForm } from '../algorithm.js';
import { refuseNonFinite } from '../non-finite.js';
import { wrongWidth } from '../row-width.js';
import { modelFiles } from './artifact.js';
import type { PredictorType } from './losses.js';
import { linearPieces, rowsPerCall } from './parallel-models.js';
import type { LinearLearnerParts } from './parts.js';
import { type Scaling, scaled, type Weights } from './scaler.js';

/** @see https://docs.aws.amazon.com/sagemaker/latest/dg/LL-in-formats.html */
export const responseForm: ResponseForm = {
  topKey: 'predictions',
  fields: ['score', 'predicted_label'],
  jsonLinesFields: ['predicted_label', 'score'],
  integerFields: ['predicted_label'],
  csv: false,
};

/** `x.w + b`, and what is made of it: a number, a probability and a class, or a probability for each class. */
export class LinearLearnerModel implements Model {
  readonly #parts: LinearLearnerParts;

  constructor(parts: LinearLearnerParts) {
    this.#parts = parts;
  }

  get predictorType(): PredictorType {
    return this.#parts.predictorType;
  }

  get loss(): LinearLoss {
    return this.#parts.loss;
  }

  get threshold(): number {
    return this.#parts.threshold;
  }

  /** `[featureDim, classes]`, on features as they are; one column unless there are several classes */
  get weights(): Dense {
    return dense(this.#parts.weights, this.featureDim, this.classes);
  }

  /** `[classes]` */
  get bias(): Float32Array {
    return this.#parts.bias;
  }

  get featureDim(): number {
    return this.#parts.weights.length / this.classes;
  }

  /** Outputs of a row: 1, unless there are several classes. */
  get classes(): number {
    return this.#parts.bias.length;
  }

  withThreshold(threshold: number): LinearLearnerModel {
    return new LinearLearnerModel({ ...this.#parts, threshold });
  }

  /** `[rows, classes]`, x.w + b @throws UserError E_FEATURE_DIM */
  async outputs(rows: Dense | Csr, signal?: AbortSignal): Promise<Float32Array> {
    const [count, cols] = isCsr(rows) ? [rows.rows, rows.cols] : [rowsOf(rows), colsOf(rows)];
    if (cols !== this.featureDim) throw wrongWidth(this.featureDim, cols);
    const { kernels, weights, bias } = this.#parts;
    const { classes } = this;
    const outputs = new Float32Array(count * classes);
    for (const { points, from } of linearPieces(rows, rowsPerCall(rows, kernels.backend, classes + 16))) {
      signal?.throwIfAborted();
      const own = outputs.subarray(from * classes, (from + points.rows) * classes);
      await kernels.linearScores({ points, weights, bias, classes }, own);
    }
    signal?.throwIfAborted();
    return outputs;
  }

  /** What a client is told of outputs `[rows, classes]`. */
  answers(outputs: Float32Array): Predictions {
    switch (this.predictorType) {
      case 'regressor':
        return { score: outputs };
      case 'binary_classifier': {
        const score = this.scoresOf(outputs);
        return { score, predicted_label: score.map((value) => (value >= this.threshold ? 1 : 0)) };
      }
      case 'multiclass_classifier':
        return { score: probabilities(outputs, this.classes), predicted_label: highest(outputs, this.classes) };
    }
  }

  /** Of a binary classifier: probabilities of class 1, or margins where the loss knows no probability. */
  scoresOf(outputs: Float32Array): Float32Array {
    return this.loss === 'logistic' ? outputs.map((output) => 1 / (1 + Math.exp(-output))) : outputs;
  }

  /**
   * @param rows `[rows, featureDim]`
   * @returns `score`, and `predicted_label` of a classifier; `[rows, classes]` scores where there are several classes
   * @throws UserError E_FEATURE_DIM where the width differs, E_NOT_FINITE
   */
  async predict(rows: Dense | Csr, { signal }: PredictOptions = {}): Promise<Predictions> {
    await refuseNonFinite(rows, { kernels: this.#parts.kernels, signal }, 'no score');
    return this.answers(await this.outputs(rows, signal));
  }

  /** The same model on scaled features and labels, for training to go on from. */
  scaled(features: Scaling, label: Scaling | undefined): Weights {
    return scaled(this.#parts, features, label);
  }

  save(): ArtifactFiles {
    return modelFiles(this.#parts);
  }

  describe() {
    const { predictorType, loss, threshold } = this.#parts;
    return {
      algorithm: 'linear-learner',
      predictor_type: predictorType,
      loss,
      feature_dim: this.featureDim,
      ...(predictorType === 'binary_classifier' && { threshold }),
      ...(predictorType === 'multiclass_classifier' && { num_classes: this.classes }),
    };
  }
}

function probabilities(outputs: Float32Array, classes: number): Dense {
  const values = new Float32Array(outputs.length);
  for (let from = 0; from < outputs.length; from += classes) {
    const own = outputs.subarray(from, from + classes);
    const top = own.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY);
    let sum = 0;
    for (const value of own) sum += Math.exp(value - top);
    for (let one = 0; one < classes; one++) values[from + one] = Math.exp((own[one] as number) - top) / sum;
  }
  return dense(values, outputs.length / classes, classes);
}

/** The class with the highest output; the lower one of two equals. */
function highest(outputs: Float32Array, classes: number): Float32Array {
  return Float32Array.from({ length: outputs.length / classes }, (_, row) => {
    let best = 0;
    for (let one = 1; one < classes; one++) {
      if ((outputs[row * classes + one] as number) > (outputs[row * classes + best] as number)) best = one;
    }
    return best;
  });
}
