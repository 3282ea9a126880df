import type { TrainingContext, TrainingData } from '../algorithm.js';
import type { Checked } from '../hyperparameter-schema.js';
import { stoppableKernels } from '../stoppable-kernels.js';
import type { XgboostModel } from '../xgboost-model.js';
import type { BoosterInTraining } from './boosters/booster-in-training.js';
import { makeBooster } from './boosters/make-booster.js';
import type { Boosted, BoostingJob } from './boosting-job.js';
import { crossValidate } from './cross-validation.js';
import { EarlyStopping } from './early-stopping.js';
import { type Evaluation, metricsOf } from './evaluations.js';
import { finishedModel } from './finished-model.js';
import type { XgboostHyperparameters } from './hyperparameter-table.js';
import { XgboostBoosters } from './model.js';
import { objectiveOf } from './objectives/index.js';
import { columnCount, type RowSet, readRows } from './rows.js';
import { startingModel } from './starting-model.js';
import type { DataStep, RoundStep, TreeStep, XgboostStep } from './steps.js';
import { imageOf } from './versions.js';

/**
 * Gradient boosting (Friedman 2001; Chen and Guestrin 2016).
 *
 * A model is a sum: a constant and, for each round, what a tree adds. Every round looks at the loss at the sum so far. Of each row two numbers are taken, the
 * slope g and the curvature h of its loss, and a tree is grown that lowers the sum of g w + ½ (h + λ) w² most, where w is what the leaf of the row answers: the
 * best answer of a leaf is -G / (H + λ), and a split gains what its children's G² / (H + λ) exceed their parent's. Only a part `eta` of each answer is added.
 *
 * The loop below is all there is to it. What the loss is stands in `objectives/`, how a tree finds its splits in `trees/`, and how trees (or the weights of a
 * linear model) make up a booster in `boosters/`.
 *
 * Shapes: n rows, k classes (1 where there are none).
 * margins    `[n, k]`     the sums so far
 * gradients  `[k, n, 2]`  g and h of every row
 */
export async function* train(
  data: TrainingData,
  hyperparameters: Checked<XgboostHyperparameters>,
  given: TrainingContext<XgboostBoosters>,
): AsyncGenerator<XgboostStep, XgboostBoosters, void> {
  const context = { ...given, kernels: stoppableKernels(given.kernels, given.signal) };
  const rows = await readRows('train', data.train, context);
  const validation = data.validation && (await readRows('validation', data.validation, context));
  const watched = validation === undefined ? [rows] : [rows, validation];
  yield dataStep(watched, hyperparameters, given);

  const job: BoostingJob = { train: rows, watched, hyperparameters, context };
  if (hyperparameters._kfold !== undefined) return yield* crossValidate(job, boost, given.kernels);
  const { model, best, rounds } = yield* boost(job);
  const found = best && { bestRound: best.round, bestScore: best.score };
  const image = hyperparameters._image_version;
  yield { phase: 'finalize', epoch: Math.max(0, rounds - 1), rows: 0, progress: 1, metrics: {}, image, ...found };
  const encoding = imageOf(hyperparameters._image_version).artifact;
  return new XgboostBoosters([{ name: MODEL_NAME, model, encoding }], given.kernels);
}

export const MODEL_NAME = 'xgboost-model';

