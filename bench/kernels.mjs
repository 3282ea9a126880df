// Kernels under tinybench, every backend that loads. Names carry sizes and seed; a ratio needs both sides from one run.
//   npm run bench -- [--backend native] [--kernel assignAndSum] [--json] [--smoke]
import { parseArgs } from 'node:util';
import { Bench } from 'tinybench';
import { packRows } from '../dist/algorithms/knn/panels.js';
import { symmetricEigen } from '../dist/algorithms/symmetric-eigen.js';
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

/** Cases of the kernels of PCA. */
function* pcaCases(rows, cols, count) {
  const points = randomMatrix(rows, cols);
  const sizes = `rows=${rows} cols=${cols}`;

  const moments = { mean: new Float64Array(cols), scatter: new Float64Array(cols * cols) };
  // With many rows before, products are float32.
  const many = { points, rows, cols, chunkRows: 1000, seen: 2 ** 31 };
  yield [`addMoments ${sizes} seed=${SEED}`, (kernels) => kernels.addMoments(many, moments)];

  const input = { points, rows, cols, count, axes: randomMatrix(count, cols), weights: randomMatrix(rows, count) };
  const projections = new Float32Array(rows * count);
  yield [`project ${sizes} count=${count} seed=${SEED}`, (kernels) => kernels.project(input, projections)];
  const products = new Float64Array(count * cols);
  yield [
    `addCrossProducts ${sizes} count=${count} seed=${SEED}`,
    (kernels) => kernels.addCrossProducts(input, products),
  ];
}

/** Eigenvectors of an n x n matrix: one in ten of them. */
function* eigenCases(n) {
  const random = new Random(SEED);
  const matrix = Float64Array.from({ length: n * n }, () => random.normal());
  const count = Math.ceil(n / 10);
  yield [
    `symmetricEigen n=${n} count=${count} seed=${SEED}`,
    (kernels) => symmetricEigen(matrix.slice(), count, { kernels }),
  ];
  const basis = randomMatrix(50, 10 * n);
  yield [
    `orthonormalise count=50 cols=${10 * n} seed=${SEED}`,
    (kernels) => kernels.orthonormalise({ count: 50, cols: 10 * n }, Float64Array.from(basis)),
  ];
}

