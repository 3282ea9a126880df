import type { KMeansKernels, RecordSchema } from './kernels.js';

/** Refuses arrays that do not fit their shape, in the same words for every backend. */
export function checkLengths(lengths: Readonly<Record<string, readonly [actual: number, expected: number]>>): void {
  for (const [name, [actual, expected]] of Object.entries(lengths)) {
    if (actual !== expected) throw new RangeError(`${name} has ${actual} elements, its shape says ${expected}`);
  }
}

function checkShape(shape: Readonly<Record<string, number>>): void {
  for (const [name, size] of Object.entries(shape)) {
    const least = name === 'rows' ? 0 : 1;
    if (!Number.isSafeInteger(size) || size < least) throw new RangeError(`${name} is ${size}, less than ${least}`);
  }
}

export function checkNearest(...[input, output]: Parameters<KMeansKernels['nearestCentroids']>): void {
  const { points, centroids, rows, cols, k } = input;
  checkShape({ rows, cols, k });
  checkLengths({
    points: [points.length, rows * cols],
    centroids: [centroids.length, k * cols],
    labels: [output.labels.length, rows],
    distances: [output.distances.length, rows],
  });
}

export function checkSum(...[input, accumulator]: Parameters<KMeansKernels['assignAndSum']>): void {
  const { points, weights, centroids, rows, cols, k } = input;
  checkShape({ rows, cols, k });
  checkLengths({
    points: [points.length, rows * cols],
    ...(weights && { weights: [weights.length, rows] }),
    centroids: [centroids.length, k * cols],
    sums: [accumulator.sums.length, k * cols],
    counts: [accumulator.counts.length, k],
  });
}

export function checkSeeding(...[input, nearest]: Parameters<KMeansKernels['lowerToNearest']>): void {
  const { points, centre, rows, cols } = input;
  checkShape({ rows, cols });
  checkLengths({
    points: [points.length, rows * cols],
    centre: [centre.length, cols],
    nearest: [nearest.length, rows],
  });
}

/** A scan stops where its room ends, so only what cannot be room at all is refused. */
export function checkRecordOutput(
  schema: RecordSchema,
  output: { readonly columns?: Uint32Array | undefined; readonly rowStarts?: Uint32Array | undefined },
): void {
  if (schema.layout === 'sparse' && (output.columns === undefined || output.rowStarts === undefined)) {
    throw new RangeError('a sparse scan needs columns and rowStarts');
  }
}

export function checkCells(cells: number, labelSize: number): void {
  if (!Number.isSafeInteger(cells) || cells < 1) throw new RangeError(`cells is ${cells}, less than 1`);
  if (!Number.isSafeInteger(labelSize) || labelSize < 0 || labelSize > cells) {
    throw new RangeError(`labelSize is ${labelSize}, not between 0 and ${cells}`);
  }
}
