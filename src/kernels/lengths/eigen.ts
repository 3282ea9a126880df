import type { EigenKernels } from '../kernels.js';
import { checkLengths, checkShape } from '../lengths.js';

export function checkTridiagonalise(...[steps, reduction]: Parameters<EigenKernels['tridiagonalise']>): void {
  const { n, from, to } = steps;
  checkShape({ n });
  if (!(Number.isSafeInteger(from) && Number.isSafeInteger(to) && from >= 0 && from <= to && to <= n)) {
    throw new RangeError(`from ${from} to ${to} are not among ${n} steps`);
  }
  const { matrix, diagonal, offDiagonal, scales, pending } = reduction;
  checkLengths({
    matrix: [matrix.length, n * n],
    diagonal: [diagonal.length, n],
    offDiagonal: [offDiagonal.length, n],
    scales: [scales.length, n],
    pending: [pending.length, n],
  });
}

/** Also that sweeps and wanted columns stay within the matrix, and that there is a rotation for each pair of a sweep. */
export function checkEigenvectors(...[input, vectors]: Parameters<EigenKernels['eigenvectors']>): void {
  const { matrix, scales, rotations, sweeps, wanted, n, count } = input;
  checkShape({ n });
  checkShape({ rows: count });
  let pairs = 0;
  for (let at = 0; at < sweeps.length; at += 2) {
    const [high, low] = [sweeps[at] as number, sweeps[at + 1] as number];
    if (!(low >= 0 && low <= high && high < n)) throw new RangeError(`sweeps has one from ${high} to ${low} of ${n}`);
    pairs += high - low;
  }
  checkLengths({
    matrix: [matrix.length, n * n],
    scales: [scales.length, n],
    rotations: [rotations.length, 2 * pairs],
    wanted: [wanted.length, count],
    vectors: [vectors.length, count * n],
  });
  const beyond = wanted.find((column) => column < 0 || column >= n);
  if (beyond !== undefined) throw new RangeError(`wanted has ${beyond}, not below ${n}`);
}

export function checkOrthonormalise(...[input, vectors]: Parameters<EigenKernels['orthonormalise']>): void {
  checkShape({ cols: input.cols });
  checkShape({ rows: input.count });
  checkLengths({ vectors: [vectors.length, input.count * input.cols] });
}
