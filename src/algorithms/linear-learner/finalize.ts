import type { Dataset } from '../../data/dataset.js';
import { joinFloats } from '../../data/join-floats.js';
import { channelBatches } from '../channel-batches.js';
import { CalibrationSample } from './calibration-sample.js';
import { checkLabels } from './labels.js';
import { LinearLearnerModel } from './model.js';
import type { Prepared, Run } from './prepare.js';
import { unscaled } from './scaler.js';
import { type ChannelOutputs, scoresOf } from './scoring.js';
import type { Best } from './selection.js';
import { calibrate } from './threshold.js';
import { calibrationOptions } from './validation.js';

/** The best model on features as they are in the data, its threshold still the usual one. */
export function finishedModel({ hyperparameters, context }: Run, prepared: Prepared, best: Best): LinearLearnerModel {
  const { objective, optimizer, candidates, features, label } = prepared;
  return new LinearLearnerModel({
    ...unscaled(best.weights, features, label),
    kernels: context.kernels,
    predictorType: objective.predictorType,
    loss: objective.loss,
    threshold: objective.loss === 'hinge_loss' ? 0 : 0.5,
    metricsParams: metricsParams(hyperparameters, prepared),
    models: candidates.length,
    biasLrMult: optimizer.biasLrMult,
    modelName: `model_${context.host}`,
  });
}

/** The names and order are those of SageMaker's artifacts. */
function metricsParams(values: Run['hyperparameters'], { objective, weights }: Prepared) {
  const insensitive = /^eps_insensitive_(\w+)_loss$/.exec(objective.loss);
  return {
    eps_insensitive_loss_type: insensitive?.[1] ?? null,
    class_weights: weights.ofRows && objective.classes > 1 ? [...weights.ofRows] : null,
    huber_delta: values.huber_delta,
    quantile: values.quantile,
    loss_insensitivity: values.loss_insensitivity,
    positive_example_weight_mult: objective.predictorType === 'binary_classifier' ? (weights.ofRows?.[1] ?? 1) : 1,
    accuracy_top_k: values.accuracy_top_k,
    threshold: 0.5,
    f_beta: values.f_beta,
    margin: values.margin,
  };
}

/** x.w + b of every row of a channel. */
export async function outputsOn(
  data: Dataset,
  channel: string,
  run: Run,
  prepared: Prepared,
  model: LinearLearnerModel,
): Promise<ChannelOutputs> {
  const { hyperparameters, context } = run;
  const options = {
    channel,
    batchSize: hyperparameters.mini_batch_size,
    featureDim: model.featureDim,
    labelled: true,
  } as const;
  const parts: ChannelOutputs[] = [];
  for await (const batch of channelBatches(data, { ...options, ...context })) {
    const labels = checkLabels(batch, channel, prepared.objective);
    parts.push({ outputs: await model.outputs(batch.features, context.signal), labels: labels.slice() });
  }
  return {
    outputs: joinFloats(parts.map((part) => part.outputs)),
    labels: joinFloats(parts.map((part) => part.labels)),
  };
}

/** The model with the threshold at which a binary classifier is best at what it was chosen for. */
export function calibrated(
  model: LinearLearnerModel,
  { outputs, labels }: ChannelOutputs,
  run: Run,
): LinearLearnerModel {
  if (model.predictorType !== 'binary_classifier') return model;
  const { hyperparameters, context } = run;
  const sample = new CalibrationSample(1, hyperparameters.num_calibration_samples, context.seed);
  sample.add(model.scoresOf(outputs), labels);
  return model.withThreshold(
    calibrate(sample.scoresOf(0), sample.labels, calibrationOptions(run, model.threshold)).threshold,
  );
}

/** Metrics of a step, named `validation:precision`. */
export function metricsOn(
  channel: string,
  outputs: ChannelOutputs,
  run: Run,
  prepared: Prepared,
  model: LinearLearnerModel,
): Record<string, number> {
  const { f_beta: beta, accuracy_top_k: topK } = run.hyperparameters;
  const { objective, weights } = prepared;
  const scores = scoresOf(model, outputs, { objective, weights, beta, topK });
  return Object.fromEntries(Object.entries(scores).map(([name, value]) => [`${channel}:${name}`, value]));
}
