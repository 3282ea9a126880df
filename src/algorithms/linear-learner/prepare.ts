import { UserError } from '../../errors.js';
import type { TrainingContext, TrainingData } from '../algorithm.js';
import { channelBatches } from '../channel-batches.js';
import type { Checked } from '../hyperparameter-schema.js';
import { type ClassWeights, classWeights } from './class-weights.js';
import { type Candidate, candidates, type OptimizerSettings, optimizerSettings } from './grid.js';
import type { LinearLearnerHyperparameters } from './hyperparameters.js';
import { checkLabels } from './labels.js';
import type { LinearLearnerModel } from './model.js';
import { type Objective, objectiveOf } from './objective.js';
import { refuseHugeModels } from './parallel-models.js';
import { type Scaling, type ScalingSwitches, Statistics } from './scaler.js';

/** Everything the phases of one training share. */
export interface Run {
  readonly data: TrainingData;
  readonly hyperparameters: Checked<LinearLearnerHyperparameters>;
  readonly context: TrainingContext<LinearLearnerModel>;
}

/** What is known before the first step of an optimizer. */
export interface Prepared {
  readonly objective: Objective;
  /** `[models]` */
  readonly candidates: readonly Candidate[];
  readonly optimizer: OptimizerSettings;
  readonly features: Scaling;
  /** Of a regressor. */
  readonly label?: Scaling;
  readonly weights: ClassWeights;
  /** Rows the statistics are of, and rows that were read for them. */
  readonly rows: number;
  readonly rowsRead: number;
}

/** Looks at the first rows: what the features are scaled by, what the classes weigh, which models there will be. */
export async function prepareTraining(run: Run): Promise<Prepared> {
  const { hyperparameters: values, context } = run;
  const objective = objectiveOf(values);
  const models = candidates(values);
  const { features, labels, counts, rowsRead } = await firstLook(run, objective, models.length);
  refuseOtherModel(context.startFrom, objective, features.features);
  const label = objective.predictorType === 'regressor' ? labels.scaling(labelSwitches(values)) : undefined;
  return {
    objective,
    candidates: models,
    optimizer: optimizerSettings(values),
    features: features.scaling(featureSwitches(values)),
    ...(label && { label }),
    weights: classWeights(values, counts, models.length),
    rows: features.rows,
    rowsRead,
  };
}

/**
 * Whole mini-batches from the start of the data until there are more rows than num_point_for_scaler. One more batch is read, as SageMaker's counter of
 * what its iterator has seen shows.
 */
async function firstLook({ data, hyperparameters: values, context }: Run, objective: Objective, models: number) {
  const { mini_batch_size: batchSize, feature_dim: featureDim, num_point_for_scaler: enough } = values;
  const counts = new Float64Array(objective.predictorType === 'binary_classifier' ? 2 : objective.classes);
  const labels = new Statistics(1);
  let features: Statistics | undefined;
  let rowsRead = 0;
  for await (const batch of channelBatches(data.train, {
    channel: 'train',
    batchSize,
    featureDim,
    labelled: true,
    ...context,
  })) {
    rowsRead += batch.rows;
    if (batch.rows < batchSize || (features !== undefined && features.rows > enough)) break;
    if (features === undefined) {
      refuseHugeModels(batch.cols, models * objective.classes);
      features = new Statistics(batch.cols);
    }
    features.addBatch(batch);
    const own = checkLabels(batch, 'train', objective);
    if (objective.predictorType === 'regressor') labels.add(own, batch.rows);
    else for (const label of own) counts[label]!++;
  }
  if (features === undefined) throw tooFewRows(batchSize, rowsRead);
  return { features, labels, counts, rowsRead };
}

function featureSwitches({ normalize_data, unbias_data, use_bias }: Run['hyperparameters']): ScalingSwitches {
  return {
    normalize: normalize_data === 'auto' || normalize_data,
    unbias: unbias_data === 'auto' ? use_bias : unbias_data,
  };
}

function labelSwitches({ normalize_label, unbias_label, use_bias }: Run['hyperparameters']): ScalingSwitches {
  return {
    normalize: normalize_label === 'auto' || normalize_label,
    unbias: unbias_label === 'auto' ? use_bias : unbias_label,
  };
}

/** SageMaker's job fails too; its text is not known. */
function tooFewRows(batchSize: number, rows: number): UserError {
  return new UserError(
    'E_TOO_FEW_ROWS',
    `mini_batch_size is ${batchSize}, more than the ${rows} rows of the train dataset.`,
    {
      hint: `Set mini_batch_size to ${rows} or less; batches that are not full are not trained on.`,
    },
  );
}

function refuseOtherModel(
  earlier: LinearLearnerModel | undefined,
  { predictorType, classes }: Objective,
  features: number,
): void {
  if (earlier === undefined) return;
  const fault =
    earlier.predictorType !== predictorType
      ? `is a ${earlier.predictorType}, predictor_type is ${predictorType}`
      : earlier.classes !== classes
        ? `has ${earlier.classes} classes, num_classes is ${classes}`
        : earlier.featureDim !== features
          ? `has ${earlier.featureDim} features, the data ${features}`
          : undefined;
  if (fault === undefined) return;
  throw new UserError('E_START_FROM', `The earlier model ${fault}.`, {
    hint: 'Go on from a model of the same kind, or train from the beginning.',
  });
}
