import { inPeers } from './peers.mjs';

const script = 'boosting.py';
const dense = inPeers('xgboost', 'lightgbm', 'lightgbm-quantized', 'onedal');
const sparse = inPeers('lightgbm', 'lightgbm-quantized');
const auc = 'AUC of held-out rows';

/** @type {Readonly<Record<string, import('../workloads.mjs').Workload>>} */
export const boosting = {
  xgb_higgs: { set: 'xgb_higgs', script, unit: auc, peers: dense },
  xgb_reg: { set: 'xgb_reg', script, unit: 'root mean squared error of held-out rows', peers: dense, rounds: 1 },
  xgb_covtype: { set: 'xgb_covtype', script, unit: 'log loss of held-out rows', peers: dense },
  xgb_xsparse: { set: 'xgb_xsparse', script, unit: auc, peers: sparse, rounds: 1 },
  // Of 100 rounds, each of which takes XGBoost most of a second.
  'xgb_xsparse:25': {
    ...{ set: 'xgb_xsparse', task: 'xgb_xsparse:25' },
    script,
    unit: auc,
    peers: inPeers('xgboost'),
    rounds: 2,
  },
};
