import { type Algorithm, REQUEST_TYPES } from '../algorithm.js';
import { CHANNEL_RULES } from '../channel-rules.js';
import { type KMeansHyperparameters, kmeansHyperparameters } from './hyperparameters.js';
import { logLines } from './log-lines.js';
import { type KMeansModel, loadKMeans, responseForm } from './model.js';
import type { KMeansStep } from './steps.js';
import { train } from './train.js';

export const kmeans: Algorithm<KMeansHyperparameters, KMeansStep, KMeansModel> = {
  name: 'kmeans',
  logName: 'AWS/KMeansWebscale',
  hyperparameters: kmeansHyperparameters,
  channels: CHANNEL_RULES.kmeans,
  requestTypes: REQUEST_TYPES,
  response: responseForm,
  savesOnStop: () => true,
  train,
  logLines,
  load: loadKMeans,
};

export type { KMeansHyperparameters } from './hyperparameters.js';
export { KMeansModel } from './model.js';
export type * from './steps.js';
