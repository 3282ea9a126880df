import type { BoostingKernels } from '../../kernels.js';
import { HISTOGRAM_CHUNK_ROWS } from '../../kernels.js';
import { checkHistograms, checkLabel, checkPartition, stepsOf } from '../../lengths/boosting.js';

type Twins = Pick<BoostingKernels, 'addHistograms' | 'partitionRows' | 'labelRows'>;

export const histogramTwins: Twins = {
  async addHistograms(input, pool) {
    checkHistograms(input, pool);
    const { codes, stride, groups, width, gradients, order, begins, ends, histograms, clear } = input;
    const slots = groups * width;
    const chunk = new Float64Array(2 * slots);
    const { steps, units } = stepsOf(gradients);
    const [firstUnit = 1, secondUnit = 1] = units ?? [];
    histograms.forEach((index, node) => {
      const histogram = pool.subarray(2 * slots * index, 2 * slots * (index + 1));
      if (clear) histogram.fill(0);
      const end = ends[node] as number;
      for (let begin = begins[node] as number; begin < end; begin += HISTOGRAM_CHUNK_ROWS) {
        chunk.fill(0);
        for (const row of order.subarray(begin, Math.min(end, begin + HISTOGRAM_CHUNK_ROWS))) {
          for (let group = 0; group < groups; group++) {
            const slot = 2 * (group * width + (codes[row * stride + group] as number));
            chunk[slot] = (chunk[slot] as number) + (steps[2 * row] as number) * firstUnit;
            chunk[slot + 1] = (chunk[slot + 1] as number) + (steps[2 * row + 1] as number) * secondUnit;
          }
        }
        for (let at = 0; at < chunk.length; at++) histogram[at] = (histogram[at] as number) + (chunk[at] as number);
      }
    });
  },

  async partitionRows(input, output) {
    checkPartition(input, output);
    const { order, leftCounts } = output;
    const { begins, ends } = input;
    for (let node = 0; node < begins.length; node++) {
      const rows = order.subarray(begins[node], ends[node]);
      const left = rows.filter((row) => goesLeft(input, node, row));
      const right = rows.filter((row) => !goesLeft(input, node, row));
      rows.set(left);
      rows.set(right, left.length);
      leftCounts[node] = left.length;
    }
  },

  async labelRows(input, leafOfRow) {
    checkLabel(input, leafOfRow);
    const { order, begins, ends, children } = input;
    for (let node = 0; node < begins.length; node++) {
      for (const row of order.subarray(begins[node], ends[node])) {
        leafOfRow[row] = children[2 * node + (goesLeft(input, node, row) ? 0 : 1)] as number;
      }
    }
  },
};

function goesLeft(
  { byColumn, rows, binCounts, splits }: Omit<Parameters<BoostingKernels['partitionRows']>[0], 'begins' | 'ends'>,
  node: number,
  row: number,
): boolean {
  const column = splits.columns[node] as number;
  if (column < 0) return true;
  const bin = byColumn[column * rows + row] as number;
  if (bin >= (binCounts[column] as number)) return splits.defaultLeft[node] === 1;
  return bin <= (splits.bins[node] as number);
}
