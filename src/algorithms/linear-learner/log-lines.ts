import { pythonFloat } from '../../data/python-float.js';
import type { LogLine, LogPart } from '../algorithm.js';
import type { Scaling } from './scaler.js';
import type { EpochStep, FinalizeStep, LinearLearnerStep, ScaleStep } from './steps.js';

/**
 * What SageMaker's linear learner prints at a step, in its order: the `#metrics` of every model, then the quality of the first, and what early stopping makes of
 * the best. Python prints where an object lies in memory and the names of its temporary files; here both are always the same.
 */
export function logLines(step: LinearLearnerStep): readonly LogPart[] {
  switch (step.phase) {
    case 'scale':
      return scalerLines(step);
    case 'update':
      return [];
    case 'epoch':
      return epochParts(step);
    case 'finalize':
      return finalizeParts(step);
    case 'test':
      return [
        { print: 'scores', channel: 'test' },
        { print: 'quality', channel: 'test' },
      ];
  }
}

function scalerLines({ features, label }: ScaleStep): LogLine[] {
  const entries = [
    ['stdev_label', label && ndarray(label.stdevs)],
    ['stdev_weight', ndarray(features.stdevs)],
    ['mean_label', label && ndarray(label.means)],
    ['mean_weight', ndarray(features.means)],
  ];
  return [
    info('Scaler algorithm parameters'),
    info('<algorithm.scaler.ScalerAlgorithmStable object at 0x7f0000000000>'),
    info('Scaling model computed with parameters:'),
    info(`{${entries.map(([name, value]) => `'${name}': ${value ?? 'None'}`).join(', ')}}`),
  ];
}

const LONGEST_WHOLE = 1000;
const AT_EACH_END = 3;

/** `[0.1 0.2] <NDArray 2 @cpu(0)>`: float32, as MXNet prints it, but on one line; the middle of a long one is left out. */
function ndarray(values: Scaling['means']): string {
  const texts = Array.from(Float32Array.from(values), (value) => pythonFloat(Number(value.toPrecision(8))));
  const shown =
    texts.length > LONGEST_WHOLE ? [...texts.slice(0, AT_EACH_END), '...', ...texts.slice(-AT_EACH_END)] : texts;
  return `[${shown.join(' ')}] <NDArray ${values.length} @cpu(0)>`;
}

function epochParts(step: EpochStep): LogPart[] {
  const { epoch, criterion, bestValue, improved, stopped, validationLosses } = step;
  const value = pythonFloat(bestValue);
  return [
    ...modelParts(step, 'train', step.losses),
    { print: 'quality', channel: 'train' },
    ...(validationLosses === undefined ? [] : modelParts(step, 'validation', validationLosses)),
    { print: 'quality', channel: 'validation' },
    { ofHost: 'early_stopping_criteria_metric', values: `epoch=${epoch}, criteria=${criterion}, value=${value}` },
    ...(improved ? [info(`Epoch ${epoch}: Loss improved. Updating best model`)] : []),
    info(`Saving model for epoch: ${epoch}`),
    CHECKPOINT,
    ...(stopped ? [info('Early stop condition met. Stopping training.')] : []),
  ];
}

/** A file of the container, which no longer exists when anybody reads this. */
const CHECKPOINT_FILE = ['', 'tmp', 'tmp00000000', 'mx-mod-0000.params'].join('/');
const CHECKPOINT = info(`Saved checkpoint to "${CHECKPOINT_FILE}"`);

/** One `#metrics` line for each model. */
function modelParts({ epoch, metrics }: EpochStep, channel: string, losses: Float64Array): LogPart[] {
  const metric = Object.keys(metrics).find((name) => name.startsWith(`${channel}:`)) as string;
  const name = metric.replace(':', '_');
  return Array.from(losses, (loss, model): LogPart => ({ measured: { [name]: loss }, dimensions: { epoch, model } }));
}

function finalizeParts(step: FinalizeStep): LogPart[] {
  const { channel, candidate, optimizer } = step;
  const { learningRate, wd, l1, lrSchedulerStep, lrSchedulerFactor, lrSchedulerMinimumLr } = candidate;
  const found = [
    `"optimizer": "${optimizer.optimizer}"`,
    `"learning_rate": ${pythonFloat(learningRate)}`,
    `"wd": ${pythonFloat(wd)}`,
    `"l1": ${pythonFloat(l1)}`,
    `"lr_scheduler_step": ${lrSchedulerStep}`,
    `"lr_scheduler_factor": ${pythonFloat(lrSchedulerFactor)}`,
    `"lr_scheduler_minimum_lr": ${pythonFloat(lrSchedulerMinimumLr)}`,
  ];
  return [
    { print: 'scores', channel },
    { print: 'quality', channel },
    info(`Best model found for hyperparameters: {${found.join(', ')}}`),
    CHECKPOINT,
  ];
}

function info(text: string): LogLine {
  return { level: 'INFO', text };
}
