import { inPeers } from './peers.mjs';

const common = {
  set: 'xgb_predict',
  script: 'boosting_predict.py',
  unit: 'mean prediction',
  peers: inPeers('xgboost'),
};

/** @type {Readonly<Record<string, import('../workloads.mjs').Workload>>} */
export const boostingPredict = {
  xgb_predict: { ...common, task: 'rows' },
  xgb_predict_row: { ...common, task: 'row' },
};
