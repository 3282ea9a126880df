import { type Batch, whereIs } from '../../data/batches.js';
import { isCsr } from '../../data/csr.js';
import type { Dataset } from '../../data/dataset.js';
import { dense } from '../../data/dense.js';
import { Random } from '../../data/random.js';
import { UserError } from '../../errors.js';
import type { AdamSettings, FactorizationState, PerGroup } from '../../kernels/kernels.js';
import type { TrainingContext, TrainingData } from '../algorithm.js';
import { channelBatches } from '../channel-batches.js';
import type { Checked } from '../hyperparameter-schema.js';
import { BatchQueue, type Queued } from './batch-queue.js';
import type { FactorizationMachinesHyperparameters } from './hyperparameters.js';
import { FactorizationMachinesModel } from './model.js';
import { drawParameters, emptyState, parametersOf, startFrom, unpadded } from './parameters.js';
import { scaleWarning } from './scale-warning.js';
import { predictionsOf, Scorekeeper } from './scorekeeper.js';
import type { EpochStep, FactorizationMachinesStep, InitializeStep, Network, TestStep, UpdateStep } from './steps.js';

/** Everything the phases of one training share. */
interface Run {
  readonly data: TrainingData;
  readonly hyperparameters: Checked<FactorizationMachinesHyperparameters>;
  readonly context: TrainingContext<FactorizationMachinesModel>;
}

interface Learned {
  readonly network: Network;
  readonly state: FactorizationState;
}

/** How much of the progress bar training takes where a test follows. */
const TRAINED_BEFORE_TEST = 0.95;

/**
 * A factorization machine as SageMaker trains it: the data is read `epochs` times in mini-batches, and each of them is a step of Adam on the bias, on
 * the weights and on the factors, every group by its own learning rate and weight decay.
 */
export async function* train(
  data: TrainingData,
  hyperparameters: Checked<FactorizationMachinesHyperparameters>,
  context: TrainingContext<FactorizationMachinesModel>,
): AsyncGenerator<FactorizationMachinesStep, FactorizationMachinesModel, void> {
  const run: Run = { data, hyperparameters, context };
  const { state, network } = yield* learn(run);
  const { num_factors: numFactors, predictor_type: predictorType } = hyperparameters;
  const model = new FactorizationMachinesModel({
    kernels: context.kernels,
    parameters: parametersOf(state),
    numFactors,
    predictorType,
    network,
    modelName: `model_${context.host}`,
  });
  if (data.test !== undefined && !context.stop?.aborted) yield await test(run, data.test, model);
  return model;
}

/** Reads the data `epochs` times; the first mini-batch also says which network to build. */
async function* learn(run: Run): AsyncGenerator<InitializeStep | UpdateStep | EpochStep, Learned, void> {
  const { data, hyperparameters, context } = run;
  const { epochs, mini_batch_size: batchSize, feature_dim: featureDim, predictor_type: type } = hyperparameters;
  let learned: Learned | undefined;
  let [iteration, rowsPerEpoch] = [0, 0];
  for (let epoch = 0; epoch < epochs; epoch++) {
    const ofEpoch = new Scorekeeper(type);
    let rows = 0;
    const queue = new BatchQueue();
    const options = { channel: 'train', batchSize, featureDim, labelled: true as const, ...context };
    for await (const batch of channelBatches(data.train, options)) {
      refuseOtherLabels(batch, run, 'train');
      if (learned === undefined) {
        learned = await initialize(run, batch);
        yield { phase: 'initialize', epoch: 0, rows: 0, progress: 0, network: learned.network, metrics: {} };
      }
      queue.add(batch, shareRead(data.train, batch, rows + queue.rows, rowsPerEpoch));
      if (queue.fillsACall(context.kernels, learned.state.width)) yield* work(learned);
      if (context.stop?.aborted) break;
    }
    yield* work(learned as Learned);
    rowsPerEpoch = rows;
    yield epochStep(run, epoch, rows, ofEpoch, learned as Learned);
    if (context.stop?.aborted) break;

    async function* work({ state }: Learned): AsyncGenerator<UpdateStep, void, void> {
      const steps = iteration;
      for (const { batch, predicted, labels, read } of await takeSteps(run, queue, state, steps)) {
        const keeper = new Scorekeeper(type);
        keeper.add(predicted, labels);
        if (!keeper.isFinite) throw diverged(epoch, batch);
        ofEpoch.addAll(keeper);
        rows += labels.length;
        yield {
          phase: 'update',
          epoch,
          batch,
          iteration: ++iteration,
          rows,
          progress: (trainedShare(run) * (epoch + read)) / epochs,
          metrics: keeper.metrics('train'),
          ...(batch % hyperparameters.batch_metrics_publish_interval === 0 && { published: true as const }),
        };
      }
    }
  }
  return learned as Learned;
}

