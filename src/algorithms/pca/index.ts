import { type Algorithm, REQUEST_TYPES } from '../algorithm.js';
import { CHANNEL_RULES } from '../channel-rules.js';
import { type PCAHyperparameters, pcaHyperparameters } from './hyperparameters.js';
import { logLines } from './log-lines.js';
import { loadPCA, type PCAModel, responseForm } from './model.js';
import type { PCAStep } from './steps.js';
import { train } from './train.js';

export const pca: Algorithm<PCAHyperparameters, PCAStep, PCAModel> = {
  name: 'pca',
  logName: 'PCA',
  hyperparameters: pcaHyperparameters,
  channels: CHANNEL_RULES.pca,
  requestTypes: REQUEST_TYPES,
  response: responseForm,
  train,
  logLines,
  load: loadPCA,
};

export type { PCAHyperparameters } from './hyperparameters.js';
export { PCAModel } from './model.js';
export type * from './steps.js';
