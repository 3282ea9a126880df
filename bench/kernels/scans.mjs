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

  const room = { ...output, weights: new Float32Array(), notes: new Float64Array(8) };
  yield [
    `scanDelimited rows=${rows} cells=${cols + 1} bytes=${csv.length} seed=${SEED}`,
    (kernels) => kernels.scanDelimited(csv, { delimiter: 44, cols, weighted: false, final: true }, room),
  ];

  const lines = Array.from({ length: rows }, (_, row) => {
    const entries = Array.from({ length: cols }, (_, col) => `${col}:${matrix.get(row, col).toPrecision(6)}`);
    return `1 ${entries.join(' ')}`;
  });
  const libsvm = new TextEncoder().encode(lines.join('\n'));
  const sparse = {
    labels: new Float32Array(rows),
    weights: new Float32Array(rows),
    queryIds: new Float64Array(rows),
    rowStarts: new Uint32Array(rows + 1),
    columns: new Uint32Array(rows * cols),
    values: new Float32Array(rows * cols),
    notes: new Float64Array(6),
  };
  yield [
    `scanLibsvm rows=${rows} entries=${rows * cols} bytes=${libsvm.length} seed=${SEED}`,
    (kernels) => kernels.scanLibsvm(libsvm, { first: true, final: true }, sparse),
  ];
}
