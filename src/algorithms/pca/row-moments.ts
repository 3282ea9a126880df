import { type Csr, isCsr } from '../../data/csr.js';
import { colsOf, type Dense, rowMajor, rowsOf } from '../../data/dense.js';
import { workPieces } from '../work.js';
import type { Tools } from './centred-rows.js';

/** Number and mean of rows, and the sum of their squared distances to the mean. */
export async function momentsOf(
  features: Dense | Csr,
  tools: Tools,
): Promise<{ readonly rows: number; readonly mean: Float64Array; readonly trace: number }> {
  if (isCsr(features)) return sparseMoments(features);
  // Sums and squared distances to one centre are what k-means needs, too; the first row is a centre amid the data.
  const [rows, cols] = [rowsOf(features), colsOf(features)];
  const centre = rowMajor(features).slice(0, cols);
  const { sums, distances } = await aboutCentre(features, centre, tools);
  const mean = sums.map((sum) => sum / rows);
  const shift = mean.reduce((sum, value, col) => sum + (value - (centre[col] as number)) ** 2, 0);
  return { rows, mean, trace: Math.max(0, distances - rows * shift) };
}

/** Sums of the columns, and of the squared distances to the centre. */
export async function aboutCentre(features: Dense | Csr, centre: Float32Array, { kernels, signal }: Tools) {
  const cols = centre.length;
  const sums = new Float64Array(cols);
  let distances = 0;
  for (const { points, rows } of workPieces(features, kernels)) {
    const input = { points, centroids: centre, rows, cols, k: 1 };
    distances += await kernels.assignAndSum(input, { sums, counts: new Float64Array(1) });
    signal?.throwIfAborted();
  }
  return { sums, distances };
}

function sparseMoments({ rows, cols, columns, values }: Csr) {
  const mean = new Float64Array(cols);
  let squares = 0;
  for (let entry = 0; entry < values.length; entry++) {
    const value = values[entry] as number;
    const column = columns[entry] as number;
    mean[column] = (mean[column] as number) + value / rows;
    squares += value * value;
  }
  const ofMean = mean.reduce((sum, value) => sum + value * value, 0);
  return { rows, mean, trace: Math.max(0, squares - rows * ofMean) };
}
