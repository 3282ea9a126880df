// Our side of one workload, in a process of its own: ours.mjs WORKLOAD, one line of JSON. run.mjs sets the environment.
import { readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { lloyd } from '../../dist/algorithms/kmeans/lloyd.js';
import { isCsr } from '../../dist/data/csr.js';
import { rowMajor } from '../../dist/data/dense.js';
import { readAll } from '../../dist/data/read-all.js';
import { parseContentType } from '../../dist/formats/content-type.js';
import { fileSource } from '../../dist/formats/file-source.js';
import { openDataset } from '../../dist/formats/open-dataset.js';
import { loadKernels } from '../../dist/kernels/choose.js';
import { readNpy, writeNpy } from './npy.mjs';

const ITERATIONS = 10;
const { BENCH_DATA, BENCH_REPEATS } = process.env;
const kernels = await loadKernels();
const megabytes = (bytes) => Math.round(bytes / 2 ** 20);
const peakRssMb = () => Math.round(process.resourceUsage().maxRSS / 1024);

const load = (name) => readNpy(readFileSync(join(BENCH_DATA, name)));

/** Ten Lloyd iterations from given centroids, each an assignment and a move; the last centroids are left for the judge of kmeans.py. */
function kmeans(set) {
  const points = load(`${set}.npy`);
  const start = load(`${set}_start.npy`);
  return {
    async work() {
      let last;
      // The assignment of step 0 leads to the first move, that of step 9 to the tenth.
      for await (last of lloyd(points, start, { kernels, maxIterations: ITERATIONS - 1, tolerance: 0 }));
      return last.means;
    },
    finish(centroids) {
      writeFileSync(join(BENCH_DATA, 'ours_centroids.npy'), writeNpy(centroids));
      return { data_mb: megabytes(points.data.byteLength) };
    },
  };
}

/** From a file to a matrix. The first, untimed run brings the file into the page cache. */
function reading(file, contentType) {
  const path = join(BENCH_DATA, file);
  return {
    async work() {
      const sources = [await fileSource(path)];
      const options = { kernels, defaultLabelSize: 1, name: file };
      return readAll(openDataset(sources, parseContentType(contentType), options));
    },
    finish({ features, labels }) {
      const arrays = isCsr(features)
        ? [features.values, features.columns, features.rowStarts, labels]
        : [rowMajor(features), labels];
      const bytes = arrays.reduce((sum, array) => sum + array.byteLength, 0);
      return { data_mb: megabytes(bytes), quality: total(arrays[0]) + total(labels) };
    },
  };
}

function total(values) {
  let sum = 0;
  for (const value of values) sum += value;
  return sum;
}

const WORKLOADS = {
  'kmeans_blobs:10': () => kmeans('blobs'),
  'kmeans_digits:10': () => kmeans('digits'),
  io_rec_dense: () => reading('dense.rec', 'application/x-recordio-protobuf'),
  io_rec_sparse: () => reading('sparse.rec', 'application/x-recordio-protobuf'),
  io_csv: () => reading('table.csv', 'text/csv;label_size=1'),
};

/** CPU seconds that the whole machine has spent so far. */
function machineBusy() {
  return cpus().reduce((sum, { times }) => sum + times.user + times.nice + times.sys + times.irq, 0) / 1000;
}

function ownCpu() {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

const { work, finish } = WORKLOADS[process.argv[2]]();
let result = await work();
const [seconds, foreign] = [[], []];
for (let repeat = 0; repeat < Number(BENCH_REPEATS); repeat++) {
  // Only so that the peak tells what one run needs, and not how late garbage is collected.
  result = undefined;
  globalThis.gc();
  const [busy, own] = [machineBusy(), ownCpu()];
  const start = performance.now();
  result = await work();
  const elapsed = (performance.now() - start) / 1000;
  const others = machineBusy() - busy - (ownCpu() - own);
  seconds.push(elapsed);
  foreign.push(Math.min(1, Math.max(0, others / (elapsed * cpus().length))));
}
const peak = peakRssMb();
const { backend, threads } = kernels;
console.log(JSON.stringify({ backend, threads, seconds, foreign, peak_rss_mb: peak, ...finish(result) }));
