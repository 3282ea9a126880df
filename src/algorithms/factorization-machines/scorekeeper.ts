import { accuracy, binaryCrossEntropy, type Confusion, confusion, fBeta } from '../../metrics/binary.js';
import { absoluteLoss, mse } from '../../metrics/regression.js';

export type PredictorType = 'binary_classifier' | 'regressor';

/** Sums over rows, from which the metrics of a mini-batch, an epoch or a channel follow. */
export class Scorekeeper {
  readonly #type: PredictorType;
  #rows = 0;
  /** Squared error or cross entropy, summed. */
  #loss = 0;
  #absolute = 0;
  #confusion: Confusion = { truePositives: 0, falsePositives: 0, trueNegatives: 0, falseNegatives: 0 };

  constructor(type: PredictorType) {
    this.#type = type;
  }

  /** @param predicted `[rows]`, probabilities of a classifier @param labels `[rows]` */
  add(predicted: Float32Array, labels: Float32Array): void {
    const rows = labels.length;
    this.#rows += rows;
    if (this.#type === 'regressor') {
      this.#loss += rows * mse(predicted, labels);
      this.#absolute += rows * absoluteLoss(predicted, labels);
      return;
    }
    this.#loss += rows * binaryCrossEntropy(predicted, labels);
    this.#count(confusion(labelsOf(predicted), labels));
  }

  /** The rows of another. */
  addAll(other: Scorekeeper): void {
    this.#rows += other.#rows;
    this.#loss += other.#loss;
    this.#absolute += other.#absolute;
    this.#count(other.#confusion);
  }

  #count(found: Confusion): void {
    const before = this.#confusion;
    this.#confusion = {
      truePositives: before.truePositives + found.truePositives,
      falsePositives: before.falsePositives + found.falsePositives,
      trueNegatives: before.trueNegatives + found.trueNegatives,
      falseNegatives: before.falseNegatives + found.falseNegatives,
    };
  }

  /** Under SageMaker's names, in the order of its log. */
  metrics(channel: 'train' | 'test'): Readonly<Record<string, number>> {
    const loss = this.#loss / this.#rows;
    if (this.#type === 'regressor') {
      return {
        [`${channel}:rmse`]: Math.sqrt(loss),
        [`${channel}:mse`]: loss,
        [`${channel}:absolute_loss`]: this.#absolute / this.#rows,
      };
    }
    return {
      [`${channel}:binary_classification_accuracy`]: accuracy(this.#confusion),
      [`${channel}:binary_classification_cross_entropy`]: loss,
      [`${channel}:binary_f_1.000`]: fBeta(this.#confusion),
    };
  }

  /** Whether what was learned can still be reckoned with. */
  get isFinite(): boolean {
    return Number.isFinite(this.#loss);
  }
}

/** Scores as they are answered: a classifier's are probabilities. */
export function predictionsOf(scores: Float32Array, type: PredictorType): Float32Array {
  if (type === 'regressor') return scores;
  const probabilities = new Float32Array(scores.length);
  for (let row = 0; row < scores.length; row++) probabilities[row] = 1 / (1 + Math.exp(-(scores[row] as number)));
  return probabilities;
}

/** 1 from a probability of one half on. */
export function labelsOf(probabilities: Float32Array): Float32Array {
  const labels = new Float32Array(probabilities.length);
  for (let row = 0; row < labels.length; row++) labels[row] = (probabilities[row] as number) >= 0.5 ? 1 : 0;
  return labels;
}
