import { type NeighborKernels, PANEL_ROWS, type Probes } from '../interface/neighbors.js';
import { checkLengths, checkShape } from '../lengths.js';

export function checkRowsOffer(...[input, nearest]: Parameters<NeighborKernels['offerRows']>): void {
  const { queries, rows, cols, k, panels, probes } = input;
  checkShape({ rows, cols, k });
  const slots = panels.ids.length;
  checkLengths({
    queries: [queries.length, rows * cols],
    'panels.ids': [slots % PANEL_ROWS, 0],
    'panels.halfNorms': [panels.halfNorms.length, slots],
    'panels.values': [panels.values.length, slots * cols],
    ...(panels.sketch && { 'panels.sketch': [panels.sketch.values.length, slots * (cols + (cols % 2))] as const }),
    ids: [nearest.ids.length, rows * k],
    distances: [nearest.distances.length, rows * k],
  });
  if (probes !== undefined) checkProbes(probes, rows, slots / PANEL_ROWS);
}

export function checkCodesOffer(...[input, nearest]: Parameters<NeighborKernels['offerCodes']>): void {
  const { queries, rows, cols, k, m, centres, codewords, codes, ids, probes } = input;
  checkShape({ rows, cols, k, m });
  if (cols % m !== 0) throw new RangeError(`m is ${m}, which does not divide ${cols}`);
  checkLengths({
    queries: [queries.length, rows * cols],
    centres: [centres.length, (probes.starts.length - 1) * cols],
    codewords: [codewords.length, 256 * cols],
    codes: [codes.length, ids.length * m],
    ids: [nearest.ids.length, rows * k],
    distances: [nearest.distances.length, rows * k],
  });
  checkProbes(probes, rows, ids.length);
}

function checkProbes({ starts, lists, probed }: Probes, rows: number, end: number): void {
  checkShape({ probed, starts: starts.length });
  checkLengths({ lists: [lists.length, rows * probed] });
  let before = 0;
  for (const start of starts) {
    if (start < before || start > end) throw new RangeError(`starts holds ${start}, not between ${before} and ${end}`);
    before = start;
  }
  for (const list of lists) {
    if (list < -1 || list >= starts.length - 1) throw new RangeError(`lists holds ${list}, which is no list`);
  }
}

export function checkProjection(...[input, projected]: Parameters<NeighborKernels['projectRows']>): void {
  const { points, matrix, rows, cols, width } = input;
  checkShape({ rows, cols, width });
  checkLengths({
    points: [points.length, rows * cols],
    matrix: [matrix.length, cols * width],
    projected: [projected.length, rows * width],
  });
}

export function checkHadamard(...[{ rows, cols }, values]: Parameters<NeighborKernels['hadamardRows']>): void {
  checkShape({ rows, cols });
  if (!Number.isInteger(Math.log2(cols))) throw new RangeError(`cols is ${cols}, not a power of two`);
  checkLengths({ values: [values.length, rows * cols] });
}
