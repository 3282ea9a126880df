import { type Algorithm, REQUEST_TYPES } from '../algorithm.js';
import { type RandomCutForestHyperparameters, randomCutForestHyperparameters } from './hyperparameters.js';
import { logForm, logLines } from './log-lines.js';
import { loadRandomCutForest, type RandomCutForestModel, responseForm } from './model.js';
import type { RandomCutForestStep } from './steps.js';
import { train } from './train.js';

export const randomCutForest: Algorithm<RandomCutForestHyperparameters, RandomCutForestStep, RandomCutForestModel> = {
  name: 'randomcutforest',
  logName: 'RandomCutForest',
  hyperparameters: randomCutForestHyperparameters,
  channels: {
    required: ['train'],
    optional: ['test'],
    contentTypes: ['application/x-recordio-protobuf', 'text/csv'],
    defaultContentType: 'application/x-recordio-protobuf',
    // What the guide says each channel must have: no label to train on, and one to test with.
    defaultLabelSize: 0,
    defaultLabelSizes: { test: 1 },
  },
  requestTypes: REQUEST_TYPES,
  response: responseForm,
  train,
  logLines,
  logForm,
  load: loadRandomCutForest,
};

export type { RandomCutForestHyperparameters } from './hyperparameters.js';
export { RandomCutForestModel } from './model.js';
export type * from './steps.js';
