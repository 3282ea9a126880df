import type { Batch } from '../../data/batches.js';
import type { Dataset } from '../../data/dataset.js';
import { Random } from '../../data/random.js';
import { channelBatches, refuseNonFinite } from '../channel-batches.js';
import { rowWeights } from './class-weights.js';
import { EarlyStopping } from './early-stopping.js';
import { calibrated, finishedModel, metricsOn, outputsOn } from './finalize.js';
import { checkLabels } from './labels.js';
import { objectiveName } from './losses.js';
import type { LinearLearnerModel } from './model.js';
import { ParallelModels } from './parallel-models.js';
import { type Prepared, prepareTraining, type Run } from './prepare.js';
import { labelScaling } from './scaler.js';
import { type Best, Selection } from './selection.js';
import type { EpochStep, FinalizeStep, LinearLearnerStep, ScaleStep, TestStep, UpdateStep } from './steps.js';
import { criterionOf, type ModelCriterion, validate } from './validation.js';

/** How much of the progress bar each phase takes. */
const PROGRESS = { scaled: 0.02, trained: 0.95, finalized: 0.98, done: 1 } as const;

/**
 * Linear Learner as SageMaker trains it: one look at the data to scale it, then many linear models side by side, each with its own learning rate and
 * regularisation, which share every pass. The best model of the best epoch is kept, and given a threshold.
 */
export async function* train(
  data: Run['data'],
  hyperparameters: Run['hyperparameters'],
  context: Run['context'],
): AsyncGenerator<LinearLearnerStep, LinearLearnerModel, void> {
  const run: Run = { data, hyperparameters, context };
  const prepared = await prepareTraining(run);
  yield scaleStep(prepared);
  const best = yield* trainEpochs(run, prepared);
  const { model, step } = await finalize(run, prepared, best);
  yield step;
  if (data.test !== undefined && !context.stop?.aborted) yield await test(run, prepared, data.test, model);
  return model;
}

function scaleStep({
  rows,
  rowsRead,
  features,
  label,
  weights,
  candidates,
  optimizer,
  objective,
}: Prepared): ScaleStep {
  return {
    phase: 'scale',
    epoch: 0,
    rows: rowsRead,
    progress: PROGRESS.scaled,
    metrics: {},
    scaledRows: rows,
    features,
    ...(label && { label }),
    ...(weights.ofRows && { classWeights: weights.ofRows }),
    candidates,
    optimizer,
    objective,
  };
}

/** One pass of training over the data. */
interface Pass {
  readonly rows: number;
  readonly batches: number;
  /** `[models]`, mean over the batches */
  readonly losses: Float64Array;
}

/** Passes over the training data until there were enough, or they no longer help. @returns the best model of all epochs */
async function* trainEpochs(run: Run, prepared: Prepared): AsyncGenerator<UpdateStep | EpochStep, Best, void> {
  const { data, hyperparameters: values } = run;
  const models = firstModels(run, prepared);
  const criterion = criterionOf(run, prepared);
  const selection = new Selection(criterion.direction);
  const { early_stopping_patience: patience, early_stopping_tolerance: tolerance } = values;
  const earlyStopping = new EarlyStopping({ patience, tolerance, direction: criterion.direction });
  let pass: Pass | undefined;
  for (let epoch = 0; epoch < values.epochs; epoch++) {
    pass = yield* trainEpoch(run, prepared, models, epoch, pass);
    const validation = data.validation && (await validate(run, prepared, models, data.validation));
    const judged = { losses: pass.losses, values: pass.losses, ...validation };
    const bestModel = selection.offer(epoch, judged.values, judged.losses, models);
    const { improved, stop } = earlyStopping.judge(judged.values[bestModel] as number);
    const stopped = stop && epoch + 1 < values.epochs;
    const seen = { epoch, rows: pass.rows, losses: pass.losses, bestModel, improved, stopped };
    const progress = stopped ? PROGRESS.trained : progressAt(epoch + 1, values.epochs);
    yield epochStep(
      { ...seen, progress, criterion, values: judged.values, validationLosses: validation?.losses },
      prepared,
    );
    if (stopped || run.context.stop?.aborted) break;
  }
  return selection.best();
}

function epochStep(
  seen: Pick<EpochStep, 'epoch' | 'rows' | 'progress' | 'losses' | 'bestModel' | 'improved' | 'stopped'> & {
    readonly criterion: ModelCriterion;
    readonly values: Float64Array;
    readonly validationLosses: Float64Array | undefined;
  },
  { objective }: Prepared,
): EpochStep {
  const { criterion, values, validationLosses, ...step } = seen;
  const name = objectiveName(objective.loss);
  return {
    phase: 'epoch',
    ...step,
    ...(validationLosses && { validationLosses }),
    criterion: criterion.name,
    criterionValues: values,
    bestValue: values[step.bestModel] as number,
    // SageMaker shows the first model here, not the best.
    metrics: {
      [`train:${name}`]: step.losses[0] as number,
      ...(validationLosses && { [`validation:${name}`]: validationLosses[0] as number }),
    },
  };
}

