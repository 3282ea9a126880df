import { type Algorithm, REQUEST_TYPES } from '../algorithm.js';
import { type KMeansHyperparameters, kmeansHyperparameters } from './hyperparameters.js';
import { logLines } from './log-lines.js';
import { type KMeansModel, loadKMeans, responseForm } from './model.js';
import type { KMeansStep } from './steps.js';
import { train } from './train.js';

export const kmeans: Algorithm<KMeansHyperparameters, KMeansStep, KMeansModel> = {
  name: 'kmeans',
  logName: 'AWS/KMeansWebscale',
  hyperparameters: kmeansHyperparameters,
  channels: {
    required: ['train'],
    optional: ['test'],
    contentTypes: ['application/x-recordio-protobuf', 'text/csv'],
    defaultContentType: 'application/x-recordio-protobuf',
    defaultLabelSize: 1,
  },
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