export async function* boost(job: BoostingJob): AsyncGenerator<TreeStep | RoundStep, Boosted, void> {
  const { train, watched, hyperparameters, context } = job;
  const objective = objectiveOf(hyperparameters, context.kernels);
  const metrics = metricsOf(hyperparameters, objective);
  const stopping = EarlyStopping.of(hyperparameters, watched, metrics, context.warn);
  const start = await startingModel({ ...job, objective, startFrom: context.startFrom });
  const booster = await makeBooster({ ...job, objective, start });
  const gradients = new Float32Array(2 * objective.groups * train.info.rows);
  const { resumedRounds = 0, stop } = context;
  const rounds = Math.max(0, hyperparameters.num_round - resumedRounds);
  let evaluations: Evaluation[] = [];
  let round = 0;
  for (let isOver = false; round < rounds && !isOver; round++) {
    context.signal?.throwIfAborted();
    const margins = await booster.marginsToImprove(round);
    await objective.gradients(margins, train.info, round, gradients);
    yield* treeSteps(job, booster, gradients, [round, rounds]);

    evaluations = [];
    for (const rows of watched) evaluations.push(...(await metrics.of(rows, await booster.margins(rows))));
    isOver = (stopping?.isOver(round, evaluations) ?? false) || (stop?.aborted ?? false);
    await context.checkpoint?.(resumedRounds + round, () =>
      checkpointOf({ ...start, booster: booster.booster() }, job),
    );
    yield roundStep(job, evaluations, [round, rounds]);
  }
  return {
    model: finishedModel(start, booster, stopping, context.warn),
    evaluations,
    rounds: round,
    best: stopping?.best,
  };
}

/** The trees of a round, each shown as soon as it is grown. */
async function* treeSteps(
  job: BoostingJob,
  booster: BoosterInTraining,
  gradients: Float32Array,
  [round, rounds]: readonly [number, number],
): AsyncGenerator<TreeStep, void, void> {
  const common = { phase: 'tree', epoch: numberOf(job, round), rows: job.train.info.rows, metrics: {} } as const;
  const progress = progressOf(job, round / rounds);
  let index = 0;
  for await (const { tree, group } of booster.improve(gradients, round)) {
    job.context.signal?.throwIfAborted();
    yield { ...common, progress, index: index++, group, tree };
  }
}

function roundStep(
  job: BoostingJob,
  evaluations: readonly Evaluation[],
  [round, rounds]: readonly [number, number],
): RoundStep {
  return {
    phase: 'round',
    epoch: numberOf(job, round),
    rows: job.train.info.rows,
    // What is left to do is to finish the model.
    progress: progressOf(job, ((round + 1) / rounds) * BOOSTED),
    metrics: Object.fromEntries(evaluations.map(({ data, metric, value }) => [`${data}:${metric}`, value])),
    evaluations,
    significantDigits: imageOf(job.hyperparameters._image_version).significantDigits,
    ...(job.fold === undefined ? {} : { fold: job.fold }),
  };
}

const BOOSTED = 0.99;

/** A resumed training counts on. */
function numberOf({ context }: BoostingJob, round: number): number {
  return (context.resumedRounds ?? 0) + round;
}

function progressOf({ progress: [before, after] = [0, 1] }: BoostingJob, share: number): number {
  return before + (after - before) * share;
}

function dataStep(
  watched: readonly RowSet[],
  hyperparameters: XgboostHyperparameters,
  { resumedFrom, resumedRounds = 0 }: TrainingContext<XgboostBoosters>,
): DataStep {
  const [train, validation] = watched as readonly [RowSet, RowSet | undefined];
  const { save_model_on_termination: saveModelOnTermination, _kfold: folds, _num_cv_round: repeats } = hyperparameters;
  return {
    phase: 'data',
    epoch: 0,
    rows: train.info.rows,
    progress: 0,
    metrics: {},
    columns: columnCount(train.features),
    image: hyperparameters._image_version,
    saveModelOnTermination,
    ...(validation === undefined ? {} : { validationRows: validation.info.rows }),
    ...(folds === undefined ? {} : { folds, repeats }),
    ...(resumedFrom === undefined ? {} : { resumed: { from: resumedFrom, rounds: resumedRounds } }),
  };
}

/** What a training that is stopped after this round can go on from. */
function checkpointOf(model: XgboostModel, { hyperparameters, context }: BoostingJob) {
  const encoding = imageOf(hyperparameters._image_version).artifact;
  return new XgboostBoosters([{ name: MODEL_NAME, model, encoding }], context.kernels).save();
}
