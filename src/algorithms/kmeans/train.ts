import type { Batch } from '../../data/batches.js';
import type { Dataset } from '../../data/dataset.js';
import { colsOf, type Dense, rowsOf } from '../../data/dense.js';
import { Random } from '../../data/random.js';
import { UserError } from '../../errors.js';
import type { TrainingContext, TrainingData } from '../algorithm.js';
import { channelBatches } from '../channel-batches.js';
import type { Checked } from '../hyperparameter-schema.js';
import type { KMeansHyperparameters } from './hyperparameters.js';
import { assign } from './lloyd.js';
import { KMeansModel } from './model.js';
import { chooseCentres } from './seeding.js';
import { type Attempt, shrink } from './shrink.js';
import type {
  AttemptStep,
  EpochStep,
  FinalizeStep,
  InitializeStep,
  KMeansStep,
  TestStep,
  UpdateStep,
} from './steps.js';
import { type StreamState, startFromCentres, startFromRows, update } from './stream.js';

/** Everything the phases of one training share. */
interface Run {
  readonly data: TrainingData;
  readonly hyperparameters: Checked<KMeansHyperparameters>;
  readonly context: TrainingContext<KMeansModel>;
  readonly random: Random;
}

/** How much of the progress bar each phase takes. */
const PROGRESS = { streamed: 0.9, shrunk: 0.95, done: 1 } as const;

/**
 * Streaming k-means as SageMaker trains it. More centres than asked for (K = k * extra_center_factor) follow the data, which is read once per epoch in
 * mini-batches and never held; then these K weighted centres, not the data, are clustered into the k of the model.
 */
export async function* train(
  data: TrainingData,
  hyperparameters: Checked<KMeansHyperparameters>,
  context: TrainingContext<KMeansModel>,
): AsyncGenerator<KMeansStep, KMeansModel, void> {
  const run: Run = { data, hyperparameters, context, random: new Random(context.seed) };
  const state = yield* stream(run);
  const centroids = yield* finalize(run, state);
  if (data.test !== undefined && !context.stop?.aborted) yield await test(run, data.test, centroids);
  return new KMeansModel({
    kernels: context.kernels,
    centroids,
    modelName: `model_${context.host}`,
    state: { name: `state_${run.random.uuid()}`, centroids: state.centroids, weights: state.weights },
  });
}

/** Reads the data `epochs` times; the first mini-batch also gives the first centres. */
async function* stream(run: Run): AsyncGenerator<InitializeStep | UpdateStep | EpochStep, StreamState, void> {
  const { data, hyperparameters, context } = run;
  const { epochs, mini_batch_size: batchSize, half_life_time_size: halfLife } = hyperparameters;
  let state = earlierState(run);
  let featureDim = state === undefined ? hyperparameters.feature_dim : colsOf(state.centroids);
  let [iteration, totalRows, rowsPerEpoch] = [0, 0, 0];

  for (let epoch = 0; epoch < epochs; epoch++) {
    let rows = 0;
    for await (const batch of channelBatches(data.train, { channel: 'train', batchSize, featureDim, ...context })) {
      if (iteration === 0) {
        featureDim = batch.cols;
        const firstStep = await initialize(run, batch, state);
        state = state ?? startFromRows(firstStep.centroids);
        yield firstStep;
      }
      const updated = await update(state as StreamState, batch, halfLife, context);
      state = updated.state;
      iteration++;
      rows += batch.rows;
      const read = data.train.bytes === undefined ? rows / rowsPerEpoch : batch.bytesRead / data.train.bytes;
      yield {
        phase: 'update',
        epoch,
        batch: batch.index,
        rows,
        // Without a size nobody knows how far the first pass is.
        progress: (PROGRESS.streamed * (epoch + (Number.isFinite(read) ? Math.min(1, read) : 0))) / epochs,
        iteration,
        centroids: state.centroids,
        weights: state.weights,
        shortTermMsd: updated.shortTermMsd,
        longTermMsd: updated.longTermMsd,
        metrics: { 'train:short_term_msd': updated.shortTermMsd, 'train:long_term_msd': updated.longTermMsd },
      };
      if (context.stop?.aborted) return state;
    }
    rowsPerEpoch = rows;
    totalRows += rows;
    yield { phase: 'epoch', epoch, rows, totalRows, progress: (PROGRESS.streamed * (epoch + 1)) / epochs, metrics: {} };
  }
  return state as StreamState;
}

/** The state an earlier model left, where training goes on from one. */
function earlierState({ hyperparameters, context }: Run): StreamState | undefined {
  const { startFrom } = context;
  if (startFrom === undefined) return undefined;
  const { feature_dim: featureDim, k } = hyperparameters;
  const { centroids, weights } = startFrom.weightedCentres;
  if (featureDim !== 'auto' && featureDim !== startFrom.featureDim) {
    throw new UserError(
      'E_START_FROM',
      `The earlier model has ${startFrom.featureDim} features, feature_dim is ${featureDim}.`,
      {
        hint: `Set feature_dim to ${startFrom.featureDim}, or leave it out.`,
      },
    );
  }
  if (rowsOf(centroids) < k) {
    throw new UserError(
      'E_START_FROM',
      `The earlier model has ${rowsOf(centroids)} centres, fewer than k, which is ${k}.`,
      {
        hint: `Lower k to ${rowsOf(centroids)}, or train from the beginning.`,
      },
    );
  }
  return startFromCentres(centroids, weights);
}

