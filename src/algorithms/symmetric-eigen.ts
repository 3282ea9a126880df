import { UserError } from '../errors.js';
import type { Kernels } from '../kernels/kernels.js';
import { letOthersRun } from '../kernels/wasm/pieces.js';
import { type Diagonalisation, diagonalise } from './tridiagonal.js';
import { OPERATIONS_PER_CALL } from './work.js';

export interface EigenPairs {
  /** `[count]`, ascending */
  readonly values: Float64Array;
  /** `[count, n]`, orthonormal rows */
  readonly vectors: Float64Array;
}

interface Options {
  readonly kernels: Kernels;
  readonly signal?: AbortSignal | undefined;
}

/**
 * The largest eigenvalues of a symmetric matrix and their eigenvectors: to tridiagonal form by Householder's reflections, diagonal by QL
 * rotations, and back for those vectors alone that are wanted. Accurate to a few units of float64 of the largest eigenvalue, also where
 * eigenvalues coincide.
 *
 * @param matrix `[n, n]`, of which the triangle on and above the diagonal counts; overwritten
 * @throws UserError E_OVERFLOW where the matrix holds what is no number
 */
export async function symmetricEigen(
  matrix: Float64Array,
  count: number,
  { kernels, signal }: Options,
): Promise<EigenPairs> {
  const n = Math.sqrt(matrix.length);
  refuseOverflow(matrix, n);
  const reduction = {
    matrix,
    diagonal: new Float64Array(n),
    offDiagonal: new Float64Array(n),
    scales: new Float64Array(n),
    pending: new Float64Array(n),
  };
  for (const [from, to] of stepPieces(n, OPERATIONS_PER_CALL[kernels.backend])) {
    await kernels.tridiagonalise({ n, from, to }, reduction);
    signal?.throwIfAborted();
  }
  const diagonal = await untilDone(diagonalise(reduction.diagonal, reduction.offDiagonal), signal);
  const ascending = Array.from(diagonal.values.keys()).sort(
    (a, b) => (diagonal.values[a] as number) - (diagonal.values[b] as number) || a - b,
  );
  const wanted = Int32Array.from(ascending.slice(n - count));
  const vectors = await vectorsOf(wanted, { ...diagonal, ...reduction }, { kernels, signal });
  return { values: Float64Array.from(wanted, (column) => diagonal.values[column] as number), vectors };
}

function refuseOverflow(matrix: Float64Array, n: number): void {
  for (let row = 0; row < n; row++) {
    if (!matrix.subarray(row * n + row, (row + 1) * n).every(Number.isFinite)) throw overflow();
  }
}

/** Products of huge features are no numbers any more. */
export function overflow(): UserError {
  return new UserError('E_OVERFLOW', 'The products of the features are too large to compute with.', {
    hint: 'Scale the features down.',
  });
}

/** Householder steps that one call takes; each costs about three operations for every value that is left. */
function* stepPieces(n: number, mostOperations: number): Generator<readonly [number, number], void, void> {
  for (let from = 0; from < n; ) {
    let [to, operations] = [from, 0];
    do operations += 3 * (n - to++) ** 2;
    while (to < n && operations < mostOperations);
    yield [from, to];
    from = to;
  }
}

/** Eigenvalues between two turns of the event loop: well under 50 ms for matrices of any size that fits. */
const VALUES_PER_TURN = 64;

async function untilDone(steps: Generator<void, Diagonalisation, void>, signal?: AbortSignal) {
  for (let step = 1; ; step++) {
    const next = steps.next();
    if (next.done) return next.value;
    if (step % VALUES_PER_TURN > 0) continue;
    await letOthersRun();
    signal?.throwIfAborted();
  }
}

async function vectorsOf(
  wanted: Int32Array,
  form: Diagonalisation & { readonly matrix: Float64Array; readonly scales: Float64Array },
  { kernels, signal }: Options,
): Promise<Float64Array> {
  const n = form.scales.length;
  const vectors = new Float64Array(wanted.length * n);
  const operations = 2 * form.rotations.length + n * n;
  // Several are made side by side, on all threads.
  const perCall = Math.max(16, Math.floor(OPERATIONS_PER_CALL[kernels.backend] / operations));
  for (let from = 0; from < wanted.length; from += perCall) {
    const some = wanted.subarray(from, from + perCall);
    const { matrix, scales, rotations, sweeps } = form;
    await kernels.eigenvectors(
      { matrix, scales, rotations, sweeps, wanted: some, n, count: some.length },
      vectors.subarray(from * n, (from + some.length) * n),
    );
    signal?.throwIfAborted();
  }
  return vectors;
}
