import { expect, test } from 'vitest';
import { nystromRows } from '../../../../src/algorithms/pca/nystrom.js';

/** Rows X with the singular values 4, 2, 1 along the first three of four unit vectors: X'X is diagonal. */
const SQUARES = [16, 4, 1, 0];

/** `A X'X A'` and `A X'X` of axes A, `[size, 4]`; the latter is along the unit vectors, which stand for Q. */
function look(axes: readonly (readonly number[])[]) {
  const products = axes.map((axis) => axis.map((value, col) => value * (SQUARES[col] as number)));
  const gram = axes.flatMap((axis) =>
    products.map((product) => product.reduce((sum, value, col) => sum + value * (axis[col] as number), 0)),
  );
  return { gram: Float64Array.from(gram), along: Float32Array.from(products.flat()) };
}

/** `Q X'X Q'` as it follows from a look. */
function nystromGram({ gram, along }: ReturnType<typeof look>, size: number, count: number) {
  const rows = nystromRows(gram, along, size, count);
  return Array.from({ length: count * count }, (_, at) => {
    const [i, j] = [Math.floor(at / count), at % count];
    let sum = 0;
    for (let row = 0; row < size; row++) sum += (rows[row * count + i] as number) * (rows[row * count + j] as number);
    return sum;
  });
}

test('what varies within the axes alone is exact', () => {
  const half = Math.SQRT1_2;
  const seen = look([
    [half, half, 0, 0],
    [half, -half, 0, 0],
    [0, 0, 1, 0],
  ]);
  const found = nystromGram(seen, 3, 4);
  SQUARES.forEach((square, axis) => {
    expect(found[axis * 4 + axis]).toBeCloseTo(square, 5);
  });
  expect(found[1]).toBeCloseTo(0, 5);
});

test('what lies outside is never overstated', () => {
  const seen = look([[0.8, 0.6, 0, 0]]);
  const found = nystromGram(seen, 1, 4);
  for (let axis = 0; axis < 4; axis++) {
    expect(found[axis * 4 + axis]).toBeLessThanOrEqual((SQUARES[axis] as number) + 1e-6);
  }
  expect(found[0]).toBeGreaterThan(14);
});

test('axes that say the same, or along which nothing varies, add nothing', () => {
  const seen = look([
    [1, 0, 0, 0],
    [1, 0, 0, 0],
    [0, 0, 0, 1],
  ]);
  expect([...nystromGram(seen, 3, 4)].map((value) => Math.round(value * 1e5) / 1e5)).toEqual([
    16,
    ...Array(15).fill(0),
  ]);
});
