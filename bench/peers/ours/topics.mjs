import { lda } from '../../../dist/algorithms/lda/index.js';
import { memoryDataset } from '../../../dist/data/memory-dataset.js';
import { leave, load, megabytes } from './data.mjs';

/** Dirichlet parameter of each topic; see sets/topics.py. */
const ALPHA = 0.1;

function documents(name, cols) {
  const [starts, columns, counts] = ['starts', 'columns', 'counts'].map((part) => load(`${name}_${part}.npy`).data);
  const rowStarts = Uint32Array.from(starts);
  return { rows: rowStarts.length - 1, cols, rowStarts, columns: Uint32Array.from(columns), values: counts };
}

/** A whole training of documents in memory, everything but ALPHA at its default. */
const training = (more) => (kernels) => {
  const [topics, words] = load('lda_topics.npy').shape;
  const counts = documents('lda', words);
  const hyperparameters = lda.hyperparameters.check({
    num_topics: topics,
    feature_dim: words,
    mini_batch_size: counts.rows,
    alpha0: topics * ALPHA,
    ...more,
  });
  return {
    async work() {
      const context = { kernels, seed: 0, host: 'algo-1', warn: () => undefined };
      const steps = lda.train({ train: memoryDataset(counts) }, hyperparameters, context);
      for (;;) {
        const next = await steps.next();
        if (next.done) return next.value;
      }
    },
    finish(model) {
      leave('ours_topics.npy', model.beta);
      return { data_mb: megabytes(counts.values.byteLength + counts.columns.byteLength) };
    },
  };
};

export const topics = { lda: training({ _extra_topics_factor: 1 }), 'lda:extra': training({}) };
