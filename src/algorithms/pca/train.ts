import type { Batch } from '../../data/batches.js';
import { rowOf } from '../../data/csr.js';
import type { Dataset } from '../../data/dataset.js';
import { type Dense, rowMajor, sliceRows } from '../../data/dense.js';
import { Random } from '../../data/random.js';
import { UserError } from '../../errors.js';
import type { TrainingContext, TrainingData } from '../algorithm.js';
import { channelBatches, refuseNonFinite } from '../channel-batches.js';
import type { Checked } from '../hyperparameter-schema.js';
import { symmetricEigen } from '../symmetric-eigen.js';
import { type Components, finishComponents } from './components.js';
import { explainedVarianceRatio } from './explain.js';
import type { PCAHyperparameters } from './hyperparameters.js';
import { PCAModel } from './model.js';
import { aboutCentre } from './row-moments.js';
import { addOuter, ScatterSums, trace } from './scatter.js';
import { Sketch } from './sketch.js';
import type {
  EpochStep,
  FinalizeStep,
  InitializeStep,
  PCAStep,
  Reconstruction,
  TestStep,
  UpdateStep,
} from './steps.js';

/** Everything the phases of one training share. */
interface Run {
  readonly data: TrainingData;
  readonly hyperparameters: Checked<PCAHyperparameters>;
  readonly context: TrainingContext<PCAModel>;
}

/** One pass over the rows, and what is made of it; the two modes differ in nothing else. */
interface Summary {
  readonly cols: number;
  add(batch: Batch): Promise<void>;
  /** What a step shows of the rows so far. */
  glance(): Pick<UpdateStep, 'mean' | 'totalVariance' | 'singularValues'>;
  finish(): Promise<Result>;
}

interface Result {
  readonly components: Components;
  /** `[cols]` */
  readonly mean: Float32Array;
  readonly rows: number;
  /** Mean squared distance of the rows to what is subtracted from them. */
  readonly totalVariance: number;
}

/** How much of the progress bar each phase takes. */
const PROGRESS = { read: 0.9, finalized: 0.95, done: 1 } as const;

/**
 * Principal component analysis: the orthonormal directions along which the rows vary most. The rows are read once, in mini-batches, and never
 * held. The regular mode sums up their mean and scatter, a matrix of feature_dim x feature_dim, whose eigenvectors the components are; the
 * randomized mode keeps a sketch of num_components + extra_components weighted directions.
 */
export async function* train(
  data: TrainingData,
  hyperparameters: Checked<PCAHyperparameters>,
  context: TrainingContext<PCAModel>,
): AsyncGenerator<PCAStep, PCAModel, void> {
  const run: Run = { data, hyperparameters, context };
  const summary = yield* read(run);
  const { components, mean, rows, totalVariance } = await summary.finish();
  const model = new PCAModel({
    kernels: context.kernels,
    components: components.axes,
    singularValues: components.singularValues,
    mean: hyperparameters.subtract_mean ? mean : undefined,
    modelName: `model_${context.host}`,
  });
  yield finalized(model, rows, totalVariance, data.test === undefined ? PROGRESS.done : PROGRESS.finalized);
  if (data.test !== undefined) yield await test(run, data.test, model);
  return model;
}

/** Values of a batch at most: they keep all threads busy for a while. */
const BATCH_VALUES = 5 << 20;

