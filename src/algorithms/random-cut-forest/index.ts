import { type Algorithm, REQUEST_TYPES } from '../algorithm.js';
import { CHANNEL_RULES } from '../channel-rules.js';
import { type RandomCutForestHyperparameters, randomCutForestHyperparameters } from './hyperparameters.js';
import { logForm, logLines } from './log-lines.js';
import { loadRandomCutForest, type RandomCutForestModel, responseForm } from './model.js';
import type { RandomCutForestStep } from './steps.js';
import { train } from './train.js';

export const randomCutForest: Algorithm<RandomCutForestHyperparameters, RandomCutForestStep, RandomCutForestModel> = {
  name: 'randomcutforest',
  logName: 'RandomCutForest',
  hyperparameters: randomCutForestHyperparameters,
  channels: CHANNEL_RULES.randomcutforest,
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
