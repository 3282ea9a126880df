import { LinearLearner } from '../../../dist/index.js';
import { load, megabytes } from './data.mjs';

const OBJECTIVE = 'binary_classification_cross_entropy_objective';

/** One epoch of 32 models, the first look at the data included. Choosing the best and scoring it come after. */
const epoch = (set) => (kernels) => {
  const { train, test } = rowsOf(set);
  const learner = new LinearLearner({ predictor_type: 'binary_classifier', epochs: 1 });
  const steps = async (data, until) => {
    const running = learner.train(data, { kernels });
    let step;
    while (step?.phase !== until) step = (await running.next()).value;
    return { running, step };
  };
  return {
    async work() {
      const { running } = await steps({ train }, 'epoch');
      await running.return();
    },
    async finish() {
      const { step } = await steps({ train, validation: test }, 'finalize');
      const rows = train.labels.length;
      return {
        quality: Number(step.metrics[`validation:${OBJECTIVE}`].toFixed(5)),
        data_mb: megabytes(bytesOf(train)),
        rows_times_models: 32 * rows,
      };
    },
  };
};

function rowsOf(set) {
  const labels = (name) => load(name).data;
  if (set === 'lindense') {
    const part = (suffix) => ({ features: load(`${set}${suffix}.npy`), labels: labels(`${set}${suffix}_y.npy`) });
    return { train: part(''), test: part('_t') };
  }
  const part = (suffix) => {
    const [columns, values, y] = ['columns', 'values', 'y'].map((name) => load(`${set}${suffix}_${name}.npy`));
    const [rows, perRow] = columns.shape;
    const rowStarts = Uint32Array.from({ length: rows + 1 }, (_, row) => row * perRow);
    const features = {
      rows,
      cols: load(`${set}_cols.npy`).data[0],
      rowStarts,
      columns: Uint32Array.from(columns.data),
      values: values.data,
    };
    return { features, labels: y.data };
  };
  return { train: part(''), test: part('_t') };
}

function bytesOf({ features }) {
  return 'rowStarts' in features ? 2 * features.values.byteLength : features.data.byteLength;
}

export const linear = { 'linear_lindense:32': epoch('lindense'), 'linear_linsparse:32': epoch('linsparse') };