/** Chooses K rows of the first mini-batch as centres, unless there are centres already. */
async function initialize(run: Run, batch: Batch, earlier: StreamState | undefined): Promise<InitializeStep> {
  const { k, init_method, mini_batch_size, extra_center_factor } = run.hyperparameters;
  const factor = earlier === undefined ? extraCenterFactor(run, batch.rows) : rowsOf(earlier.centroids) / k;
  if (earlier === undefined) refuseHugeCentres(k * factor, batch.cols);
  const context = { ...run.context, random: run.random };
  return {
    phase: 'initialize',
    epoch: 0,
    rows: batch.rows,
    progress: 0,
    metrics: {},
    centroids: earlier?.centroids ?? (await chooseCentres(init_method, batch.features, k * factor, context)),
    extraCenterFactor: factor,
    factorIsAuto: extra_center_factor === 'auto' && earlier === undefined,
    miniBatchSize: mini_batch_size,
  };
}

/** What SageMaker's `auto` evaluates to where the first mini-batch is large enough; seen in the logs of real jobs. */
const AUTO_FACTOR = 10;

/**
 * Every first centre is a row of the first mini-batch, so there cannot be more centres than it has rows. What SageMaker does then is not
 * known; here the factor shrinks, as far as 1.
 * @throws UserError E_TOO_FEW_ROWS where not even k centres can be had
 */
function extraCenterFactor({ hyperparameters, context }: Run, rows: number): number {
  const { k, extra_center_factor: wanted, mini_batch_size: batchSize } = hyperparameters;
  if (rows < k) {
    throw new UserError(
      'E_TOO_FEW_ROWS',
      `k is ${k}, but the first mini-batch has only ${rows} rows to choose centres from.`,
      {
        hint:
          rows < batchSize
            ? `Lower k to ${rows} or less, or provide more rows.`
            : `Raise mini_batch_size to ${k} or more.`,
      },
    );
  }
  const possible = Math.floor(rows / k);
  if (wanted === 'auto') return Math.min(AUTO_FACTOR, possible);
  if (wanted > possible) {
    context.warn(`extra_center_factor is ${wanted}, but the first mini-batch has ${rows} rows: using ${possible}.`);
  }
  return Math.min(wanted, possible);
}

/** float32 centres, their successors and float64 sums. */
const BYTES_PER_CENTRE_VALUE = 16;
const MOST_CENTRE_BYTES = 2 ** 31;

/** The width may come from the input (a sparse row names its own), so it must not decide what is allocated. */
function refuseHugeCentres(centres: number, cols: number): void {
  const bytes = centres * cols * BYTES_PER_CENTRE_VALUE;
  if (bytes <= MOST_CENTRE_BYTES) return;
  throw new UserError(
    'E_TOO_WIDE',
    `${centres} centres of ${cols} features would take ${(bytes / 2 ** 30).toFixed(1)} GiB.`,
    {
      hint: 'Lower k or extra_center_factor, or reduce the number of features.',
    },
  );
}

/** Shrinks the K centres to k and keeps the best attempt. */
async function* finalize(run: Run, state: StreamState): AsyncGenerator<AttemptStep | FinalizeStep, Dense, void> {
  const { data, hyperparameters, context, random } = run;
  const { k, epochs, local_lloyd_num_trials: trials } = hyperparameters;
  const attempts = trials === 'auto' ? AUTO_ATTEMPTS : trials;
  const centres = rowsOf(state.centroids);
  const common = { epoch: epochs - 1, rows: 0 } as const;
  let best: Attempt | undefined;
  if (centres > k) {
    const options = {
      k,
      attempts,
      initMethod: hyperparameters.local_lloyd_init_method,
      maxIterations: hyperparameters.local_lloyd_max_iter,
      tolerance: hyperparameters.local_lloyd_tol,
    };
    for await (const attempt of shrink(state, { ...options, ...context, random })) {
      if (best === undefined || attempt.msd < best.msd) best = attempt;
      const progress = PROGRESS.streamed + ((PROGRESS.shrunk - PROGRESS.streamed) * (attempt.attempt + 1)) / attempts;
      yield {
        phase: 'shrink',
        ...common,
        progress,
        from: centres,
        to: k,
        ...attempt,
        metrics: { 'shrink:msd': attempt.msd },
      };
    }
  }
  const centroids = best?.centroids ?? state.centroids;
  const found = best === undefined ? { metrics: {} } : { msd: best.msd, metrics: { 'train:msd': best.msd } };
  const progress = data.test === undefined ? PROGRESS.done : PROGRESS.shrunk;
  yield { phase: 'finalize', ...common, progress, centroids, ...found };
  return centroids;
}

/** As many as the logs of real jobs show. */
const AUTO_ATTEMPTS = 10;

/** Scores the test channel. */
async function test({ hyperparameters, context }: Run, data: Dataset, centroids: Dense): Promise<TestStep> {
  const { mini_batch_size: batchSize, eval_metrics: names, epochs } = hyperparameters;
  const featureDim = colsOf(centroids);
  let ssd = 0;
  let rows = 0;
  for await (const batch of channelBatches(data, { channel: 'test', batchSize, featureDim, ...context })) {
    ssd += (await assign(batch.features, centroids, context)).inertia;
    rows += batch.rows;
  }
  const scores = { ssd, msd: ssd / rows };
  const metrics = Object.fromEntries(names.map((name) => [`test:${name}`, scores[name]]));
  return { phase: 'test', epoch: epochs - 1, rows, progress: PROGRESS.done, metrics };
}
