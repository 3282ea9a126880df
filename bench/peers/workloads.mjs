// The workloads, what each is made from, and who else does the same work. Names are stable: results carry them.
import { boosting } from './workloads/boosting.mjs';
import { boostingPredict } from './workloads/boosting-predict.mjs';
import { factorization } from './workloads/factorization.mjs';
import { kmeans } from './workloads/kmeans.mjs';
import { knn } from './workloads/knn.mjs';
import { linear } from './workloads/linear.mjs';
import { pca } from './workloads/pca.mjs';
import { rcf } from './workloads/rcf.mjs';
import { reading } from './workloads/reading.mjs';
import { topics } from './workloads/topics.mjs';
import { xgboostFiles } from './workloads/xgboost-files.mjs';

/**
 * @typedef {object} Workload
 * @property {string} set what data.py makes and the scripts read
 * @property {string} [task] what the peers' script is told to do; default the set
 * @property {string} script the peers' side, a Python file in this folder
 * @property {string} unit what `quality` is
 * @property {number} [rounds] of work that takes long: few are enough, each once and with nothing to warm up
 * @property {readonly { peer: string; environment: 'factorization' | 'peers' | 'sdk' }[]} peers
 */

/** @type {Readonly<Record<string, Workload>>} */
export const workloads = {
  ...kmeans,
  ...knn,
  ...pca,
  ...rcf,
  ...topics,
  ...linear,
  ...factorization,
  ...reading,
  ...boosting,
  ...boostingPredict,
  ...xgboostFiles,
};
