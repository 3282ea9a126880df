import { isCsr } from '../../../dist/data/csr.js';
import { rowMajor } from '../../../dist/data/dense.js';
import { readAll } from '../../../dist/data/read-all.js';
import { openXgboostChannel } from '../../../dist/training/channels/xgboost/open.js';
import { dataPath, megabytes } from './data.mjs';

/** From a channel to a matrix, as training reads it: the container's checks of the file are in it. */
const toMatrix = (file, contentType, quality) => (kernels) => ({
  async work() {
    return readAll(
      await openXgboostChannel({ path: dataPath(file), contentType, inputMode: 'File', name: 'train' }, kernels, {}),
    );
  },
  finish({ features, labels }) {
    const values = isCsr(features) ? features.values : rowMajor(features);
    const bytes = isCsr(features) ? 2 * values.byteLength + features.rowStarts.byteLength : values.byteLength;
    return { data_mb: megabytes(bytes + labels.byteLength), quality: quality(values, labels) };
  },
});

const entries = (values) => values.length;

function total(values, labels) {
  let sum = 0;
  for (const array of [values, labels]) for (const value of array) sum += value;
  return sum;
}

export const xgboostFiles = {
  io_csv_xgboost: toMatrix('table.csv', 'text/csv', entries),
  io_libsvm: toMatrix('rows.libsvm', 'text/libsvm', entries),
  io_parquet_none: toMatrix('table_none.parquet', 'application/x-parquet', total),
  io_parquet_snappy: toMatrix('table_snappy.parquet', 'application/x-parquet', total),
  io_parquet_zstd: toMatrix('table_zstd.parquet', 'application/x-parquet', total),
};
