import type { Dense } from '../../data/dense.js';
import { lossOf, softmax } from '../../kernels/linear-losses.js';
import { accuracy, confusion, fBeta, precision, recall, rocAuc } from '../../metrics/binary.js';
import {
  balancedAccuracy,
  classScores,
  confusionMatrix,
  crossEntropy,
  discountedCumulativeGain,
  macro,
  matches,
  ranksOfLabels,
  topKAccuracy,
} from '../../metrics/multiclass.js';
import { absoluteLoss, mse, rmse } from '../../metrics/regression.js';
import { type ClassWeights, rowWeights } from './class-weights.js';
import { objectiveName } from './losses.js';
import type { LinearLearnerModel } from './model.js';
import type { Objective } from './objective.js';

/** Outputs of a model on a whole channel, before any threshold. */
export interface ChannelOutputs {
  /** `[rows, classes]`, x.w + b */
  readonly outputs: Float32Array;
  /** `[rows]` */
  readonly labels: Float32Array;
}

export interface ScoreOptions {
  readonly objective: Objective;
  readonly weights: ClassWeights;
  readonly beta: number;
  readonly topK: number;
}

/** Everything SageMaker prints of a model on a channel, in its order and with its names. */
export function scoresOf(
  model: LinearLearnerModel,
  channel: ChannelOutputs,
  options: ScoreOptions,
): Record<string, number> {
  const objective = { [objectiveName(options.objective.loss)]: meanLoss(channel, options) };
  switch (options.objective.predictorType) {
    case 'binary_classifier':
      return { ...objective, ...binaryScores(model, channel, options) };
    case 'multiclass_classifier':
      return { ...objective, ...multiclassScores(model, channel, options) };
    case 'regressor':
      return { ...objective, ...regressionScores(channel) };
  }
}

/** In the unit of the labels, rows counting what their class counts. */
function meanLoss({ outputs, labels }: ChannelOutputs, { objective, weights }: ScoreOptions): number {
  const { loss, parameter, classes } = objective;
  const counts = rowWeights(labels, weights);
  let sum = 0;
  for (let row = 0; row < labels.length; row++) {
    const label = labels[row] as number;
    const own =
      loss === 'softmax_loss'
        ? softmax(Float64Array.from(outputs.subarray(row * classes, (row + 1) * classes)), label)
        : lossOf(loss, outputs[row] as number, label, parameter).value;
    sum += own * (counts?.[row] ?? 1);
  }
  return sum / labels.length;
}

function binaryScores(model: LinearLearnerModel, { outputs, labels }: ChannelOutputs, { beta }: ScoreOptions) {
  const { score, predicted_label: predicted } = model.answers(outputs);
  const counted = confusion(predicted as Float32Array, labels);
  const auc = rocAuc(score as Float32Array, labels);
  return {
    binary_classification_accuracy: accuracy(counted),
    [`binary_f_${beta.toFixed(3)}`]: fBeta(counted, beta),
    precision: precision(counted),
    recall: recall(counted),
    // Undefined where one of the classes is empty.
    ...(!Number.isNaN(auc) && { roc_auc_score: auc }),
  };
}

function multiclassScores(
  model: LinearLearnerModel,
  { outputs, labels }: ChannelOutputs,
  { beta, topK, objective }: ScoreOptions,
) {
  const { score, predicted_label: predicted } = model.answers(outputs);
  const probabilities = score as Dense;
  const ranks = ranksOfLabels(probabilities, labels);
  const byClass = classScores(confusionMatrix(predicted as Float32Array, labels, objective.classes), beta);
  return {
    multiclass_accuracy: matches(predicted as Float32Array, labels),
    [`multiclass_top_k_accuracy_${topK}`]: topKAccuracy(ranks, topK),
    dcg: discountedCumulativeGain(ranks),
    macro_recall: macro(byClass, 'recall'),
    macro_precision: macro(byClass, 'precision'),
    [`macro_f_${beta.toFixed(3)}`]: macro(byClass, 'fBeta'),
    multiclass_balanced_accuracy: balancedAccuracy(byClass),
    multiclass_log_loss: crossEntropy(probabilities, labels),
  };
}

function regressionScores({ outputs, labels }: ChannelOutputs) {
  return { mse: mse(outputs, labels), absolute_loss: absoluteLoss(outputs, labels), rmse: rmse(outputs, labels) };
}
