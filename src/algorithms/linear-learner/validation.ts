import type { Dataset } from '../../data/dataset.js';
import { channelBatches } from '../channel-batches.js';
import { CalibrationSample } from './calibration-sample.js';
import { rowWeights } from './class-weights.js';
import type { Direction } from './early-stopping.js';
import { checkLabels } from './labels.js';
import { objectiveName } from './losses.js';
import type { ParallelModels } from './parallel-models.js';
import type { Prepared, Run } from './prepare.js';
import { labelScaling } from './scaler.js';
import { type CalibrationOptions, calibrate, needsThreshold } from './threshold.js';

/** What models are compared by. */
export interface ModelCriterion {
  readonly name: string;
  readonly direction: Direction;
}

/**
 * The loss, unless a binary classifier has validation rows to be judged on and a criterion that depends on its threshold. Only the name `sampled_accuracy`
 * was seen in SageMaker's logs; the others follow it.
 */
export function criterionOf({ data, hyperparameters }: Run, { objective }: Prepared): ModelCriterion {
  const criterion = hyperparameters.binary_classifier_model_selection_criteria;
  if (data.validation !== undefined && objective.predictorType === 'binary_classifier' && needsThreshold(criterion)) {
    return { name: `sampled_${criterion}`, direction: 'higher' };
  }
  return { name: objectiveName(objective.loss), direction: 'lower' };
}

export function calibrationOptions({ hyperparameters: values }: Run, usual: number): CalibrationOptions {
  return {
    criterion: values.binary_classifier_model_selection_criteria,
    beta: values.f_beta,
    targetRecall: values.target_recall ?? 0,
    targetPrecision: values.target_precision ?? 0,
    usual,
  };
}

/** How all models do on the validation rows, an incomplete last batch included. */
export async function validate(run: Run, prepared: Prepared, models: ParallelModels, data: Dataset) {
  const { hyperparameters: values, context } = run;
  const { objective, features, label, weights } = prepared;
  const [shift, stretch] = labelScaling(label);
  const sampled = criterionOf(run, prepared).direction === 'higher';
  const sample = new CalibrationSample(models.count, values.num_calibration_samples, context.seed);
  const losses = new Float64Array(models.count);
  const options = {
    channel: 'validation',
    batchSize: values.mini_batch_size,
    featureDim: features.means.length,
    labelled: true,
  } as const;
  let rows = 0;
  for await (const batch of channelBatches(data, { ...options, ...context })) {
    const labels = checkLabels(batch, 'validation', objective);
    const outputs = sampled ? new Float32Array(batch.rows * models.count) : undefined;
    await models.addLosses(
      { features: batch.features, labels, rowWeights: rowWeights(labels, weights) },
      { shift, stretch },
      losses,
      outputs,
    );
    if (outputs !== undefined) sample.add(outputs, labels);
    rows += batch.rows;
  }
  const means = losses.map((loss) => loss / rows);
  if (!sampled) return { losses: means, values: means };
  // Outputs are x.w + b: a probability of one half is an output of 0.
  const calibration = calibrationOptions(run, 0);
  return {
    losses: means,
    values: Float64Array.from(means, (_, model) => calibrate(sample.scoresOf(model), sample.labels, calibration).value),
  };
}