function trainedShare({ data }: Run): number {
  return data.test === undefined ? 1 : TRAINED_BEFORE_TEST;
}

/** Share of the pass that is read with this batch; without sizes nobody knows how far the first pass is. */
function shareRead(data: Dataset, batch: Batch, rowsBefore: number, rowsPerEpoch: number): number {
  const read = data.bytes === undefined ? (rowsBefore + batch.rows) / rowsPerEpoch : batch.bytesRead / data.bytes;
  return Number.isFinite(read) ? Math.min(1, read) : 0;
}

/** The layout of the data decides between SageMaker's two networks. */
async function initialize({ hyperparameters, context }: Run, batch: Batch): Promise<Learned> {
  const { feature_dim: featureDim, num_factors: numFactors } = hyperparameters;
  const warning = scaleWarning(batch, hyperparameters);
  if (warning !== undefined) context.warn(warning);
  const state = emptyState(featureDim, numFactors);
  if (context.startFrom === undefined) {
    await drawParameters(state, hyperparameters, { ...context, random: new Random(context.seed) });
  } else {
    mustFit(context.startFrom, hyperparameters);
    startFrom(state, context.startFrom.parameters);
  }
  return { state, network: isCsr(batch.features) ? 'sparse' : 'dense' };
}

function mustFit(
  earlier: FactorizationMachinesModel,
  { feature_dim, num_factors, predictor_type }: FactorizationMachinesHyperparameters,
): void {
  const differences = Object.entries({ feature_dim, num_factors, predictor_type }).filter(
    ([name, value]) => earlier.describe()[name as 'feature_dim'] !== value,
  );
  if (differences.length === 0) return;
  const [name, value] = differences[0] as [string, string | number];
  const was = earlier.describe()[name as 'feature_dim'];
  throw new UserError('E_START_FROM', `The earlier model has the ${name} ${was}, the hyperparameters say ${value}.`, {
    hint: `Set ${name} to ${was}, or train from the beginning.`,
  });
}

interface StepTaken extends Queued {
  /** `[rows]`, before the step */
  readonly predicted: Float32Array;
  /** `[rows]` */
  readonly labels: Float32Array;
}

/** One step of Adam for each mini-batch of the queue, which is empty afterwards. */
async function takeSteps(run: Run, queue: BatchQueue, state: FactorizationState, steps: number): Promise<StepTaken[]> {
  const { hyperparameters, context } = run;
  if (queue.rows === 0) return [];
  const { batches, labels, rows } = queue.take(hyperparameters.feature_dim);
  const scores = new Float32Array(labels.length);
  await context.kernels.trainFactorization(rows, labels, adamSettings(hyperparameters, steps), state, scores);
  context.signal?.throwIfAborted();
  const predicted = predictionsOf(scores, hyperparameters.predictor_type);
  return batches.map((batch) => {
    const own = [batch.from, batch.from + batch.rows] as const;
    return { ...batch, predicted: predicted.subarray(...own), labels: labels.subarray(...own) };
  });
}

