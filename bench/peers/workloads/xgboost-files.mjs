import { inPeers } from './peers.mjs';

const script = 'xgboost_files.py';

const parquet = (codec) => ({
  set: 'parquet',
  task: `parquet_${codec}`,
  script,
  unit: 'sum of all cells',
  peers: inPeers('pyarrow'),
});

/** @type {Readonly<Record<string, import('../workloads.mjs').Workload>>} */
export const xgboostFiles = {
  io_csv_xgboost: { set: 'csv', script, unit: 'entries', peers: inPeers('xgboost') },
  io_libsvm: { set: 'libsvm', script, unit: 'entries', peers: inPeers('scikit-learn', 'xgboost') },
  io_parquet_none: parquet('none'),
  io_parquet_snappy: parquet('snappy'),
  io_parquet_zstd: parquet('zstd'),
};
