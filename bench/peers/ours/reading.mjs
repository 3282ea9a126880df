import { isCsr } from '../../../dist/data/csr.js';
import { rowMajor } from '../../../dist/data/dense.js';
import { readAll } from '../../../dist/data/read-all.js';
import { parseContentType } from '../../../dist/formats/content-type.js';
import { fileSource } from '../../../dist/formats/file-source.js';
import { openDataset } from '../../../dist/formats/open-dataset.js';
import { dataPath, megabytes } from './data.mjs';

/** From a file to a matrix. The first, untimed run brings the file into the page cache. */
const toMatrix = (file, contentType) => (kernels) => ({
  async work() {
    const sources = [await fileSource(dataPath(file))];
    const options = { kernels, defaultLabelSize: 1, name: file };
    return readAll(openDataset(sources, parseContentType(contentType), options));
  },
  finish({ features, labels }) {
    const arrays = isCsr(features)
      ? [features.values, features.columns, features.rowStarts, labels]
      : [rowMajor(features), labels];
    const bytes = arrays.reduce((sum, array) => sum + array.byteLength, 0);
    return { data_mb: megabytes(bytes), quality: total(arrays[0]) + total(labels) };
  },
});

function total(values) {
  let sum = 0;
  for (const value of values) sum += value;
  return sum;
}

export const reading = {
  io_rec_dense: toMatrix('dense.rec', 'application/x-recordio-protobuf'),
  io_rec_sparse: toMatrix('sparse.rec', 'application/x-recordio-protobuf'),
  io_csv: toMatrix('table.csv', 'text/csv;label_size=1'),
};