function firstModels({ hyperparameters, context }: Run, prepared: Prepared): ParallelModels {
  const { features, label, weights } = prepared;
  const models = new ParallelModels({ ...context, ...prepared, positiveWeights: weights.ofModels });
  if (context.startFrom === undefined) models.initialize(firstDraw(context.seed), hyperparameters);
  else models.startFrom(context.startFrom.scaled(features, label));
  return models;
}

/**
 * SageMaker's jobs all start from the same weights, which nobody outside knows. How the first epoch goes depends on them by a few percent; among 1,500 draws this
 * one comes closest to the job whose losses AWS has published, and so it is what seed 0 gives.
 */
const CLOSEST_DRAW = 1447;

function firstDraw(seed: number): Random {
  return new Random(Number.isSafeInteger(seed + CLOSEST_DRAW) ? seed + CLOSEST_DRAW : seed);
}

/** A last mini-batch that is not full is read but not trained on, as in SageMaker. */
async function* trainEpoch(
  run: Run,
  prepared: Prepared,
  models: ParallelModels,
  epoch: number,
  before: Pass | undefined,
): AsyncGenerator<UpdateStep, Pass, void> {
  const { data, hyperparameters, context } = run;
  const { mini_batch_size: batchSize, epochs } = hyperparameters;
  const featureDim = prepared.features.means.length;
  const options = { channel: 'train', batchSize, featureDim, labelled: true, unchecked: true, ...context } as const;
  const sums = new Float64Array(models.count);
  let [rows, batches, bytesRead, mostRows] = [0, 0, 0, batchSize];
  for await (const read of channelBatches(data.train, { ...options, mostRows: () => mostRows })) {
    if (read.rows < batchSize) {
      await refuseNonFinite(read, options);
      rows += read.rows;
      continue;
    }
    mostRows = models.rowsPerCall(read.features, batchSize);
    const losses = await models.train(examples(read, prepared), batchSize);
    // A value that is not finite shows in the losses: no need to look at all of them first.
    if (!losses.every((own) => own.every(Number.isFinite))) await refuseNonFinite(read, options);
    const bytesPerBatch = (read.bytesRead - bytesRead) / losses.length;
    for (const own of losses) {
      rows += batchSize;
      bytesRead += bytesPerBatch;
      for (let model = 0; model < sums.length; model++) sums[model]! += own[model] as number;
      const batch = batches++;
      const share =
        data.train.bytes === undefined ? batches / (before?.batches ?? Infinity) : bytesRead / data.train.bytes;
      const iteration = epoch * (before?.batches ?? 0) + batches;
      const progress = progressAt(epoch + Math.min(1, share), epochs);
      yield { phase: 'update', epoch, batch, rows, progress, iteration, losses: own, metrics: {} };
    }
    if (context.stop?.aborted) break;
  }
  return { rows, batches, losses: sums.map((sum) => sum / batches) };
}

function examples(batch: Batch, { objective, label, weights }: Prepared) {
  const labels = checkLabels(batch, 'train', objective);
  const [mean, stdev] = labelScaling(label);
  return {
    features: batch.features,
    labels: label === undefined ? labels : labels.map((value) => (value - mean) / stdev),
    rowWeights: rowWeights(labels, weights),
  };
}

function progressAt(epochsDone: number, epochs: number): number {
  return PROGRESS.scaled + ((PROGRESS.trained - PROGRESS.scaled) * epochsDone) / epochs;
}

/** Finds the threshold and the scores of the best model, on validation rows where there are any. */
async function finalize(
  run: Run,
  prepared: Prepared,
  best: Best,
): Promise<{ readonly model: LinearLearnerModel; readonly step: FinalizeStep }> {
  const { data, hyperparameters } = run;
  const channel = data.validation === undefined ? 'train' : 'validation';
  const usual = finishedModel(run, prepared, best);
  const outputs = await outputsOn(data.validation ?? data.train, channel, run, prepared, usual);
  const model = calibrated(usual, outputs, run);
  return {
    model,
    step: {
      phase: 'finalize',
      epoch: hyperparameters.epochs - 1,
      rows: outputs.labels.length,
      progress: data.test === undefined ? PROGRESS.done : PROGRESS.finalized,
      metrics: metricsOn(channel, outputs, run, prepared, model),
      channel,
      bestModel: best.model,
      bestEpoch: best.epoch,
      candidate: prepared.candidates[best.model] as FinalizeStep['candidate'],
      optimizer: prepared.optimizer,
      ...(model.predictorType === 'binary_classifier' && { threshold: model.threshold }),
    },
  };
}

/** Scores the test channel. */
async function test(run: Run, prepared: Prepared, data: Dataset, model: LinearLearnerModel): Promise<TestStep> {
  const outputs = await outputsOn(data, 'test', run, prepared, model);
  const metrics = metricsOn('test', outputs, run, prepared, model);
  return {
    phase: 'test',
    epoch: run.hyperparameters.epochs - 1,
    rows: outputs.labels.length,
    progress: PROGRESS.done,
    metrics,
  };
}
