import { inPeers } from './peers.mjs';

const unit = 'share of the variance';
const tall = { set: 'pca_tall', script: 'pca.py', unit, peers: inPeers('numpy', 'faiss', 'onedal', 'scikit-learn') };

/** @type {Readonly<Record<string, import('../workloads.mjs').Workload>>} */
export const pca = {
  pca_tall: tall,
  // Ours from a file of records, the peers from memory.
  'pca_tall:records': tall,
  pca_wide: { set: 'pca_wide', script: 'pca.py', unit, peers: inPeers('numpy', 'scikit-learn') },
};