/** Reads the data once. */
async function* read(run: Run): AsyncGenerator<InitializeStep | UpdateStep | EpochStep, Summary, void> {
  const { data, hyperparameters, context } = run;
  const { mini_batch_size: miniBatchSize, feature_dim: featureDim } = hyperparameters;
  const batchSize = rowsPerSum(miniBatchSize);
  let summary: Summary | undefined;
  let rows = 0;
  // Half of what was read before changes the picture; less need not be looked at by itself.
  const mostRows = () => Math.min(rows / 2, BATCH_VALUES / (summary?.cols ?? 1));
  const apart = hyperparameters.algorithm_mode === 'regular';
  // A value that is not finite shows in the mean of its column: no need to look at all of them first.
  const options = { ...context, channel: 'train', batchSize, mostRows, apart, featureDim, unchecked: true };
  for await (const batch of channelBatches(data.train, options)) {
    if (summary === undefined) {
      summary = summaryOf(run, batch.cols);
      yield initialized(batch, miniBatchSize);
    }
    await summary.add(batch);
    const glance = summary.glance();
    if (!glance.mean.every(Number.isFinite)) await refuseNonFinite(batch, options);
    rows += batch.rows;
    yield {
      phase: 'update',
      epoch: 0,
      batch: Math.ceil(rows / miniBatchSize) - 1,
      rows,
      progress: data.train.bytes ? PROGRESS.read * Math.min(1, batch.bytesRead / data.train.bytes) : 0,
      metrics: {},
      ...glance,
    };
  }
  yield { phase: 'epoch', epoch: 0, rows, progress: PROGRESS.read, metrics: {} };
  return summary as Summary;
}

/** Rows that are summed up about one origin: a mini-batch, or as many as are worth it, or part of a large one. */
function rowsPerSum(miniBatchSize: number): number {
  const [fewest, most] = [256, 1024];
  return miniBatchSize >= most ? most : miniBatchSize * Math.ceil(fewest / miniBatchSize);
}

function initialized(batch: Batch, miniBatchSize: number): InitializeStep {
  const rows = Math.min(batch.rows, miniBatchSize);
  return { phase: 'initialize', epoch: 0, rows, progress: 0, metrics: {}, featureDim: batch.cols, miniBatchSize };
}

function summaryOf(run: Run, cols: number): Summary {
  const { num_components: wanted, algorithm_mode: mode, extra_components: extra } = run.hyperparameters;
  if (wanted > cols) {
    throw new UserError('E_TOO_FEW_FEATURES', `num_components is ${wanted}, but the rows have only ${cols} features.`, {
      hint: `Lower num_components to ${cols} or less.`,
    });
  }
  if (mode === 'regular') return regular(run, cols);
  return randomized(run, cols, Math.min(cols, wanted + (extra === -1 ? Math.max(10, wanted) : extra)));
}

function regular({ hyperparameters, context }: Run, cols: number): Summary {
  const { num_components: count, subtract_mean: subtractMean, mini_batch_size: miniBatchSize } = hyperparameters;
  // The scatter, what the chunks of a kernel call take, and the rotations of its eigenvectors, all in float64.
  refuseHuge(
    'The scatter of',
    cols,
    cols * 32,
    "Set algorithm_mode to 'randomized', or reduce the number of features.",
  );
  const sums = new ScatterSums(cols, rowsPerSum(miniBatchSize), context);
  return {
    cols,
    add: (batch) => sums.add(batch.features),
    glance: () => sums.glance(),
    async finish() {
      const { rows, mean, scatter } = sums.finish();
      if (!subtractMean) addOuter(scatter, mean, rows);
      const totalVariance = trace(scatter, cols) / rows;
      const { values, vectors } = await symmetricEigen(scatter, count, context);
      const components = finishComponents(vectors, values, count, cols);
      return { components, mean: new Float32Array(mean), rows, totalVariance };
    },
  };
}

