import { sliceRows } from '../../../dist/data/dense.js';
import { memoryDataset } from '../../../dist/data/memory-dataset.js';
import { RandomCutForest } from '../../../dist/library/estimators.js';
import { rocAuc } from '../../../dist/metrics/binary.js';
import { load, megabytes } from './data.mjs';

const SCORED = 20_000;

function prepare(kernels) {
  const rows = load('rcf.npy');
  const labels = load('rcf_labels.npy').data;
  const asked = sliceRows(rows, 0, Math.min(SCORED, rows.shape[0]));
  const train = () => new RandomCutForest({}).fit({ train: memoryDataset(rows) }, { kernels, seed: 1 });
  const tell = ({ score }) => ({
    data_mb: megabytes(rows.data.byteLength),
    quality: Number(rocAuc(score, labels.subarray(0, score.length)).toFixed(6)),
  });
  return { asked, train, tell };
}

export const rcf = {
  rcf_train: (kernels) => {
    const { asked, train, tell } = prepare(kernels);
    return { work: train, finish: async (model) => tell(await model.predict(asked)) };
  },
  rcf_score: (kernels) => {
    const { asked, train, tell } = prepare(kernels);
    let model;
    return {
      async work() {
        model ??= await train();
        return model.predict(asked);
      },
      finish: tell,
    };
  },
};
