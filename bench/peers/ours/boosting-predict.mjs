import { dense } from '../../../dist/data/dense.js';
import { loadModel } from '../../../dist/library/load-model.js';
import { dataPath, load, megabytes } from './data.mjs';

const CALLS = 1000;

/** What the public model API answers, as boosting_predict.py asks the peers: the same file of a model, the same rows. */
const predicting = (ask) => () => {
  const { data, shape } = load('xgb_predict.npy');
  const [rows, cols] = shape;
  const single = Array.from({ length: CALLS }, (_, at) => dense(data.subarray(at * cols, (at + 1) * cols), 1, cols));
  const model = loadModel(dataPath('xgb_predict'));
  return {
    work: async () => ask(await model, { all: dense(data, rows, cols), single }),
    finish(scores) {
      return {
        quality: scores.reduce((sum, score) => sum + score, 0) / scores.length,
        data_mb: megabytes(data.byteLength),
      };
    },
  };
};

async function rowByRow(model, { single }) {
  const scores = new Float32Array(single.length);
  for (const [at, row] of single.entries()) scores[at] = (await model.predict(row)).score[0];
  return scores;
}

export const boostingPredict = {
  xgb_predict: predicting(async (model, { all }) => (await model.predict(all)).score),
  xgb_predict_row: predicting(rowByRow),
};
