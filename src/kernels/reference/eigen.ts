import type { EigenKernels, Reduction } from '../kernels.js';
import { checkEigenvectors, checkOrthonormalise, checkTridiagonalise } from '../lengths/eigen.js';

export const eigenTwins: EigenKernels = {
  async tridiagonalise(steps, reduction) {
    checkTridiagonalise(steps, reduction);
    tridiagonalise(steps, reduction);
  },
  async eigenvectors(input, vectors) {
    checkEigenvectors(input, vectors);
    eigenvectors(input, vectors);
  },
  async orthonormalise(input, vectors) {
    checkOrthonormalise(input, vectors);
    return orthonormalise(input, vectors);
  },
};

type Steps = Parameters<EigenKernels['tridiagonalise']>[0];
type VectorsInput = Parameters<EigenKernels['eigenvectors']>[0];
type Count = Parameters<EigenKernels['orthonormalise']>[0];

/** The twin of `EigenKernels.tridiagonalise`. */
export function tridiagonalise({ n, from, to }: Steps, reduction: Reduction): void {
  const { matrix, diagonal, offDiagonal, scales, pending } = reduction;
  for (let step = from; step < to; step++) {
    takePending(step, n, matrix, pending);
    diagonal[step] = matrix[step * n + step] as number;
    const vector = matrix.subarray(step * n + step + 1, (step + 1) * n);
    const { scale, left } = reflect(vector);
    scales[step] = scale;
    offDiagonal[step] = left;
    // Row by row below the current one: product = matrix * vector, of which only the upper triangle is there.
    const product = new Float64Array(vector.length);
    vector.forEach((v, i) => {
      for (let j = i; j < vector.length; j++) {
        const value = matrix[(step + 1 + i) * n + step + 1 + j] as number;
        product[j]! += v * value;
        if (j > i) product[i]! += (vector[j] as number) * value;
      }
    });
    // Not scale * scale: where the matrix lacks rank, what is left of a row is as small as 1e-80, and its square beyond what float64 holds.
    const along = 0.5 * scale * (scale * product.reduce((sum, value, i) => sum + value * (vector[i] as number), 0));
    vector.forEach((v, i) => {
      pending[step + 1 + i] = scale * (product[i] as number) - along * v;
    });
  }
}

/** Takes the reflection of the step before away from all rows that are not done: `v w^T + w v^T`. */
function takePending(step: number, n: number, matrix: Float64Array, pending: Float64Array): void {
  if (step === 0) return;
  const vector = matrix.subarray((step - 1) * n, step * n);
  for (let i = step; i < n; i++) {
    for (let j = i; j < n; j++) {
      const [v, w] = [vector[i] as number, pending[i] as number];
      matrix[i * n + j]! -= v * (pending[j] as number) + w * (vector[j] as number);
    }
  }
}

/** A sum of squares below this has no reciprocal in float64: what it is of is rounding of rounding. */
const NOTHING = 1e-290;

/** Turns `x` into the vector of the reflection that maps it onto its first axis. */
function reflect(x: Float64Array): { readonly scale: number; readonly left: number } {
  const first = x[0] ?? 0;
  const others = x.subarray(1).reduce((sum, value) => sum + value * value, 0);
  if (others < NOTHING) {
    x.fill(0);
    return { scale: 0, left: first };
  }
  const norm = Math.sqrt(first * first + others);
  const left = first > 0 ? -norm : norm;
  x[0] = first - left;
  return { scale: 1 / (norm * (norm + Math.abs(first))), left };
}

/** The twin of `EigenKernels.eigenvectors`. */
export function eigenvectors({ n, wanted, ...form }: VectorsInput, vectors: Float64Array): void {
  wanted.forEach((column, at) => {
    const vector = vectors.subarray(at * n, (at + 1) * n).fill(0);
    vector[column] = 1;
    rotateBack(vector, form.rotations, form.sweeps);
    reflectBack(vector, form.matrix, form.scales);
  });
}

function rotateBack(vector: Float64Array, rotations: Float64Array, sweeps: Int32Array): void {
  let rotation = rotations.length;
  for (let sweep = sweeps.length - 2; sweep >= 0; sweep -= 2) {
    for (let pair = sweeps[sweep + 1] as number; pair < (sweeps[sweep] as number); pair++) {
      rotation -= 2;
      const [cosine, sine] = [rotations[rotation] as number, rotations[rotation + 1] as number];
      const [a, b] = [vector[pair] as number, vector[pair + 1] as number];
      vector[pair] = cosine * a + sine * b;
      vector[pair + 1] = cosine * b - sine * a;
    }
  }
}

function reflectBack(vector: Float64Array, matrix: Float64Array, scales: Float64Array): void {
  const n = vector.length;
  for (let step = n - 1; step >= 0; step--) {
    const scale = scales[step] as number;
    if (scale === 0) continue;
    const reflector = matrix.subarray(step * n + step + 1, (step + 1) * n);
    const below = vector.subarray(step + 1);
    const along = reflector.reduce((sum, value, i) => sum + value * (below[i] as number), 0);
    reflector.forEach((value, i) => {
      below[i]! -= scale * value * along;
    });
  }
}

/** A vector that shrinks to this share of itself was in the space of those before it. */
const DEPENDENT = 1e-12;

/** The twin of `EigenKernels.orthonormalise`. */
export function orthonormalise({ count, cols }: Count, vectors: Float64Array): number {
  const row = (index: number) => vectors.subarray(index * cols, (index + 1) * cols);
  const before = Array.from({ length: count }, (_, index) => dot(row(index), row(index)));
  let kept = 0;
  for (let index = 0; index < count; index++) {
    const vector = row(index);
    const norm = dot(vector, vector);
    if (!(norm > DEPENDENT ** 2 * (before[index] as number) && norm < Number.POSITIVE_INFINITY)) {
      vector.fill(0);
      continue;
    }
    const axis = vector.map((value) => value / Math.sqrt(norm));
    vector.fill(0);
    row(kept++).set(axis);
    for (let other = index + 1; other < count; other++) {
      const rest = row(other);
      const along = dot(rest, axis);
      axis.forEach((value, i) => {
        rest[i]! -= along * value;
      });
    }
  }
  return kept;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] as number) * (b[i] as number);
  return sum;
}
