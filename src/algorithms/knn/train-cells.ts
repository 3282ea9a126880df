import { colsOf, type Dense, dense, rowMajor, rowsOf } from '../../data/dense.js';
import type { Random } from '../../data/random.js';
import { assign, means } from '../kmeans/lloyd.js';
import { drawInProportion } from '../kmeans/seeding.js';
import { workPieces } from '../work.js';
import type { SearchContext } from './search.js';

/** Rows of the training sample for each centre, and iterations: those of faiss's IndexIVF. */
const ROWS_PER_CENTRE = 256;
const ITERATIONS = 10;

/** How far the halves of a centre move apart, as a share of each coordinate: as in faiss. */
const APART = 1 / 1024;

export interface CentresStep {
  /** 1-based */
  readonly iteration: number;
  readonly iterations: number;
  /** `[k, cols]`, where the iteration has moved them */
  readonly centres: Dense;
  /** Mean squared distance of the rows to the centres before. */
  readonly msd: number;
}

export interface CentresOptions extends SearchContext {
  readonly random: Random;
  readonly iterations?: number;
  /** Centres of length 1, so that the nearest is also the one with the largest inner product. */
  readonly spherical?: boolean;
}

/** k-means on a sample of the rows, from k of them: the centres of an index. */
export async function* trainCentres(
  rows: Dense,
  k: number,
  options: CentresOptions,
): AsyncGenerator<CentresStep, Dense, void> {
  const { random, iterations = ITERATIONS, spherical = false, kernels, signal } = options;
  const sample = sampleRows(rows, Math.min(rowsOf(rows), k * ROWS_PER_CENTRE), random);
  const settle = spherical ? normalized : (centres: Dense) => centres;
  let centres = settle(sampleRows(sample, k, random));
  for (let iteration = 1; iteration <= iterations; iteration++) {
    const { inertia, sums, counts } = await assign(sample, centres, { kernels, signal });
    const moved = means(centres, sums, counts);
    halveForEmpty(rowMajor(moved), counts, random);
    centres = settle(moved);
    yield { iteration, iterations, centres, msd: inertia / rowsOf(sample) };
  }
  return centres;
}

/**
 * A centre without rows takes half of another's, as in faiss. Where many rows are equal, many centres start at the same place, and only the first of
 * them gets rows.
 * @param centres `[k, cols]`
 * @param counts `[k]`, rows of each; no fewer rows than centres in all
 */
function halveForEmpty(centres: Float32Array, counts: Float64Array, random: Random): void {
  const cols = centres.length / counts.length;
  counts.forEach((count, empty) => {
    if (count > 0) return;
    const spare = counts.map((rows) => Math.max(0, rows - 1));
    const shared = drawInProportion(spare, random);
    for (let col = 0; col < cols; col++) {
      const value = centres[shared * cols + col] as number;
      const apart = col % 2 === 0 ? APART : -APART;
      centres[empty * cols + col] = value * (1 + apart);
      centres[shared * cols + col] = value * (1 - apart);
    }
    const half = Math.floor((counts[shared] as number) / 2);
    counts[empty] = half;
    counts[shared]! -= half;
  });
}

/** Rows in random order; the matrix itself where all are wanted as they are. */
export function sampleRows(rows: Dense, count: number, random: Random): Dense {
  if (count === rowsOf(rows)) return rows;
  const cols = colsOf(rows);
  const values = rowMajor(rows);
  const sample = new Float32Array(count * cols);
  random.sampleWithoutReplacement(rowsOf(rows), count).forEach((row, at) => {
    sample.set(values.subarray(row * cols, (row + 1) * cols), at * cols);
  });
  return dense(sample, count, cols);
}

/** Rows scaled to length 1; zeros stay. */
export function normalized(rows: Dense): Dense {
  const cols = colsOf(rows);
  const values = rowMajor(rows).slice();
  for (let from = 0; from < values.length; from += cols) {
    const row = values.subarray(from, from + cols);
    const length = Math.sqrt(row.reduce((sum, value) => sum + value * value, 0));
    if (length > 0) for (let col = 0; col < cols; col++) row[col] = (row[col] as number) / length;
  }
  return dense(values, rowsOf(rows), cols);
}

/** The centre nearest to each row. */
export async function nearestCentres(
  rows: Dense,
  centres: Dense,
  { kernels, signal }: SearchContext,
): Promise<Int32Array> {
  const [k, cols] = [rowsOf(centres), colsOf(centres)];
  const labels = new Int32Array(rowsOf(rows));
  const distances = new Float32Array(rowsOf(rows));
  for (const { points, from, rows: size } of workPieces(rows, kernels, k)) {
    await kernels.nearestCentroids(
      { points, centroids: rowMajor(centres), rows: size, cols, k },
      { labels: labels.subarray(from, from + size), distances: distances.subarray(from, from + size) },
    );
    signal?.throwIfAborted();
  }
  return labels;
}
