import { buildIndex } from '../../../dist/algorithms/knn/build-index.js';
import { dense, rowMajor } from '../../../dist/data/dense.js';
import { Random } from '../../../dist/data/random.js';
import { leave, load, megabytes } from './data.mjs';

const [K, CELLS, CODE_BYTES, SINGLE_QUERIES] = [10, 1024, 16, 100];

async function build(rows, options) {
  const steps = buildIndex(rows, { ...options, random: new Random(1) });
  for (;;) {
    const step = await steps.next();
    if (step.done) return step.value;
  }
}

const queriesOf = (matrix) => ({ values: rowMajor(matrix), rows: matrix.shape[0], cols: matrix.shape[1] });

/** Leaves the neighbours for the judge of knn.py. */
function left({ ids }, rows) {
  leave('ours_neighbors.npy', dense(Float32Array.from(ids), rows, K));
}

/** @param {(index, queries, kernels) => Promise<object>} [ask] what is timed: one search of all queries */
const searching =
  (set, options, ask = (index, queries, kernels) => index.search(queries, K, { kernels })) =>
  (kernels) => {
    const rows = load(`${set}.npy`);
    const queries = queriesOf(load(`${set}_queries.npy`));
    let index;
    return {
      async prepare() {
        index ??= await build(rows, { metric: 'L2', ...options(rows), kernels });
      },
      work: () => ask(index, queries, kernels),
      finish(nearest) {
        left(nearest, nearest.ids.length / K);
        return { data_mb: megabytes(rows.data.byteLength) };
      },
    };
  };

async function oneByOne(index, { values, cols }, kernels) {
  const ids = new Int32Array(SINGLE_QUERIES * K);
  for (let at = 0; at < SINGLE_QUERIES; at++) {
    const query = { values: values.subarray(at * cols, (at + 1) * cols), rows: 1, cols };
    ids.set((await index.search(query, K, { kernels })).ids, at * K);
  }
  return { ids };
}

const building = (type) => (kernels) => {
  const rows = load('neighbors.npy');
  const queries = queriesOf(load('neighbors_queries.npy'));
  let found;
  return {
    async work() {
      const index = await build(rows, { ...cells(type, 32)(rows), metric: 'L2', kernels });
      found = () => index.search(queries, K, { kernels });
    },
    async finish() {
      left(await found(), queries.rows);
      return { data_mb: megabytes(rows.data.byteLength) };
    },
  };
};

const flat = () => ({ type: 'faiss.Flat', cells: 1, nprobe: 1 });
const cells = (type, nprobe) => (rows) => {
  const count = Math.min(CELLS, Math.floor(rows.shape[0] / 40));
  return { type, cells: count, nprobe, m: CODE_BYTES };
};

export const knn = {
  knn_l2: searching('neighbors', flat),
  knn_cosine: searching('neighbors_normed', () => ({ ...flat(), metric: 'INNER_PRODUCT' })),
  knn_one: searching('neighbors', flat, oneByOne),
  'knn_ivf:8': searching('neighbors', cells('faiss.IVFFlat', 8)),
  'knn_ivf:32': searching('neighbors', cells('faiss.IVFFlat', 32)),
  knn_ivf_build: building('faiss.IVFFlat'),
  'knn_ivfpq:8': searching('neighbors', cells('faiss.IVFPQ', 8)),
  'knn_ivfpq:32': searching('neighbors', cells('faiss.IVFPQ', 32)),
  knn_ivfpq_build: building('faiss.IVFPQ'),
};
