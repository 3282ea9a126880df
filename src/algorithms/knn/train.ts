import { sliceMatrix } from '../../data/csr.js';
import type { Dataset } from '../../data/dataset.js';
import { rowsOf } from '../../data/dense.js';
import { joinFloats } from '../../data/join-floats.js';
import { Random } from '../../data/random.js';
import { UserError } from '../../errors.js';
import type { TrainingContext, TrainingData } from '../algorithm.js';
import { channelBatches } from '../channel-batches.js';
import type { Checked } from '../hyperparameter-schema.js';
import { buildIndex, type IndexStep } from './build-index.js';
import { idleHyperparameters, type KNNHyperparameters } from './hyperparameters.js';
import { KNNModel } from './model.js';
import type { NeighborIndex } from './neighbor-index.js';
import { Preparation } from './preparation.js';
import { type ReductionParts, refuseHugeReduction } from './reduction.js';
import { Sample } from './sample.js';
import { testScores } from './scores.js';
import type {
  CellsStep,
  CodewordsStep,
  EpochStep,
  GatherStep,
  KNNStep,
  SampleStep,
  TestStep,
  TrainedStep,
} from './steps.js';

/** Everything the phases of one training share. */
interface Run {
  readonly data: TrainingData;
  readonly hyperparameters: Checked<KNNHyperparameters>;
  readonly context: TrainingContext<KNNModel>;
  readonly random: Random;
}

/** How much of the progress bar each phase takes. */
const PROGRESS = { sampled: 0.5, cells: 0.6, trained: 0.9, indexed: 0.95, done: 1 } as const;

/**
 * k-NN as SageMaker trains it: an even sample of the rows is drawn in one pass, its rows are shortened if wanted, and put into an index that finds the
 * nearest of them. There is nothing else to learn.
 */
export async function* train(
  data: TrainingData,
  hyperparameters: Checked<KNNHyperparameters>,
  context: TrainingContext<KNNModel>,
): AsyncGenerator<KNNStep, KNNModel, void> {
  if (context.startFrom !== undefined) throw noEarlierModel();
  for (const idle of idleHyperparameters(hyperparameters)) context.warn(idle);
  if (hyperparameters.epochs > 1) context.warn(`epochs is ${hyperparameters.epochs}: the data is read once.`);
  const run: Run = { data, hyperparameters, context, random: new Random(context.seed) };
  const { preparation, features, labels } = yield* sample(run);
  const index = yield* makeIndex(run, features);
  const { kernels, host } = context;
  const { k, predictor_type: predictorType } = hyperparameters;
  const model = new KNNModel({ kernels, k, predictorType, preparation, index, labels, modelName: `model_${host}` });
  yield {
    phase: 'index',
    ...QUIET,
    progress: data.test === undefined ? PROGRESS.done : PROGRESS.indexed,
    indexType: index.type,
    ...(index.cells && { cellSizes: index.cells.sizes }),
  };
  if (data.test !== undefined) yield await test(run, data.test, model);
  return model;
}

/** What all steps have that read no rows. */
const QUIET = { epoch: 0, rows: 0, metrics: {} } as const;

/** Reads the data once; the reservoir keeps `sample_size` rows of it. */
async function* sample(
  run: Run,
): AsyncGenerator<
  SampleStep | EpochStep | GatherStep,
  { readonly preparation: Preparation } & Pick<GatherStep, 'features' | 'labels'>,
  void
> {
  const { data, hyperparameters, context, random } = run;
  const { mini_batch_size: batchSize, feature_dim: featureDim, sample_size: size, k } = hyperparameters;
  const options = { channel: 'train', batchSize, featureDim, labelled: true, ...context } as const;
  let drawn: { readonly preparation: Preparation; readonly sample: Sample } | undefined;
  let rows = 0;
  for await (const batch of channelBatches(data.train, options)) {
    if (drawn === undefined) {
      const preparation = preparationFor(run, batch.cols);
      drawn = { preparation, sample: new Sample(size, preparation, random) };
    }
    const taken = await drawn.sample.add(batch, context);
    rows += batch.rows;
    const read = data.train.bytes === undefined ? 0 : Math.min(1, batch.bytesRead / data.train.bytes);
    const progress = PROGRESS.sampled * read;
    yield { phase: 'sample', ...QUIET, batch: batch.index, rows, progress, taken, sampled: drawn.sample.rows };
  }
  const { preparation, sample: kept } = drawn as NonNullable<typeof drawn>;
  yield { phase: 'epoch', ...QUIET, rows, progress: PROGRESS.sampled };
  if (kept.rows < k) throw fewerRowsThanNeighbours(kept.rows, k);
  const { features, labels } = kept;
  const { featureDim: width } = preparation.parts;
  yield {
    phase: 'gather',
    ...QUIET,
    progress: PROGRESS.sampled,
    host: context.host,
    featureDim: width,
    features,
    labels,
  };
  return { preparation, features, labels };
}

