import { inPeers } from './peers.mjs';

const script = 'xgboost_files.py';

/** @type {Readonly<Record<string, import('../workloads.mjs').Workload>>} */
export const xgboostFiles = {
  io_csv_xgboost: { set: 'csv', script, unit: 'entries', peers: inPeers('xgboost') },
  io_libsvm: { set: 'libsvm', script, unit: 'entries', peers: inPeers('scikit-learn', 'xgboost') },
  io_parquet: { set: 'parquet', script, unit: 'sum of all cells', peers: inPeers('pyarrow') },
};
