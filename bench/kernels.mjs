// Kernels under tinybench, every backend that loads. Names carry sizes and seed; a ratio needs both sides from one run.
//   npm run bench -- [--backend native] [--kernel assignAndSum] [--json] [--smoke]
import { parseArgs } from 'node:util';
import { Bench } from 'tinybench';
import { dense } from '../dist/data/dense.js';
import { Random } from '../dist/data/random.js';
import { encodeCsv } from '../dist/formats/csv/csv.js';
import { encodeRecords } from '../dist/formats/recordio/recordio.js';
import { loadKernels } from '../dist/kernels/choose.js';

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

/** Cases of the factorization kernels: one-hot rows, one feature in each of ten fields. */
function* factorizationCases(rows, features, width) {
  const random = new Random(SEED);
  const field = features / 10;
  const input = {
    rows,
    features,
    rowStarts: Uint32Array.from({ length: rows + 1 }, (_, row) => 10 * row),
    columns: Uint32Array.from({ length: 10 * rows }, (_, at) => (at % 10) * field + random.integer(field)),
    values: new Float32Array(10 * rows).fill(1),
  };
  const labels = Float32Array.from({ length: rows }, () => random.integer(2));
  const scores = new Float32Array(rows);
  const groups = { bias: 0.01, linear: 0.001, factors: 0.0001 };
  const settings = {
    ...{ loss: 'logistic', batchRows: 1000, steps: 0, epsilon: 1e-8 },
    ...{ learningRate: groups, weightDecay: groups },
  };
  const factors = new Float32Array(3 * features * width);
  const state = { bias: new Float32Array(3), linear: new Float32Array(3 * features), factors, width };
  const sizes = `rows=${rows} features=${features} factors=${width} seed=${SEED}`;
  const draws = { seed: [1, 2], from: 0, distribution: 'normal', scale: 0.001, width, stride: 3 * width };
  yield [`fillRandom features=${features} factors=${width}`, (kernels) => kernels.fillRandom(draws, factors)];
  yield [
    `trainFactorization ${sizes}`,
    (kernels) => kernels.trainFactorization(input, labels, settings, state, scores),
  ];
  const model = {
    bias: 0,
    linear: state.linear.slice(0, features),
    factors: factors.slice(0, features * width),
    width,
  };
  yield [`factorizationScores ${sizes}`, (kernels) => kernels.factorizationScores(input, model, scores)];
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

function* cases() {
  if (options.smoke) {
    yield* factorizationCases(1_000, 1_000, 16);
    yield* kmeansCases(1_000, 32, 10);
    yield* scanCases(1_000, 28);
    return;
  }
  yield* factorizationCases(8_000, 100_000, 64);
  yield* kmeansCases(20_000, 32, 100);
  yield* kmeansCases(2_000, 784, 10);
  yield* scanCases(50_000, 28);
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
