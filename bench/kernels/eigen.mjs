import { symmetricEigen } from '../../dist/algorithms/symmetric-eigen.js';
import { Random } from '../../dist/data/random.js';
import { randomMatrix, SEED } from './numbers.mjs';

/** Eigenvectors of an n x n matrix: one in ten of them. */
export function* eigenCases(n) {
  const random = new Random(SEED);
  const matrix = Float64Array.from({ length: n * n }, () => random.normal());
  const count = Math.ceil(n / 10);
  yield [
    `symmetricEigen n=${n} count=${count} seed=${SEED}`,
    (kernels) => symmetricEigen(matrix.slice(), count, { kernels }),
  ];
  const basis = randomMatrix(50, 10 * n);
  yield [
    `orthonormalise count=50 cols=${10 * n} seed=${SEED}`,
    (kernels) => kernels.orthonormalise({ count: 50, cols: 10 * n }, Float64Array.from(basis)),
  ];
}
