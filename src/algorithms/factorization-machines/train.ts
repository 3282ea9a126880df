import { type Batch, whereIs } from '../../data/batches.js';
import { isCsr, sliceCsr } from '../../data/csr.js';
import type { Dataset } from '../../data/dataset.js';
import { dense } from '../../data/dense.js';
import { Random } from '../../data/random.js';
import { UserError } from '../../errors.js';
import type { FactorizationState } from '../../kernels/kernels.js';
import type { TrainingContext, TrainingData } from '../algorithm.js';
import { channelBatches, refuseNonFinite } from '../channel-batches.js';
import type { Checked } from '../hyperparameter-schema.js';
import type { FactorizationMachinesHyperparameters } from './hyperparameters.js';
import { FactorizationMachinesModel } from './model.js';
import { drawParameters, emptyState, parametersOf, startFrom, unpadded } from './parameters.js';
import { scaleWarning } from './scale-warning.js';
import { Scorekeeper } from './scorekeeper.js';
import type { EpochStep, FactorizationMachinesStep, InitializeStep, Network, TestStep, UpdateStep } from './steps.js';
import { StepsUnderWay, type StepTaken } from './steps-under-way.js';

/** Everything the phases of one training share. */
interface Run {
  readonly data: TrainingData;
  readonly hyperparameters: Checked<FactorizationMachinesHyperparameters>;
  readonly context: TrainingContext<FactorizationMachinesModel>;
}

interface Learned {
  readonly network: Network;
  readonly state: FactorizationState;
  readonly steps: StepsUnderWay;
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

/**
 * Reads the data `epochs` times; the first mini-batch also says which network to build. While the steps of some mini-batches are under way, the next
 * ones are read.
 */
async function* learn(run: Run): AsyncGenerator<InitializeStep | UpdateStep | EpochStep, Learned, void> {
  const { data, hyperparameters, context } = run;
  const { epochs, mini_batch_size: batchSize, feature_dim: featureDim, predictor_type: type } = hyperparameters;
  let learned: Learned | undefined;
  let [iteration, rowsPerEpoch] = [0, 0];
  for (let epoch = 0; epoch < epochs; epoch++) {
    const ofEpoch = new Scorekeeper(type);
    let [rows, rowsRead] = [0, 0];
    const options = { channel: 'train', batchSize, featureDim, labelled: true, unchecked: true, ...context } as const;
    for await (const batch of channelBatches(data.train, options)) {
      refuseOtherLabels(batch, run, 'train');
      if (learned === undefined) {
        learned = await initialize(run, batch);
        yield { phase: 'initialize', epoch: 0, rows: 0, progress: 0, network: learned.network, metrics: {} };
      }
      learned.steps.add(batch, shareRead(data.train, batch, rowsRead, rowsPerEpoch));
      rowsRead += batch.rows;
      if (learned.steps.fillsACall) yield* advance(learned);
      if (context.stop?.aborted) break;
    }
    // The last ones begin, and are told of.
    yield* advance(learned as Learned);
    yield* advance(learned as Learned);
    rowsPerEpoch = rows;
    yield epochStep(run, epoch, rows, ofEpoch, learned as Learned);
    if (context.stop?.aborted) break;

    async function* advance({ steps }: Learned): AsyncGenerator<UpdateStep, void, void> {
      for (const taken of await steps.advance()) {
        const keeper = new Scorekeeper(type);
        keeper.add(taken.predicted, taken.labels);
        if (!keeper.isFinite) await refuseDiverged(taken, epoch, run);
        ofEpoch.addAll(keeper);
        rows += taken.rows;
        yield updateStep(run, taken, { epoch, rows, iteration: ++iteration, metrics: keeper.metrics('train') });
      }
    }
  }
  return learned as Learned;
}

function updateStep(
  { data, hyperparameters }: Run,
  { batch, read }: StepTaken,
  counted: Pick<UpdateStep, 'epoch' | 'rows' | 'iteration' | 'metrics'>,
): UpdateStep {
  return {
    phase: 'update',
    batch,
    ...counted,
    progress: (trainedShare(data) * (counted.epoch + read)) / hyperparameters.epochs,
    ...(batch % hyperparameters.batch_metrics_publish_interval === 0 && { published: true as const }),
  };
}

function trainedShare(data: TrainingData): number {
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
  await refuseNonFinite(batch, { channel: 'train', ...context });
  const warning = scaleWarning(batch, hyperparameters);
  if (warning !== undefined) context.warn(warning);
  const state = emptyState(featureDim, numFactors, context.kernels);
  context.signal?.throwIfAborted();
  if (context.startFrom === undefined) {
    await drawParameters(state, hyperparameters, { ...context, random: new Random(context.seed) });
  } else {
    mustFit(context.startFrom, hyperparameters);
    startFrom(state, context.startFrom.parameters);
  }
  const steps = new StepsUnderWay(state, hyperparameters, context);
  return { state, steps, network: isCsr(batch.features) ? 'sparse' : 'dense' };
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

/** Parameters of a model that every epoch copies: 4 MiB. */
const MOST_COPIED = 1 << 20;

function epochStep(run: Run, epoch: number, rows: number, keeper: Scorekeeper, { state }: Learned): EpochStep {
  const { epochs, feature_dim: features, num_factors: numFactors } = run.hyperparameters;
  const common = {
    phase: 'epoch',
    epoch,
    rows,
    progress: (trainedShare(run.data) * (epoch + 1)) / epochs,
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

/**
 * A score that is not finite comes from a value that is not, or from steps that were too large. Nobody looks at all values beforehand.
 *
 * @throws UserError E_NOT_FINITE, E_DIVERGED
 */
async function refuseDiverged(taken: StepTaken, epoch: number, { context }: Run): Promise<never> {
  const features = sliceCsr(taken.together, taken.from, taken.from + taken.rows);
  await refuseNonFinite({ features, pieces: taken.pieces }, { channel: 'train', ...context });
  throw new UserError(
    'E_DIVERGED',
    `Training went out of bounds: scores of epoch ${epoch}, batch ${taken.batch} are not finite.`,
    {
      hint: 'Scale the features to about 1, or lower factors_lr, linear_lr and bias_lr.',
    },
  );
}