/** Where the bytes of a code do not divide the features, zeros are added; or a reduction leaves more features than were asked for. */
function preparationFor({ hyperparameters, random }: Run, featureDim: number): Preparation {
  const {
    dimension_reduction_type: type,
    dimension_reduction_target: target,
    index_type: indexType,
    index_metric: metric,
    faiss_index_pq_m: m = 1,
  } = hyperparameters;
  const fitting = (features: number) => (indexType === 'faiss.IVFPQ' ? Math.ceil(features / m) * m : features);
  const normalize = metric === 'COSINE';
  if (type === undefined || target === undefined) {
    return new Preparation({ featureDim, cols: fitting(featureDim), normalize });
  }
  if (target >= featureDim) throw targetTooLarge(target, featureDim);
  const cols = fitting(target);
  const reduction: ReductionParts = { type, seed: random.bits(), inputDim: featureDim, targetDim: cols };
  refuseHugeReduction(reduction);
  return new Preparation({ featureDim, reduction, cols, normalize });
}

/** Learns what the index needs to know of the rows, and puts them in. */
async function* makeIndex(
  { hyperparameters, context, random }: Run,
  features: GatherStep['features'],
): AsyncGenerator<CellsStep | CodewordsStep | TrainedStep, NeighborIndex, void> {
  const { index_type: type, index_metric: metric, faiss_index_ivf_nlists: nlists } = hyperparameters;
  const steps = buildIndex(features, {
    type,
    metric: metric === 'L2' ? 'L2' : 'INNER_PRODUCT',
    cells: nlists === 'auto' ? autoCells(rowsOf(features)) : nlists,
    nprobe: hyperparameters._faiss_index_nprobe,
    m: hyperparameters.faiss_index_pq_m,
    random,
    ...context,
  });
  let step = await steps.next();
  for (; !step.done; step = await steps.next()) yield told(step.value);
  return step.value;
}

/**
 * The guide: the square root of sample_size. Of the rows that there are, because cells can only be learnt from those; if evidence turns up of another
 * rounding, this is the place to correct.
 */
function autoCells(rows: number): number {
  return Math.floor(Math.sqrt(rows));
}

function told(step: IndexStep): CellsStep | CodewordsStep | TrainedStep {
  const between = (from: number, to: number, share: number) => from + (to - from) * share;
  if (step.phase === 'trained') return { ...QUIET, ...step, progress: PROGRESS.trained };
  const { iteration, iterations, centres, msd } = step;
  const common = { ...QUIET, iteration, centres, msd, metrics: { [`${step.phase}:msd`]: msd } };
  const share = iteration / iterations;
  if (step.phase === 'cells') {
    return { phase: 'cells', ...common, progress: between(PROGRESS.sampled, PROGRESS.cells, share) };
  }
  const { part, m } = step;
  const progress = between(PROGRESS.cells, PROGRESS.trained, (part + share) / m);
  return { phase: 'codewords', ...common, part, progress };
}

/** Scores the test channel. */
async function test({ hyperparameters, context }: Run, data: Dataset, model: KNNModel): Promise<TestStep> {
  const { mini_batch_size: batchSize, predictor_type: type } = hyperparameters;
  const options = { channel: 'test', batchSize, featureDim: model.featureDim, labelled: true, ...context } as const;
  const [predicted, labels]: [Float32Array[], Float32Array[]] = [[], []];
  let cellsOfFirst: Int32Array | undefined;
  for await (const batch of channelBatches(data, options)) {
    if (batch.index === 0) cellsOfFirst = await model.cellsOf(sliceMatrix(batch.features, 0, 1), context);
    predicted.push((await model.predict(batch.features, context)).predicted_label);
    labels.push((batch.labels as Float32Array).slice());
  }
  const [guesses, truth] = [joinFloats(predicted), joinFloats(labels)];
  const metrics = testScores(type, guesses, truth);
  const rows = truth.length;
  return { phase: 'test', epoch: 0, rows, progress: PROGRESS.done, metrics, ...(cellsOfFirst && { cellsOfFirst }) };
}

function noEarlierModel(): UserError {
  return new UserError('E_START_FROM', 'k-NN cannot go on from an earlier model.', {
    hint: 'Train on all the data at once; there is no channel named model.',
  });
}

function fewerRowsThanNeighbours(rows: number, k: number): UserError {
  return new UserError('E_TOO_FEW_ROWS', `k is ${k}, but there are only ${rows} rows to be neighbours.`, {
    hint: `Lower k to ${rows} or less, or provide more rows.`,
  });
}

function targetTooLarge(target: number, featureDim: number): UserError {
  return new UserError(
    'E_HYPERPARAMETERS',
    `The value for hyperparameter 'dimension_reduction_target' is ${target}, but the rows have ${featureDim} features.`,
    { hint: `Lower it below ${featureDim}, or leave the reduction out.` },
  );
}
