import { channel, PCA } from '../../../dist/index.js';
import { dataPath, leave, load, megabytes } from './data.mjs';

/** A whole training, from rows to components; the components are left for the judge of pca.py. */
const training = (hyperparameters, trainOn) => () => {
  const { train, bytes } = trainOn();
  const pca = new PCA({ mini_batch_size: 500, ...hyperparameters });
  return {
    async work() {
      const { model } = await pca.fit({ train });
      return model.components;
    },
    finish(components) {
      leave('ours_components.npy', components);
      return { data_mb: megabytes(bytes) };
    },
  };
};

const memory = (set) => () => {
  const train = load(`${set}.npy`);
  return { train, bytes: train.data.byteLength };
};

const records = (file) => () => ({
  train: channel(dataPath(file), { contentType: 'application/x-recordio-protobuf' }),
  bytes: 0,
});

export const pca = {
  pca_tall: training({ num_components: 10 }, memory('pca_tall')),
  'pca_tall:records': training({ num_components: 10 }, records('pca_tall.rec')),
  pca_wide: training({ num_components: 50, algorithm_mode: 'randomized' }, memory('pca_wide')),
};
