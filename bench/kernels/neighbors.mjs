import { packRows } from '../../dist/algorithms/knn/panels.js';
import { randomMatrix, SEED } from './numbers.mjs';

/** Cases of the kernels of nearest neighbours: an exact search, and one of a tenth of the lists. */
export function* neighborCases(count, rows, cols, k) {
  const queries = randomMatrix(rows, cols);
  const ids = Int32Array.from({ length: count }, (_, row) => row);
  const lists = 20;
  const starts = Int32Array.from({ length: lists + 1 }, (_, list) => Math.floor((list * count) / lists));
  const packed = packRows(randomMatrix(count, cols), cols, ids, starts);
  const nothingYet = () => ({
    ids: new Int32Array(rows * k).fill(-1),
    distances: new Float64Array(rows * k).fill(1e99),
  });
  const input = { queries, rows, cols, k, metric: 'L2', panels: packed.panels };
  const sizes = `count=${count} rows=${rows} cols=${cols} k=${k} seed=${SEED}`;
  yield [`offerRows ${sizes}`, (kernels) => kernels.offerRows(input, nothingYet())];

  const probes = {
    starts: packed.starts,
    lists: Int32Array.from({ length: rows * 2 }, (_, at) => at % lists),
    probed: 2,
  };
  yield [`offerRows ${sizes} probed=2/${lists}`, (kernels) => kernels.offerRows({ ...input, probes }, nothingYet())];

  const m = cols / 4;
  const codes = Uint8Array.from({ length: count * m }, (_, at) => at * 37);
  const [centres, codewords] = [randomMatrix(lists, cols), randomMatrix(256, cols)];
  const coded = { queries, rows, cols, k, m, centres, codewords, codes, ids, probes: { ...probes, starts } };
  yield [`offerCodes ${sizes} m=${m} probed=2/${lists}`, (kernels) => kernels.offerCodes(coded, nothingYet())];

  const matrix = randomMatrix(cols, cols / 2);
  const projected = new Float32Array((rows * cols) / 2);
  const projection = { points: queries, matrix, rows, cols, width: cols / 2 };
  yield [
    `projectRows rows=${rows} cols=${cols} width=${cols / 2}`,
    (kernels) => kernels.projectRows(projection, projected),
  ];
  const spread = queries.slice();
  yield [`hadamardRows rows=${rows} cols=${cols}`, (kernels) => kernels.hadamardRows({ rows, cols }, spread.fill(1))];
}
