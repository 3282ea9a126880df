// Our side of one workload, in a process of its own: ours.mjs WORKLOAD, one line of JSON. run.mjs sets the environment.
import { cpus } from 'node:os';
import { loadKernels } from '../../dist/kernels/choose.js';
import { boosting } from './ours/boosting.mjs';
import { boostingPredict } from './ours/boosting-predict.mjs';
import { factorization } from './ours/factorization.mjs';
import { kmeans } from './ours/kmeans.mjs';
import { knn } from './ours/knn.mjs';
import { linear } from './ours/linear.mjs';
import { pca } from './ours/pca.mjs';
import { rcf } from './ours/rcf.mjs';
import { reading } from './ours/reading.mjs';
import { topics } from './ours/topics.mjs';
import { xgboostFiles } from './ours/xgboost-files.mjs';

/** Of each workload `{ prepare, work, finish }`: what comes before, where something does, what is timed, and what is told of its result. */
const WORKLOADS = {
  ...kmeans,
  ...knn,
  ...pca,
  ...rcf,
  ...topics,
  ...linear,
  ...factorization,
  ...reading,
  ...xgboostFiles,
  ...boosting,
  ...boostingPredict,
};

const kernels = await loadKernels();
const peakRssMb = () => Math.round(process.resourceUsage().maxRSS / 1024);

/** CPU seconds that the whole machine has spent so far. */
function machineBusy() {
  return cpus().reduce((sum, { times }) => sum + times.user + times.nice + times.sys + times.irq, 0) / 1000;
}

function ownCpu() {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

const { prepare, work, finish } = WORKLOADS[process.argv[2]](kernels);
let result;
for (let warmUp = 0; warmUp < Number(process.env.BENCH_WARM_UPS ?? 1); warmUp++) result = await work(await prepare?.());
const [seconds, foreign] = [[], []];
for (let repeat = 0; repeat < Number(process.env.BENCH_REPEATS); repeat++) {
  // So that the peak tells what one run needs, and not how late garbage is collected; and what is prepared finds room.
  result = undefined;
  globalThis.gc();
  const prepared = await prepare?.();
  const [busy, own] = [machineBusy(), ownCpu()];
  const start = performance.now();
  result = await work(prepared);
  const elapsed = (performance.now() - start) / 1000;
  const others = machineBusy() - busy - (ownCpu() - own);
  seconds.push(elapsed);
  foreign.push(Math.min(1, Math.max(0, others / (elapsed * cpus().length))));
}
const peak = peakRssMb();
const { backend, threads } = kernels;
console.log(JSON.stringify({ backend, threads, seconds, foreign, peak_rss_mb: peak, ...(await finish(result)) }));
