// Kernels under tinybench, every backend that loads. Names carry sizes and seed; a ratio needs both sides from one run.
//   npm run bench -- [--backend native] [--kernel assignAndSum] [--json] [--smoke]
import { parseArgs } from 'node:util';
import { Bench } from 'tinybench';
import { dense } from '../dist/data/dense.js';
import { Random } from '../dist/data/random.js';
import { encodeCsv } from '../dist/formats/csv/csv.js';
import { encodeRecords } from '../dist/formats/recordio/recordio.js';
import { loadKernels } from '../dist/kernels/choose.js';
import { boundCuts as boundTwin, growTrees as growTwin } from '../dist/kernels/reference/forest.js';

const SEED = 1;
const BACKENDS = ['native', 'wasm', 'reference'];

const { values: options } = parseArgs({
  options: {
    backend: { type: 'string', multiple: true, default: BACKENDS },
    kernel: { type: 'string', multiple: true },
    json: { type: 'boolean', default: false },
    smoke: { type: 'boolean', default: false },
  },
});

function randomMatrix(rows, cols) {
  const random = new Random(SEED);
  return Float32Array.from({ length: rows * cols }, () => random.normal());
}

/** Cases of the k-means kernels: `[name, run(kernels)]`. */
function* kmeansCases(rows, cols, k) {
  const points = randomMatrix(rows, cols);
  const centroids = points.slice(0, k * cols);
  const input = { points, centroids, rows, cols, k };
  const sizes = `rows=${rows} cols=${cols} k=${k} seed=${SEED}`;

  const accumulator = { sums: new Float64Array(k * cols), counts: new Float64Array(k) };
  yield [`assignAndSum ${sizes}`, (kernels) => kernels.assignAndSum(input, accumulator)];

  const nearest = { labels: new Int32Array(rows), distances: new Float32Array(rows) };
  yield [`nearestCentroids ${sizes}`, (kernels) => kernels.nearestCentroids(input, nearest)];

  const centre = points.slice(0, cols);
  const distances = new Float32Array(rows).fill(Number.POSITIVE_INFINITY);
  yield [
    `lowerToNearest rows=${rows} cols=${cols} seed=${SEED}`,
    (kernels) => kernels.lowerToNearest({ points, centre, rows, cols }, distances),
  ];
  yield [`findNonFinite values=${rows * cols} seed=${SEED}`, (kernels) => kernels.findNonFinite(points)];
}

/** Cases of the byte scanners. */
function* scanCases(rows, cols) {
  const matrix = dense(randomMatrix(rows, cols), rows, cols);
  const labels = new Float32Array(rows).fill(1);
  const output = { values: new Float32Array(rows * cols), labels: new Float32Array(rows) };

  const records = encodeRecords(matrix, labels);
  const schema = { layout: 'dense', cols, featureType: 'float32', labelSize: 1, labelType: 'float32' };
  yield [
    `scanRecords rows=${rows} cols=${cols} bytes=${records.length} seed=${SEED}`,
    (kernels) => kernels.scanRecords(records, { schema, final: true }, output),
  ];

  const csv = encodeCsv(matrix, labels);
  yield [
    `scanCsv rows=${rows} cells=${cols + 1} bytes=${csv.length} seed=${SEED}`,
    (kernels) => kernels.scanCsv(csv, { cells: cols + 1, labelSize: 1, final: true }, output),
  ];
}

/** Cases of the forest kernels: a tree over each sample, its boxes, and points that walk down. */
function* forestCases(trees, size, cols, rows) {
  const samples = randomMatrix(trees * size, cols);
  const seeds = Uint32Array.from({ length: trees }, (_, tree) => tree);
  const cuts = trees * (size - 1);
  const grown = {
    leafCounts: new Int32Array(trees),
    cutColumns: new Int32Array(cuts),
    cutValues: new Float32Array(cuts),
    leftLeaves: new Int32Array(cuts),
    leafRows: new Int32Array(trees * size),
    masses: new Int32Array(trees * size),
  };
  const sizes = `trees=${trees} size=${size} cols=${cols}`;
  const input = { samples, seeds, trees, size, cols };
  yield [`growTrees ${sizes} seed=${SEED}`, (kernels) => kernels.growTrees(input, grown)];

  // A forest of its own, so that each case stands alone; which row a leaf holds does not matter for the time.
  const forest = { ...structuredClone(grown), cols, points: samples };
  const bounds = { boxes: new Float32Array(cuts * 2 * cols), extents: new Float64Array(cuts) };
  const logMasses = new Float64Array(trees * size);
  growTwin(input, { ...forest });
  boundTwin(forest, bounds);
  yield [`boundCuts ${sizes} seed=${SEED}`, (kernels) => kernels.boundCuts(forest, bounds)];
  const points = randomMatrix(rows, cols);
  const sums = new Float64Array(rows);
  yield [
    `addInverseDepths ${sizes} rows=${rows} seed=${SEED}`,
    (kernels) => kernels.addInverseDepths({ forest, bounds, logMasses, points, rows }, sums),
  ];
}

function* cases() {
  if (options.smoke) {
    yield* kmeansCases(1_000, 32, 10);
    yield* scanCases(1_000, 28);
    yield* forestCases(10, 64, 8, 100);
    return;
  }
  yield* kmeansCases(20_000, 32, 100);
  yield* kmeansCases(2_000, 784, 10);
  yield* scanCases(50_000, 28);
  yield* forestCases(100, 256, 8, 1_000);
  yield* forestCases(100, 256, 48, 200);
}

const effort = options.smoke
  ? { time: 0, iterations: 1, warmup: false }
  : { time: 500, iterations: 10, warmupTime: 100, warmupIterations: 3 };
const bench = new Bench({ name: 'kernels', throws: true, ...effort });
for (const backend of options.backend) {
  const kernels = await loadKernels({ backend });
  for (const [name, run] of cases()) {
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
