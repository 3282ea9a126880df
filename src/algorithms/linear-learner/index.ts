import { type Algorithm, REQUEST_TYPES } from '../algorithm.js';
import { CHANNEL_RULES } from '../channel-rules.js';
import { readModelFiles } from './artifact.js';
import { type LinearLearnerHyperparameters, linearLearnerHyperparameters } from './hyperparameters.js';
import { logLines } from './log-lines.js';
import { LinearLearnerModel, responseForm } from './model.js';
import type { LinearLearnerStep } from './steps.js';
import { train } from './train.js';

export const linearLearner: Algorithm<LinearLearnerHyperparameters, LinearLearnerStep, LinearLearnerModel> = {
  name: 'linear-learner',
  logName: 'Linear Learner',
  hyperparameters: linearLearnerHyperparameters,
  channels: CHANNEL_RULES['linear-learner'],
  requestTypes: REQUEST_TYPES,
  response: responseForm,
  savesOnStop: () => true,
  train,
  logLines,
  logForm: { timingsLast: true },
  load(files, kernels) {
    const parts = readModelFiles(files, kernels);
    return parts && new LinearLearnerModel(parts);
  },
};

export type { Candidate, OptimizerSettings } from './grid.js';
export type { LinearLearnerHyperparameters } from './hyperparameters.js';
export type { PredictorType } from './losses.js';
export { LinearLearnerModel } from './model.js';
export type { Objective } from './objective.js';
export type { Scaling } from './scaler.js';
export type * from './steps.js';
