import type { Algorithm } from '../algorithm.js';
import { CHANNEL_RULES } from '../channel-rules.js';
import { type FactorizationMachinesHyperparameters, factorizationMachinesHyperparameters } from './hyperparameters.js';
import { logLines } from './log-lines.js';
import { type FactorizationMachinesModel, loadFactorizationMachines, responseForm } from './model.js';
import type { FactorizationMachinesStep } from './steps.js';
import { train } from './train.js';

export const factorizationMachines: Algorithm<
  FactorizationMachinesHyperparameters,
  FactorizationMachinesStep,
  FactorizationMachinesModel
> = {
  name: 'factorization-machines',
  logName: 'factorization-machines',
  hyperparameters: factorizationMachinesHyperparameters,
  channels: CHANNEL_RULES['factorization-machines'],
  requestTypes: ['application/json', 'application/jsonlines', 'application/x-recordio-protobuf'],
  response: responseForm,
  savesOnStop: () => true,
  train,
  logLines,
  load: loadFactorizationMachines,
};

export type { FactorizationMachinesHyperparameters } from './hyperparameters.js';
export { FactorizationMachinesModel } from './model.js';
export type { KnnVectors } from './recommender.js';
export type * from './steps.js';
