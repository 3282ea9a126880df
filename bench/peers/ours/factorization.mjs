import { factorizationMachines } from '../../../dist/algorithms/factorization-machines/index.js';
import { dense } from '../../../dist/data/dense.js';
import { memoryDataset } from '../../../dist/data/memory-dataset.js';
import { leave, load, megabytes } from './data.mjs';

/** Chosen on these clicks, as xLearn's learning rate is, and as little decay as it has; the defaults are made for more than one pass. */
const SETTINGS = { mini_batch_size: 2000, bias_lr: 0.01, linear_lr: 0.01, linear_wd: 0, factors_lr: 0.001 };

function oneHot(ids) {
  const [rows, fields] = ids.shape;
  const columns = Uint32Array.from(ids.data);
  const rowStarts = Uint32Array.from({ length: rows + 1 }, (_, row) => fields * row);
  return { rows, rowStarts, columns, values: new Float32Array(columns.length).fill(1) };
}

/** A whole training of one pass, parameters drawn and model made included. Probabilities of the test rows are left for the judge. */
const epoch = (set) => (kernels) => {
  const [train, test] = ['train', 'test'].map((part) => oneHot(load(`${set}_${part}.npy`)));
  const cols = [train, test].reduce((most, { columns }) => columns.reduce((a, b) => Math.max(a, b), most), 0) + 1;
  const data = { train: memoryDataset({ ...train, cols }, { labels: load(`${set}_train_labels.npy`).data }) };
  const given = { ...SETTINGS, feature_dim: cols, num_factors: 64, predictor_type: 'binary_classifier' };
  const hyperparameters = factorizationMachines.hyperparameters.check(given);
  const context = { kernels, seed: 0, host: 'algo-1', warn: () => undefined };
  return {
    async work() {
      const steps = factorizationMachines.train(data, hyperparameters, context);
      let step = await steps.next();
      while (!step.done) step = await steps.next();
      const { score } = await step.value.predict({ ...test, cols });
      return score;
    },
    finish(score) {
      leave('ours_probabilities.npy', dense(score, score.length, 1));
      return { data_mb: megabytes(8 * train.columns.length), note: JSON.stringify(SETTINGS) };
    },
  };
};

export const factorization = { fm_epoch: epoch('clicks') };
