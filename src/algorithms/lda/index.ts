import { type Algorithm, REQUEST_TYPES } from '../algorithm.js';
import { CHANNEL_RULES } from '../channel-rules.js';
import { type LdaHyperparameters, ldaHyperparameters } from './hyperparameters.js';
import { logLines } from './log-lines.js';
import { type LdaModel, loadLda, responseForm } from './model.js';
import type { LdaStep } from './steps.js';
import { train } from './train.js';

export const lda: Algorithm<LdaHyperparameters, LdaStep, LdaModel> = {
  name: 'lda',
  logName: 'LDA',
  hyperparameters: ldaHyperparameters,
  channels: CHANNEL_RULES.lda,
  singleHost: true,
  logForm: {
    timers: {
      moments: 'moment1.time',
      whiten: 'rand_svd.time',
      tensor: 'M3Whitening.time',
      decompose: 'CPDecomposition.time',
    },
  },
  requestTypes: REQUEST_TYPES,
  response: responseForm,
  train,
  logLines,
  load: loadLda,
};

export type { LdaHyperparameters } from './hyperparameters.js';
export { LdaModel, type TopWord } from './model.js';
export type * from './steps.js';
export { type FoundTopics, topicsOf } from './topics.js';
