import { inPeers } from './peers.mjs';

const unit = 'log loss of held-out rows';

/** @type {Readonly<Record<string, import('../workloads.mjs').Workload>>} */
export const linear = {
  'linear_lindense:32': { set: 'lindense', script: 'linear.py', unit, peers: inPeers('scikit-learn-sgd') },
  'linear_linsparse:32': { set: 'linsparse', script: 'linear.py', unit, peers: inPeers('scikit-learn-sgd') },
};
