// Kernels under tinybench, every backend that loads. Names carry sizes and seed; a ratio needs both sides from one run.
//   npm run bench -- [--backend native] [--kernel assignAndSum] [--json] [--smoke]
import { parseArgs } from 'node:util';
import { Bench } from 'tinybench';
import { loadKernels } from '../dist/kernels/choose.js';
import { boostingCases } from './kernels/boosting.mjs';
import { eigenCases } from './kernels/eigen.mjs';
import { exactCases } from './kernels/exact.mjs';
import { factorizationCases } from './kernels/factorization.mjs';
import { forestCases } from './kernels/forest.mjs';
import { kmeansCases } from './kernels/kmeans.mjs';
import { linearCases } from './kernels/linear.mjs';
import { neighborCases } from './kernels/neighbors.mjs';
import { parquetCases } from './kernels/parquet.mjs';
import { pcaCases } from './kernels/pca.mjs';
import { scanCases } from './kernels/scans.mjs';
import { topicCases } from './kernels/topics.mjs';

const BACKENDS = ['native', 'wasm', 'reference'];

const { values: options } = parseArgs({
  options: {
    backend: { type: 'string', multiple: true, default: BACKENDS },
    kernel: { type: 'string', multiple: true },
    json: { type: 'boolean', default: false },
    smoke: { type: 'boolean', default: false },
  },
});

function* cases() {
  if (options.smoke) {
    yield* exactCases(1_000, 8, 4);
    yield* factorizationCases(1_000, 1_000, 16);
    yield* forestCases(10, 64, 8, 100);
    yield* boostingCases(2_000, 8);
    yield* kmeansCases(1_000, 32, 10);
    yield* pcaCases(1_000, 40, 10);
    yield* eigenCases(20);
    yield* neighborCases(1_000, 50, 64, 10);
    yield* linearCases(100, 32, 16);
    yield* linearCases(100, 500, 16, 10);
    yield* scanCases(1_000, 28);
    yield* parquetCases(1_000, 28);
    yield* topicCases(100, 100, 5);
    return;
  }
  yield* exactCases(50_000, 20, 16);
  yield* factorizationCases(8_000, 100_000, 64);
  yield* forestCases(100, 256, 8, 1_000);
  yield* boostingCases(100_000, 28);
  yield* kmeansCases(20_000, 32, 100);
  yield* kmeansCases(2_000, 784, 10);
  yield* pcaCases(20_000, 100, 10);
  yield* pcaCases(2_000, 2_000, 100);
  yield* eigenCases(100);
  yield* neighborCases(20_000, 200, 64, 10);
  yield* linearCases(1_000, 100, 32);
  yield* linearCases(1_000, 50_000, 32, 50);
  yield* scanCases(50_000, 28);
  yield* parquetCases(50_000, 28);
  yield* topicCases(2_000, 1_000, 50);
}

const effort = options.smoke
  ? { time: 0, iterations: 1, warmup: false }
  : { time: 500, iterations: 10, warmupTime: 100, warmupIterations: 3 };
const bench = new Bench({ name: 'kernels', throws: true, ...effort });
for (const backend of options.backend) {
  const kernels = await loadKernels({ backend });
  for (const [name, run, optional] of cases()) {
    if (optional !== undefined && kernels[optional] === undefined) continue;
    const kernel = name.split(' ')[0];
    if (options.kernel?.includes(kernel) === false) continue;
    bench.add(`${name} ${backend} simd=${kernels.simd} threads=${kernels.threads}`, async () => {
      await run(kernels);
    });
  }
}
await bench.run();

if (options.json) {
  for (const { name, result } of bench.tasks) {
    const { p50, mean, rme, samplesCount } = result.latency;
    console.log(JSON.stringify({ name, median_ms: p50, mean_ms: mean, margin_percent: rme, samples: samplesCount }));
  }
} else {
  console.table(bench.table());
}
