import { type Nearest, type NeighborKernels, type NeighborMetric, PANEL_ROWS } from '../interface/neighbors.js';
import { checkCodesOffer, checkHadamard, checkProjection, checkRowsOffer } from '../lengths/neighbors.js';

export const neighborTwins: NeighborKernels = {
  async offerRows(input, nearest) {
    checkRowsOffer(input, nearest);
    offerRows(input, nearest);
  },
  async offerCodes(input, nearest) {
    checkCodesOffer(input, nearest);
    offerCodes(input, nearest);
  },
  async projectRows(input, projected) {
    checkProjection(input, projected);
    projectRows(input, projected);
  },
  async hadamardRows(input, values) {
    checkHadamard(input, values);
    hadamardRows(input, values);
  },
};

/** The twin of `NeighborKernels.offerRows`. */
export function offerRows(...[input, nearest]: Parameters<NeighborKernels['offerRows']>): void {
  const { rows, k, panels, probes } = input;
  const every = { starts: Int32Array.of(0, panels.ids.length / PANEL_ROWS), lists: new Int32Array(rows), probed: 1 };
  const { starts, lists, probed } = probes ?? every;
  for (let row = 0; row < rows; row++) {
    for (const list of lists.subarray(row * probed, (row + 1) * probed)) {
      if (list < 0) continue;
      const end = (starts[list + 1] as number) * PANEL_ROWS;
      for (let slot = (starts[list] as number) * PANEL_ROWS; slot < end; slot++) {
        const id = panels.ids[slot] as number;
        if (id >= 0) offer(nearest, row, k, id, distance(input, row, slot));
      }
    }
  }
}

function distance(
  { queries, cols, metric, panels }: Parameters<NeighborKernels['offerRows']>[0],
  row: number,
  slot: number,
): number {
  const lane = slot % PANEL_ROWS;
  const first = (slot - lane) * cols + lane;
  let sum = 0;
  for (let col = 0; col < cols; col++) {
    sum = add(metric, sum, queries[row * cols + col] as number, panels.values[first + col * PANEL_ROWS] as number);
  }
  return sum;
}

function add(metric: NeighborMetric, sum: number, a: number, b: number): number {
  return metric === 'L2' ? sum + (a - b) * (a - b) : sum - a * b;
}

/** Insertion from the back: the list is short and seldom changes. */
function offer({ ids, distances }: Nearest, row: number, k: number, id: number, distance: number): void {
  const [first, last] = [row * k, (row + 1) * k - 1];
  if (!isNearer(distance, id, distances[last] as number, ids[last] as number)) return;
  let at = last;
  while (at > first && isNearer(distance, id, distances[at - 1] as number, ids[at - 1] as number)) {
    distances[at] = distances[at - 1] as number;
    ids[at] = ids[at - 1] as number;
    at--;
  }
  distances[at] = distance;
  ids[at] = id;
}

/** An empty place is farther than everything, even where a distance overflowed. */
function isNearer(distance: number, id: number, otherDistance: number, otherId: number): boolean {
  return otherId < 0 || distance < otherDistance || (distance === otherDistance && id < otherId);
}

const CODEWORDS = 256;

/** The twin of `NeighborKernels.offerCodes`. */
export function offerCodes(...[input, nearest]: Parameters<NeighborKernels['offerCodes']>): void {
  const { rows, k, m, codes, ids, probes } = input;
  const { starts, lists, probed } = probes;
  const table = new Float32Array(m * CODEWORDS);
  for (let row = 0; row < rows; row++) {
    for (const list of lists.subarray(row * probed, (row + 1) * probed)) {
      if (list < 0) continue;
      fillTable(input, row, list, table);
      for (let at = starts[list] as number; at < (starts[list + 1] as number); at++) {
        let sum = 0;
        for (let part = 0; part < m; part++)
          sum += table[part * CODEWORDS + (codes[at * m + part] as number)] as number;
        offer(nearest, row, k, ids[at] as number, Math.fround(sum));
      }
    }
  }
}

/** Squared distances from what a query is away from the centre of a cell to every codeword: `[m, 256]`. */
function fillTable(
  { queries, cols, m, centres, codewords }: Parameters<NeighborKernels['offerCodes']>[0],
  row: number,
  list: number,
  table: Float32Array,
): void {
  const width = cols / m;
  const residual = new Float32Array(cols);
  for (let col = 0; col < cols; col++) {
    residual[col] = (queries[row * cols + col] as number) - (centres[list * cols + col] as number);
  }
  for (let entry = 0; entry < table.length; entry++) {
    const from = Math.floor(entry / CODEWORDS) * width;
    let sum = 0;
    for (let at = 0; at < width; at++) {
      const difference = (residual[from + at] as number) - (codewords[entry * width + at] as number);
      sum += difference * difference;
    }
    table[entry] = sum;
  }
}

/** The twin of `NeighborKernels.projectRows`. */
export function projectRows(...[input, projected]: Parameters<NeighborKernels['projectRows']>): void {
  const { points, matrix, rows, cols, width } = input;
  const sums = new Float64Array(width);
  for (let row = 0; row < rows; row++) {
    sums.fill(0);
    for (let col = 0; col < cols; col++) {
      const value = points[row * cols + col] as number;
      for (let to = 0; to < width; to++) sums[to]! += value * (matrix[col * width + to] as number);
    }
    projected.set(sums, row * width);
  }
}

/** The twin of `NeighborKernels.hadamardRows`. */
export function hadamardRows(...[{ cols }, values]: Parameters<NeighborKernels['hadamardRows']>): void {
  for (let half = 1; half < cols; half *= 2) {
    for (let from = 0; from < values.length; from += 2 * half) {
      for (let at = from; at < from + half; at++) {
        const [a, b] = [values[at] as number, values[at + half] as number];
        values[at] = a + b;
        values[at + half] = a - b;
      }
    }
  }
}
