import type { Dataset } from '../../data/dataset.js';
import { Random } from '../../data/random.js';
import { UserError } from '../../errors.js';
import type { TrainingContext, TrainingData } from '../algorithm.js';
import { channelBatches } from '../channel-batches.js';
import type { Checked } from '../hyperparameter-schema.js';
import { judge } from './anomalies.js';
import { type Forest, growTrees, partition, plant, type Tree } from './forest.js';
import { forestInfo } from './forest-info.js';
import type { RandomCutForestHyperparameters } from './hyperparameters.js';
import { RandomCutForestModel } from './model.js';
import { MOST_BYTES, Sample } from './sample.js';
import type {
  EpochStep,
  FinalizeStep,
  GatherStep,
  InitializeStep,
  RandomCutForestStep,
  SampleStep,
  TestStep,
  TreeStep,
} from './steps.js';

/** Everything the phases of one training share. */
interface Run {
  readonly data: TrainingData;
  readonly hyperparameters: Checked<RandomCutForestHyperparameters>;
  readonly context: TrainingContext<RandomCutForestModel>;
  readonly random: Random;
}

/** How much of the progress bar each phase takes. */
const PROGRESS = { sampled: 0.8, grown: 0.95, done: 1 } as const;

/**
 * A random cut forest as SageMaker trains it. The data is read once and a sample of it is kept; the sample is cut into as many pieces as there will be
 * trees, and a tree is grown over each. No row is looked at again.
 */
export async function* train(
  data: TrainingData,
  hyperparameters: Checked<RandomCutForestHyperparameters>,
  context: TrainingContext<RandomCutForestModel>,
): AsyncGenerator<RandomCutForestStep, RandomCutForestModel, void> {
  refuseEarlierModel(context);
  const run: Run = { data, hyperparameters, context, random: new Random(context.seed) };
  const kept = yield* sample(run);
  const forest = yield* build(run, kept);
  const model = new RandomCutForestModel({ kernels: context.kernels, forest, modelName: `model_${context.host}` });
  if (data.test !== undefined) yield await test(run, data.test, model);
  return model;
}

/** Reads the data and keeps num_trees * num_samples_per_tree rows of it, each row with equal chance. */
async function* sample({
  data,
  hyperparameters,
  context,
  random,
}: Run): AsyncGenerator<InitializeStep | SampleStep | EpochStep, Sample, void> {
  const { num_trees: trees, num_samples_per_tree: samplesPerTree } = hyperparameters;
  const { mini_batch_size: batchSize, feature_dim: featureDim } = hyperparameters;
  let kept: Sample | undefined;
  let rows = 0;
  for await (const batch of channelBatches(data.train, { channel: 'train', batchSize, featureDim, ...context })) {
    if (kept === undefined) {
      kept = new Sample(trees * samplesPerTree, batch.cols, random);
      yield initialize(hyperparameters, batch.cols);
    }
    kept.add(batch.features);
    rows += batch.rows;
    // Without a size nobody knows how far the pass is.
    const read = data.train.bytes === undefined ? 0 : Math.min(1, batch.bytesRead / data.train.bytes);
    yield {
      phase: 'sample',
      epoch: 0,
      batch: batch.index,
      rows,
      progress: PROGRESS.sampled * read,
      sampled: kept.rows,
      metrics: {},
    };
  }
  yield { phase: 'epoch', epoch: 0, rows, progress: PROGRESS.sampled, metrics: {} };
  return kept as Sample;
}

/** float32 point, its mass and the logarithm of that; column, value and left side of a cut, float32 box, float64 extent. */
const FOREST_BYTES_PER_ROW = 4 + 8 + 12 + 8;
const FOREST_BYTES_PER_VALUE = 4 + 8;

function initialize(hyperparameters: Checked<RandomCutForestHyperparameters>, featureDim: number): InitializeStep {
  const rows = hyperparameters.num_trees * hyperparameters.num_samples_per_tree;
  return {
    phase: 'initialize',
    epoch: 0,
    rows: 0,
    progress: 0,
    metrics: {},
    featureDim,
    sampleBytes: rows * featureDim * Float32Array.BYTES_PER_ELEMENT,
    forestBytes: rows * (FOREST_BYTES_PER_ROW + FOREST_BYTES_PER_VALUE * featureDim),
    availableBytes: MOST_BYTES,
  };
}

/** Grows a tree over each piece of the sample. */
async function* build(
  { hyperparameters, context, random, data }: Run,
  kept: Sample,
): AsyncGenerator<GatherStep | TreeStep | FinalizeStep, Forest, void> {
  const { num_trees: numTrees, num_samples_per_tree: wanted } = hyperparameters;
  const { trees, size } = partition(kept.rows, numTrees, wanted);
  if (size === 0) throw tooFewRows(kept.rows, numTrees);
  const common = { epoch: 0, rows: 0, metrics: {} } as const;
  const sampled = kept.rows;
  yield { phase: 'gather', ...common, progress: PROGRESS.sampled, sampled, trees, samplesPerTree: size };

  const samples = kept.values.subarray(0, trees * size * kept.cols);
  const grown: Tree[] = [];
  for await (const tree of growTrees(samples, { trees, size }, { ...context, random })) {
    grown.push(tree);
    const progress = PROGRESS.sampled + ((PROGRESS.grown - PROGRESS.sampled) * grown.length) / trees;
    yield { phase: 'tree', ...common, progress, index: grown.length - 1, tree };
  }
  const forest = plant(grown);
  const progress = data.test === undefined ? PROGRESS.done : PROGRESS.grown;
  yield { phase: 'finalize', ...common, progress, info: forestInfo(forest) };
  return forest;
}

/** Scores the test channel, labels its rows by the scores, and holds that against the labels given: 1 is an anomaly. */
async function test({ hyperparameters, context }: Run, data: Dataset, model: RandomCutForestModel): Promise<TestStep> {
  const { mini_batch_size: batchSize, eval_metrics: names } = hyperparameters;
  const options = { channel: 'test', batchSize, featureDim: model.featureDim, labelled: true, ...context } as const;
  const scores: Float32Array[] = [];
  const labels: Float32Array[] = [];
  for await (const batch of channelBatches(data, options)) {
    scores.push((await model.predict(batch.features, context)).score);
    labels.push((batch.labels as Float32Array).slice());
  }
  const all = scores.flatMap((batch) => Array.from(batch));
  const { cutoff, anomalies, accuracy, precision, recall, f1 } = judge(
    all,
    labels.flatMap((batch) => Array.from(batch)),
  );
  const metrics = {
    ...(names.includes('accuracy') && { 'test:accuracy': accuracy }),
    ...(names.includes('precision_recall_fscore') && {
      'test:precision': precision,
      'test:recall': recall,
      'test:f1': f1,
    }),
  };
  return { phase: 'test', epoch: 0, rows: all.length, progress: PROGRESS.done, cutoff, anomalies, metrics };
}

function tooFewRows(rows: number, trees: number): UserError {
  return new UserError('E_TOO_FEW_ROWS', `There are ${rows} rows, not even one for each of the ${trees} trees.`, {
    hint: `Provide at least ${trees} rows${trees > 50 && rows >= 50 ? `, or lower num_trees to ${rows} or less` : ''}.`,
  });
}

/** SageMaker's container has no `model` channel. */
function refuseEarlierModel({ startFrom }: TrainingContext<RandomCutForestModel>): void {
  if (startFrom === undefined) return;
  throw new UserError('E_START_FROM', 'A random cut forest does not go on from an earlier model.', {
    hint: 'Train on all the data; for a stream there is StreamingForest.',
  });
}
