import type { LogPart } from '../algorithm.js';
import type { Evaluation } from './evaluations.js';
import { fixedText, generalText } from './general-text.js';
import type { DataStep, FoldStep, RoundStep, XgboostStep } from './steps.js';
import { isAtLeast } from './versions.js';

/** What SageMaker's XGBoost container prints at a step: its own lines with a time stamp, the evaluations without. */
export function logLines(step: XgboostStep): readonly LogPart[] {
  switch (step.phase) {
    case 'data':
      return dataLines(step);
    case 'tree':
      return [];
    case 'round':
      return [{ bare: evaluationLine(step) }];
    case 'fold':
      return foldLines(step);
    case 'finalize':
      return isAtLeast(step.image, '3.0-5') ? FINAL_LINES : [];
  }
}

function dataLines(step: DataStep): LogPart[] {
  const { rows, columns, validationRows, image, saveModelOnTermination, folds, repeats, resumed } = step;
  const isTalkative = isAtLeast(image, '3.0-5');
  const crossValidation = `Run ${repeats}-round of ${folds}-fold cross validation with ${rows + (validationRows ?? 0)} rows`;
  return [
    info('Single node training.'),
    ...(isTalkative ? [info('TRAIN_JOB_DEBUG: Received is_master=True')] : []),
    info(`Train matrix has ${rows} rows and ${columns} columns`),
    ...(validationRows === undefined ? [] : [info(`Validation matrix has ${validationRows} rows`)]),
    ...(folds === undefined ? [] : [info(crossValidation)]),
    ...(resumed === undefined
      ? []
      : [info(`Checkpoint loaded from ${resumed.from}`), info(`Resuming from iteration ${resumed.rounds}`)]),
    ...(isTalkative && folds === undefined ? callbackLines(saveModelOnTermination) : []),
  ];
}

function callbackLines(saveModelOnTermination: boolean): LogPart[] {
  const setting = `save_model_on_termination=${saveModelOnTermination}, is_master=True`;
  return [
    info(`CALLBACK_SETUP_DEBUG: ${setting}`),
    info(
      saveModelOnTermination
        ? 'CALLBACK_ADDING: Adding SaveIntermediateModelCallBack on master'
        : // The bracket is the container's own.
          `CALLBACK_SKIPPING ${setting})`,
    ),
  ];
}

/** `[0]	train-rmse:8.09483	validation-rmse:8.33559`: CloudWatch shows the TAB as `#011`. */
export function evaluationLine({ epoch, evaluations, significantDigits }: RoundStep): string {
  return lineOf(epoch, evaluations, significantDigits ? significant : fiveDecimals);
}

function lineOf(round: number, evaluations: readonly Evaluation[], write: (value: number) => string): string {
  return [`[${round}]`, ...evaluations.map(({ data, metric, value }) => `${data}-${metric}:${write(value)}`)].join(
    '\t',
  );
}

function foldLines({ fold, folds, repeats, rounds, means, overallMeans }: FoldStep): LogPart[] {
  if (means !== undefined) {
    return [
      info(`The metrics of round ${(fold + 1) / folds} cross validation`),
      { bare: lineOf(rounds, means, fiveDecimals) },
    ];
  }
  if (overallMeans !== undefined) {
    return [
      info(`The overall metrics of ${repeats}-round cross validation`),
      { bare: lineOf(rounds, overallMeans, fiveDecimals) },
    ];
  }
  return [info(`Train cross validation fold ${(fold % folds) + 1}`)];
}

/** Python's `%.5f`. */
export function fiveDecimals(value: number): string {
  return Number.isFinite(value) ? fixedText(value, 5) : significant(value);
}

/** What a C++ stream prints of itself: six significant digits, without zeros at the end. */
export function significant(value: number): string {
  return generalText(value, 6);
}

function info(text: string): LogPart {
  return { level: 'INFO', text };
}

const FINAL_LINES = [
  info('FINAL_MODEL_DEBUG: is_master=True, model_dir=/opt/ml/model'),
  info('FINAL_MODEL_SAVE: Saving final model as master'),
];