function randomized({ hyperparameters, context }: Run, cols: number, size: number): Summary {
  const { num_components: count, subtract_mean: subtractMean } = hyperparameters;
  // A block of at least four times the sketch in float32, the products in float64 and their rounded copies.
  refuseHuge(`A sketch of ${size} directions in`, cols, size * 40, 'Lower num_components or extra_components.');
  const random = new Random(context.seed);
  const sketch = new Sketch({ ...context, cols, size, subtractMean, random });
  return {
    cols,
    add: (batch) => sketch.add(batch),
    glance() {
      const { mean, trace, rows, singularValues } = sketch.state ?? { mean: new Float64Array(cols), trace: 0, rows: 1 };
      const known = singularValues && { singularValues: singularValues.toReversed() };
      return { mean, totalVariance: trace / rows, ...known };
    },
    async finish() {
      const { mean, trace, rows, axes, singularValues } = await sketch.finish();
      const ascending = new Float32Array(axes.length);
      for (let row = 0; row < singularValues.length; row++) {
        ascending.set(axes.subarray(row * cols, (row + 1) * cols), axes.length - (row + 1) * cols);
      }
      const squares = singularValues.map((value) => value * value).reverse();
      const components = finishComponents(ascending, squares, count, cols);
      return { components, mean: new Float32Array(mean), rows, totalVariance: trace / rows };
    },
  };
}

const MOST_BYTES = 2 ** 31;

/** The width may come from the input (a sparse row names its own), so it must not decide what is allocated. */
function refuseHuge(what: string, cols: number, bytesPerColumn: number, hint: string): void {
  const bytes = cols * bytesPerColumn;
  if (bytes <= MOST_BYTES) return;
  const size = (bytes / 2 ** 30).toFixed(1);
  throw new UserError('E_TOO_WIDE', `${what} ${cols} features would take ${size} GiB.`, { hint });
}

function finalized(model: PCAModel, rows: number, totalVariance: number, progress: number): FinalizeStep {
  const ratio = explainedVarianceRatio(model.singularValues, { totalVariance, rows });
  return {
    phase: 'finalize',
    epoch: 0,
    rows: 0,
    progress,
    components: model.components,
    singularValues: model.singularValues,
    explainedVarianceRatio: ratio,
    totalVariance,
    // Not named like a metric of a channel: SageMaker prints none.
    metrics: { explained_variance_ratio: ratio.reduce((sum, share) => sum + share, 0) },
  };
}

/** Scores the test channel. SageMaker says that it does so too, and publishes no name for it. */
async function test({ hyperparameters, context }: Run, data: Dataset, model: PCAModel): Promise<TestStep> {
  const { mini_batch_size: batchSize } = hyperparameters;
  const { featureDim } = model;
  const centre = model.mean ?? new Float32Array(featureDim);
  let [rows, total, captured] = [0, 0, 0];
  let first = new Float32Array();
  let reconstructions: readonly Reconstruction[] = [];
  for await (const batch of channelBatches(data, { channel: 'test', batchSize, featureDim, ...context })) {
    total += (await aboutCentre(batch.features, centre, context)).distances;
    const { projection } = await model.predict(batch.features, context);
    if (batch.index === 0) {
      first = rowOf(batch.features, 0).slice();
      reconstructions = await reconstructionsOf(sliceRows(projection, 0, 1), model);
    }
    for (const value of rowMajor(projection)) captured += value * value;
    rows += batch.rows;
  }
  const reconstructionMsd = Math.max(0, total - captured) / rows;
  const ratio = total > 0 ? Math.min(1, captured / total) : 1;
  const metrics = { test_reconstruction_msd: reconstructionMsd, test_explained_variance_ratio: ratio };
  return {
    phase: 'test',
    epoch: 0,
    rows,
    progress: PROGRESS.done,
    metrics,
    reconstructionMsd,
    explainedVarianceRatio: ratio,
    first,
    reconstructions,
  };
}

/** Leading components whose pictures of a row show how the whole comes about. */
const FEW_COMPONENTS = [1, 5, 20] as const;

/** @param projection of one row */
async function reconstructionsOf(projection: Dense, model: PCAModel): Promise<Reconstruction[]> {
  const all = model.numComponents;
  const reconstructions: Reconstruction[] = [];
  for (const components of [...FEW_COMPONENTS.filter((few) => few < all), all]) {
    reconstructions.push({ components, row: rowMajor(await model.inverse(projection, { components })) });
  }
  return reconstructions;
}
