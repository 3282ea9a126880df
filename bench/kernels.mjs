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

/** Cases of the kernels of linear models: one mini-batch, then a step of the optimizer. `perRow` entries where rows are sparse. */
function* linearCases(rows, cols, models, perRow) {
  const numbers = (length) => randomMatrix(1, length);
  const sizes = `rows=${rows} cols=${cols}${perRow ? ` entries=${perRow}` : ''} models=${models} seed=${SEED}`;
  const columns = Uint32Array.from({ length: rows * (perRow ?? 0) }, (_, at) => (at * 7919) % cols);
  const rowStarts = Uint32Array.from({ length: rows + 1 }, (_, row) => row * (perRow ?? 0));
  const dense = { values: numbers(rows * (perRow ?? cols)), rows, cols };
  const points = perRow ? { ...dense, columns, rowStarts } : dense;
  const panels = () => numbers((cols + 1) * models);
  const state = { weights: panels(), gradients: panels(), first: panels(), second: panels().map(Math.abs) };
  const labels = numbers(rows).map((value) => (value > 0 ? 1 : 0));
  const scaled = { means: numbers(cols), scales: numbers(cols), labels };
  const input = { points, ...scaled, weights: state.weights, models, classes: 1, loss: 'logistic', parameter: 0 };
  const losses = new Float64Array(models);
  const gradients = panels();
  yield [`addLinearGradients ${sizes}`, (kernels) => kernels.addLinearGradients(input, { gradients, losses })];
  const rates = {
    steps: new Float32Array(models).fill(1e-6),
    decays: new Float32Array(models),
    l1: new Float32Array(models),
  };
  const rule = { optimizer: 'adam', cols, ...rates, biasStep: 10, biasDecay: 0, momentum: 0.9, beta2: 0.999, rows };
  yield [`stepLinear ${sizes}`, (kernels) => kernels.stepLinear(rule, state)];
  const scores = new Float32Array(rows);
  const one = { points, weights: numbers(cols), bias: numbers(1), classes: 1 };
  yield [`linearScores ${sizes}`, (kernels) => kernels.linearScores(one, scores)];
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
    yield* kmeansCases(1_000, 32, 10);
    yield* linearCases(100, 32, 16);
    yield* linearCases(100, 500, 16, 10);
    yield* scanCases(1_000, 28);
    return;
  }
  yield* kmeansCases(20_000, 32, 100);
  yield* kmeansCases(2_000, 784, 10);
  yield* linearCases(1_000, 100, 32);
  yield* linearCases(1_000, 50_000, 32, 50);
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
