import type { Algorithm } from '../algorithm.js';
import { CHANNEL_RULES } from '../channel-rules.js';
import type { XgboostHyperparameters } from './hyperparameter-table.js';
import { xgboostHyperparameters } from './hyperparameters.js';
import { logLines } from './log-lines.js';
import { loadXgboost, responseForm, type XgboostBoosters } from './model.js';
import type { XgboostStep } from './steps.js';
import { train } from './train.js';

export const xgboost: Algorithm<XgboostHyperparameters, XgboostStep, XgboostBoosters> = {
  name: 'xgboost',
  logName: 'XGBoost',
  profile: 'xgboost',
  hyperparameters: xgboostHyperparameters,
  channels: CHANNEL_RULES.xgboost,
  requestTypes: ['text/csv', 'application/x-recordio-protobuf'],
  response: responseForm,
  checkpointName: 'xgboost-checkpoint',
  // A fold that is cut short would weigh as much in the ensemble as the others.
  savesOnStop: ({ save_model_on_termination: saves, _kfold: folds }) => saves && folds === undefined,
  train,
  logLines,
  load: loadXgboost,
};

export type { XgboostHyperparameters } from './hyperparameter-table.js';
export { XgboostBoosters } from './model.js';
export type * from './steps.js';
