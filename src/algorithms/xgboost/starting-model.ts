import { UserError } from '../../errors.js';
import type { XgboostModel } from '../xgboost-model.js';
import type { XgboostHyperparameters } from './hyperparameter-table.js';
import type { XgboostBoosters } from './model.js';
import type { Objective } from './objectives/objective.js';
import { estimateBaseScore } from './objectives/starting-point.js';
import { columnCount, type RowSet } from './rows.js';
import { imageOf, isAtLeast } from './versions.js';

interface Beginning {
  readonly train: RowSet;
  readonly watched: readonly RowSet[];
  readonly hyperparameters: XgboostHyperparameters;
  readonly startFrom: XgboostBoosters | undefined;
  readonly objective: Objective;
}

/**
 * What boosting adds to: a constant for every row, or an earlier model.
 * @throws UserError E_XGBOOST_LABEL, E_XGBOOST_BASE_SCORE, E_START_FROM
 */
export async function startingModel(beginning: Beginning): Promise<XgboostModel> {
  const { objective, train, hyperparameters, startFrom } = beginning;
  const { library, estimatesBaseScore } = imageOf(hyperparameters._image_version);
  const numFeature = widest(beginning);
  const description = {
    version: library,
    numFeature,
    objective: { name: objective.name, parameters: objective.parameters },
  };
  if (startFrom !== undefined) {
    objective.checkLabels(train.info);
    return { ...earlierModel(startFrom, numFeature, objective), ...description };
  }
  const { base_score: given, _image_version: version } = hyperparameters;
  // A median was the first that any version took from the labels.
  const isEstimated = estimatesBaseScore || (objective.start === 'median' && isAtLeast(version, '1.7-1'));
  const baseScore = given ?? (isEstimated ? await estimateBaseScore(objective, train.info) : DEFAULT_BASE_SCORE);
  // XGBoost finds a score outside its range before it looks at single labels.
  objective.marginOf(baseScore);
  objective.checkLabels(train.info);
  return {
    ...description,
    numClass: objective.groups > 1 ? objective.groups : 0,
    numTarget: 1,
    baseScore: [Math.fround(baseScore)],
    boostFromAverage: given === undefined,
    attributes: {},
    featureNames: [],
    featureTypes: [],
    booster: {
      kind: 'gbtree',
      trees: [],
      treeGroups: new Int32Array(),
      iterationStarts: Int32Array.of(0),
      numParallelTree: hyperparameters.num_parallel_tree,
    },
  };
}

const DEFAULT_BASE_SCORE = 0.5;

function widest({ train, watched, startFrom }: Beginning): number {
  const columns = [train, ...watched].map(({ features }) => columnCount(features));
  return Math.max(...columns, startFrom?.featureDim ?? 0);
}

function earlierModel(startFrom: XgboostBoosters, numFeature: number, objective: Objective): XgboostModel {
  const [only, ...others] = startFrom.models;
  if (only === undefined || others.length > 0) {
    throw startRefused('The earlier model is an ensemble of a cross validation, which no training can go on from.');
  }
  if (numFeature > only.numFeature) {
    throw startRefused(`The earlier model has ${only.numFeature} features, the data has ${numFeature}.`);
  }
  if (Math.max(1, only.numClass) !== objective.groups) {
    throw startRefused(
      `The earlier model has ${only.numClass} classes, the objective ${objective.name} has ${objective.groups}.`,
    );
  }
  return only;
}

function startRefused(message: string): UserError {
  return new UserError('E_START_FROM', message, { hint: 'Train from the beginning, or give another model.' });
}
