import { inPeers, sdk } from './peers.mjs';

const unit = 'sum of all cells';

/** @type {Readonly<Record<string, import('../workloads.mjs').Workload>>} */
export const reading = {
  io_rec_dense: {
    set: 'rec_dense',
    script: 'reading.py',
    unit,
    peers: [sdk, ...inPeers('memory-copy', 'memory-copy-warm')],
  },
  io_rec_sparse: { set: 'rec_sparse', script: 'reading.py', unit, peers: [sdk] },
  io_csv: { set: 'csv', script: 'reading.py', unit, peers: inPeers('polars', 'pyarrow') },
};