/** Adam's own default in MXNet. */
const EPSILON = 1e-8;
/** The smallest number that float32 holds in full: a divisor of 0 would make 0 / 0 of what has no gradient. */
const LEAST_EPSILON = 2 ** -126;

function adamSettings(given: FactorizationMachinesHyperparameters, steps: number): AdamSettings {
  const ofGroups = (of: 'lr' | 'wd', times: number): PerGroup => ({
    bias: given.use_bias ? times * given[`bias_${of}`] : 0,
    linear: given.use_linear ? times * given[`linear_${of}`] : 0,
    factors: times * given[`factors_${of}`],
  });
  return {
    loss: given.predictor_type === 'regressor' ? 'squared' : 'logistic',
    batchRows: given.mini_batch_size,
    steps,
    learningRate: ofGroups('lr', given._learning_rate),
    weightDecay: ofGroups('wd', given._wd),
    rescale: given.rescale_grad,
    clip: given.clip_gradient === undefined || given.clip_gradient < 0 ? undefined : given.clip_gradient,
    epsilon: Math.max(given.eps ?? EPSILON, LEAST_EPSILON),
  };
}

/** Parameters of a model that every epoch copies: 4 MiB. */
const MOST_COPIED = 1 << 20;

function epochStep(run: Run, epoch: number, rows: number, keeper: Scorekeeper, { state }: Learned): EpochStep {
  const { epochs, feature_dim: features, num_factors: numFactors } = run.hyperparameters;
  const common = {
    phase: 'epoch',
    epoch,
    rows,
    progress: (trainedShare(run) * (epoch + 1)) / epochs,
    metrics: keeper.metrics('train'),
    bias: state.bias[0] as number,
  } as const;
  if (features * (numFactors + 1) > MOST_COPIED) return common;
  const parameters = parametersOf(state);
  return {
    ...common,
    weights: dense(parameters.linear, features, 1),
    factors: dense(unpadded(parameters, numFactors), features, numFactors),
  };
}

/** Scores the test channel. */
async function test(run: Run, data: Dataset, model: FactorizationMachinesModel): Promise<TestStep> {
  const { hyperparameters, context } = run;
  const { mini_batch_size: batchSize, feature_dim: featureDim, predictor_type: type, epochs } = hyperparameters;
  const keeper = new Scorekeeper(type);
  let rows = 0;
  const options = { channel: 'test', batchSize, featureDim, labelled: true as const, ...context };
  for await (const batch of channelBatches(data, options)) {
    refuseOtherLabels(batch, run, 'test');
    const { score } = await model.predict(batch.features, context);
    keeper.add(score, batch.labels as Float32Array);
    rows += batch.rows;
  }
  return { phase: 'test', epoch: epochs - 1, rows, progress: 1, metrics: keeper.metrics('test') };
}

/** A classifier knows two classes, 0 and 1. */
function refuseOtherLabels(batch: Batch, { hyperparameters }: Run, channel: string): void {
  if (hyperparameters.predictor_type === 'regressor') return;
  const row = (batch.labels as Float32Array).findIndex((label) => label !== 0 && label !== 1);
  if (row < 0) return;
  throw new UserError(
    'E_LABEL',
    `The ${channel} channel has the label ${batch.labels?.[row]}. With predictor_type 'binary_classifier' labels must be 0 or 1.`,
    {
      where: { record: row, ...whereIs(batch, row) },
      hint: "Write 0 and 1 for the two classes, or set predictor_type to 'regressor'.",
    },
  );
}

function diverged(epoch: number, batch: number): UserError {
  return new UserError(
    'E_DIVERGED',
    `Training went out of bounds: scores of epoch ${epoch}, batch ${batch} are not finite.`,
    {
      hint: 'Scale the features to about 1, or lower factors_lr, linear_lr and bias_lr.',
    },
  );
}
