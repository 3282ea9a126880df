import { type Algorithm, REQUEST_TYPES } from '../algorithm.js';
import { CHANNEL_RULES } from '../channel-rules.js';
import { type KNNHyperparameters, knnHyperparameters } from './hyperparameters.js';
import { loadKNN } from './load.js';
import { logLines } from './log-lines.js';
import { type KNNModel, responseForm } from './model.js';
import type { KNNStep } from './steps.js';
import { train } from './train.js';

export const knn: Algorithm<KNNHyperparameters, KNNStep, KNNModel> = {
  name: 'knn',
  logName: 'AWS/KNN',
  hyperparameters: knnHyperparameters,
  channels: CHANNEL_RULES.knn,
  requestTypes: REQUEST_TYPES,
  response: responseForm,
  train,
  logLines,
  load: loadKNN,
};

export type { KNNHyperparameters } from './hyperparameters.js';
export { KNNModel, type Neighbors } from './model.js';
export type * from './steps.js';
