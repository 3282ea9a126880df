/** @type {Readonly<Record<string, import('../workloads.mjs').Workload>>} */
export const factorization = {
  fm_epoch: {
    set: 'clicks',
    script: 'factorization.py',
    unit: 'log loss',
    peers: [{ peer: 'xlearn', environment: 'factorization' }],
  },
};
