import { sortColumns } from '../../dist/kernels/reference/exact.js';
import { randomMatrix, SEED } from './numbers.mjs';

/** Cases of the exact search: columns are sorted, walked over for all nodes of a level, and rows sent to their sides. */
export function* exactCases(rows, cols, nodes) {
  const starts = Uint32Array.from({ length: cols + 1 }, (_, column) => column * rows);
  const values = randomMatrix(cols, rows);
  const ownRows = Uint32Array.from({ length: rows * cols }, (_, at) => at % rows);
  const sizes = `rows=${rows} cols=${cols}`;
  const entries = { starts, values: values.slice(), rows: ownRows.slice() };
  yield [
    `sortColumns ${sizes} seed=${SEED}`,
    (kernels) => {
      entries.values.set(values);
      entries.rows.set(ownRows);
      return kernels.sortColumns(entries);
    },
  ];

  const sorted = { starts, values: values.slice(), rows: ownRows.slice() };
  sortColumns(sorted);
  const nodeOfRow = Int32Array.from({ length: rows }, (_, row) => row % nodes);
  const gradients = randomMatrix(rows, 2).map((value, at) => (at % 2 === 0 ? value : 1));
  const nodeSums = new Float64Array(2 * nodes);
  for (const [at, value] of gradients.entries()) nodeSums[2 * nodeOfRow[at >> 1] + (at % 2)] += value;
  const search = {
    ...{ entries: sorted, firstColumn: 0, walks: new Uint8Array(cols).fill(1), nodeOfRow, gradients, nodeSums },
    ...{ nodeGains: new Float32Array(nodes), nodeBounds: new Float32Array(2 * nodes) },
    penalty: { lambda: 1, alpha: 0, maxDeltaStep: 0, minChildWeight: 1 },
  };
  const best = {
    ...{ gains: new Float32Array(nodes), columns: new Int32Array(nodes) },
    ...{ values: new Float32Array(nodes), defaultLeft: new Uint8Array(nodes) },
  };
  yield [
    `findExactSplits ${sizes} nodes=${nodes} seed=${SEED}`,
    (kernels) => {
      best.gains.fill(0);
      return kernels.findExactSplits(search, best);
    },
  ];

  const splitColumns = Int32Array.from({ length: nodes }, (_, node) => node % cols);
  const route = { entries: sorted, firstColumn: 0, nodeOfRow, splitColumns, splitValues: new Float32Array(nodes) };
  const goesLeft = new Uint8Array(rows);
  yield [`routeRows ${sizes} nodes=${nodes} seed=${SEED}`, (kernels) => kernels.routeRows(route, goesLeft)];
}
