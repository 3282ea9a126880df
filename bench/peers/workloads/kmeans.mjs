import { inPeers } from './peers.mjs';

const peers = inPeers('scikit-learn', 'scikit-learn-intelex', 'onedal', 'faiss');

/** @type {Readonly<Record<string, import('../workloads.mjs').Workload>>} */
export const kmeans = {
  'kmeans_blobs:10': { set: 'blobs', script: 'kmeans.py', unit: 'inertia', peers },
  'kmeans_digits:10': { set: 'digits', script: 'kmeans.py', unit: 'inertia', peers },
};