/** Cases of the kernels of nearest neighbours: an exact search, and one of a tenth of the lists. */
function* neighborCases(count, rows, cols, k) {
  const queries = randomMatrix(rows, cols);
  const ids = Int32Array.from({ length: count }, (_, row) => row);
  const lists = 20;
  const starts = Int32Array.from({ length: lists + 1 }, (_, list) => Math.floor((list * count) / lists));
  const packed = packRows(randomMatrix(count, cols), cols, ids, starts);
  const nothingYet = () => ({
    ids: new Int32Array(rows * k).fill(-1),
    distances: new Float64Array(rows * k).fill(1e99),
  });
  const input = { queries, rows, cols, k, metric: 'L2', panels: packed.panels };
  const sizes = `count=${count} rows=${rows} cols=${cols} k=${k} seed=${SEED}`;
  yield [`offerRows ${sizes}`, (kernels) => kernels.offerRows(input, nothingYet())];

  const probes = {
    starts: packed.starts,
    lists: Int32Array.from({ length: rows * 2 }, (_, at) => at % lists),
    probed: 2,
  };
  yield [`offerRows ${sizes} probed=2/${lists}`, (kernels) => kernels.offerRows({ ...input, probes }, nothingYet())];

  const m = cols / 4;
  const codes = Uint8Array.from({ length: count * m }, (_, at) => at * 37);
  const [centres, codewords] = [randomMatrix(lists, cols), randomMatrix(256, cols)];
  const coded = { queries, rows, cols, k, m, centres, codewords, codes, ids, probes: { ...probes, starts } };
  yield [`offerCodes ${sizes} m=${m} probed=2/${lists}`, (kernels) => kernels.offerCodes(coded, nothingYet())];

  const matrix = randomMatrix(cols, cols / 2);
  const projected = new Float32Array((rows * cols) / 2);
  const projection = { points: queries, matrix, rows, cols, width: cols / 2 };
  yield [
    `projectRows rows=${rows} cols=${cols} width=${cols / 2}`,
    (kernels) => kernels.projectRows(projection, projected),
  ];
  const spread = queries.slice();
  yield [`hadamardRows rows=${rows} cols=${cols}`, (kernels) => kernels.hadamardRows({ rows, cols }, spread.fill(1))];
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

/** Cases of the kernels of topic models: documents of `words / 10` different words. */
function* topicCases(documents, words, k) {
  const random = new Random(SEED);
  const entries = Math.max(1, Math.floor(words / 10));
  const doubles = (length) => Float64Array.from({ length }, () => random.normal());
  const counts = {
    rowStarts: Uint32Array.from({ length: documents + 1 }, (_, row) => row * entries),
    columns: Uint32Array.from({ length: documents * entries }, () => random.integer(words)),
    values: new Float32Array(documents * entries).fill(1),
    rows: documents,
    cols: words,
  };
  const sizes = `documents=${documents} words=${words} k=${k} seed=${SEED}`;
  const factor = doubles(words * k);
  const product = new Float64Array(documents * k);
  yield [`sparseProduct ${sizes}`, (kernels) => kernels.sparseProduct({ ...counts, factor, k }, product)];

  const rows = doubles(documents * k);
  const thin = { left: rows, right: rows, rows: documents };
  const square = new Float64Array(k * k);
  yield [`addCrossProduct ${sizes}`, (kernels) => kernels.addCrossProduct({ ...thin, m: k, n: k }, square)];

  const turn = doubles(k * k);
  const dense = { left: rows, right: turn, rows: documents, inner: k, k };
  yield [`denseProduct ${sizes}`, (kernels) => kernels.denseProduct(dense, product)];

  const tensor = doubles(((k * (k + 1)) / 2) * k);
  yield [`addTripleProduct ${sizes}`, (kernels) => kernels.addTripleProduct({ ...thin, k }, tensor.slice())];

  const components = { tensor, first: turn, second: turn, k, rank: k };
  const update = { third: new Float64Array(k * k), weights: new Float64Array(k), fit: new Float64Array(2) };
  yield [`updateComponents k=${k} seed=${SEED}`, (kernels) => kernels.updateComponents(components, update)];
  const fitted = { ...components, third: turn };
  yield [`fitComponents k=${k} seed=${SEED}`, (kernels) => kernels.fitComponents(fitted, update.fit)];

  const topics = Float32Array.from({ length: words * k }, () => random.uniform());
  const start = new Float64Array(k).fill(1 / k);
  const mixing = { ...counts, topics, start, k, maxIterations: 20, tolerance: 0 };
  const mixed = { mixtures: new Float32Array(documents * k), logLikelihoods: new Float64Array(documents) };
  yield [`topicMixtures iterations=20 ${sizes}`, (kernels) => kernels.topicMixtures(mixing, mixed)];
}

function* cases() {
  if (options.smoke) {
    yield* kmeansCases(1_000, 32, 10);
    yield* pcaCases(1_000, 40, 10);
    yield* eigenCases(20);
    yield* neighborCases(1_000, 50, 64, 10);
    yield* linearCases(100, 32, 16);
    yield* linearCases(100, 500, 16, 10);
    yield* scanCases(1_000, 28);
    yield* forestCases(10, 64, 8, 100);
    yield* topicCases(100, 100, 5);
    return;
  }
  yield* kmeansCases(20_000, 32, 100);
  yield* kmeansCases(2_000, 784, 10);
  yield* pcaCases(20_000, 100, 10);
  yield* pcaCases(2_000, 2_000, 100);
  yield* eigenCases(100);
  yield* neighborCases(20_000, 200, 64, 10);
  yield* linearCases(1_000, 100, 32);
  yield* linearCases(1_000, 50_000, 32, 50);
  yield* scanCases(50_000, 28);
  yield* forestCases(100, 256, 8, 1_000);
  yield* forestCases(100, 256, 48, 200);
  yield* topicCases(2_000, 1_000, 50);
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
