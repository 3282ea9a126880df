import { inPeers } from './peers.mjs';

const fast = inPeers('tomotopy-50', 'gensim-1', 'scikit-learn-online-1');
const thorough = inPeers('tomotopy-200', 'gensim-5', 'scikit-learn-online-5');
const common = { set: 'lda', script: 'topics.py', unit: 'perplexity, topic cosine' };

/** @type {Readonly<Record<string, import('../workloads.mjs').Workload>>} */
export const topics = {
  /** As many topics looked for as there are, which is what the peers do. */
  lda: { ...common, peers: [...fast, ...thorough] },
  /** A quarter more, SageMaker's way. */
  'lda:extra': { ...common, peers: fast },
};
