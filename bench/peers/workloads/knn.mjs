import { inPeers } from './peers.mjs';

const exact = inPeers('scikit-learn', 'scikit-learn-intelex', 'faiss');
const faiss = inPeers('faiss');

/** `knn_ivf:32` looks at 32 cells for each query. Quality is recall@10 against the neighbours in float64. */
const workload = (name, peers, rounds) => [
  name,
  { set: 'neighbors', task: name, script: 'knn.py', unit: 'recall', peers, ...(rounds && { rounds }) },
];

/** @type {Readonly<Record<string, import('../workloads.mjs').Workload>>} */
export const knn = Object.fromEntries([
  workload('knn_l2', exact),
  workload('knn_cosine', exact, 3),
  workload('knn_one', faiss),
  workload('knn_ivf:8', faiss),
  workload('knn_ivf:32', faiss),
  workload('knn_ivf_build', faiss, 3),
  workload('knn_ivfpq:8', faiss),
  workload('knn_ivfpq:32', faiss),
  workload('knn_ivfpq_build', faiss, 1),
]);
