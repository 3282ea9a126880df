import { Random } from '../../dist/data/random.js';
import { SEED } from './numbers.mjs';

/** Cases of the kernels of topic models: documents of `words / 10` different words. */
export function* topicCases(documents, words, k) {
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
