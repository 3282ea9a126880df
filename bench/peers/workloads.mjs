// The workloads, what each is made from, and who else does the same work. Names are stable: results carry them.

/**
 * @typedef {object} Workload
 * @property {string} set what data.py makes and the scripts read
 * @property {string} script the peers' side, a Python file in this folder
 * @property {string} unit what `quality` is
 * @property {readonly { peer: string; environment: 'peers' | 'sdk' }[]} peers
 */

const inPeers = (...names) => names.map((peer) => ({ peer, environment: 'peers' }));
const sdk = { peer: 'sagemaker-sdk', environment: 'sdk' };
const kmeansPeers = inPeers('scikit-learn', 'scikit-learn-intelex', 'onedal', 'faiss');

/** @type {Readonly<Record<string, Workload>>} */
export const workloads = {
  'kmeans_blobs:10': { set: 'blobs', script: 'kmeans.py', unit: 'inertia', peers: kmeansPeers },
  'kmeans_digits:10': { set: 'digits', script: 'kmeans.py', unit: 'inertia', peers: kmeansPeers },
  io_rec_dense: {
    set: 'rec_dense',
    script: 'reading.py',
    unit: 'sum of all cells',
    peers: [sdk, ...inPeers('memory-copy', 'memory-copy-warm')],
  },
  io_rec_sparse: { set: 'rec_sparse', script: 'reading.py', unit: 'sum of all cells', peers: [sdk] },
  io_csv: { set: 'csv', script: 'reading.py', unit: 'sum of all cells', peers: inPeers('polars', 'pyarrow') },
};
