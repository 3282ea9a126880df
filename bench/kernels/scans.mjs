import { dense } from '../../dist/data/dense.js';
import { encodeCsv } from '../../dist/formats/csv/csv.js';
import { encodeRecords } from '../../dist/formats/recordio/recordio.js';
import { randomMatrix, SEED } from './numbers.mjs';

/** Cases of the byte scanners. */
export function* scanCases(rows, cols) {
  const matrix = dense(randomMatrix(rows, cols), rows, cols);
  const labels = new Float32Array(rows).fill(1);
  const output = { values: new Float32Array(rows * cols), labels: new Float32Array(rows) };

  const records = encodeRecords(matrix, labels);
  const schema = { layout: 'dense', cols, featureType: 'float32', labelSize: 1, labelType: 'float32' };
  yield [
    `scanRecords rows=${rows} cols=${cols} bytes=${records.length} seed=${SEED}`,
    (kernels) => kernels.scanRecords(records, { schema, final: true }, output),
  ];

  const csv = encodeCsv(matrix, labels);
  yield [
    `scanCsv rows=${rows} cells=${cols + 1} bytes=${csv.length} seed=${SEED}`,
    (kernels) => kernels.scanCsv(csv, { cells: cols + 1, labelSize: 1, final: true }, output),
  ];
}
