import type { TopicKernels } from '../../kernels.js';

/** The twin of `TopicKernels.sparseProduct`. */
export function sparseProduct(...[input, product]: Parameters<TopicKernels['sparseProduct']>): void {
  const { rowStarts, columns, values, rows, factor, scale, k } = input;
  product.fill(0);
  for (let row = 0; row < rows; row++) {
    const end = rowStarts[row + 1] as number;
    for (let entry = rowStarts[row] as number; entry < end; entry++) {
      const value = values[entry] as number;
      const from = (columns[entry] as number) * k;
      for (let i = 0; i < k; i++) product[row * k + i]! += value * (factor[from + i] as number);
    }
    if (scale !== undefined) for (let i = 0; i < k; i++) product[row * k + i]! *= scale[row] as number;
  }
}

/** The twin of `TopicKernels.denseProduct`. */
export function denseProduct(...[input, product]: Parameters<TopicKernels['denseProduct']>): void {
  const { left, right, rows, inner, k } = input;
  product.fill(0);
  for (let row = 0; row < rows; row++) {
    for (let j = 0; j < inner; j++) {
      const value = left[row * inner + j] as number;
      for (let i = 0; i < k; i++) product[row * k + i]! += value * (right[j * k + i] as number);
    }
  }
}

/** The twin of `TopicKernels.addCrossProduct`. */
export function addCrossProduct(...[input, sum]: Parameters<TopicKernels['addCrossProduct']>): void {
  const { left, right, rows, m, n } = input;
  for (let row = 0; row < rows; row++) {
    for (let i = 0; i < m; i++) {
      const value = left[row * m + i] as number;
      for (let j = 0; j < n; j++) sum[i * n + j]! += value * (right[row * n + j] as number);
    }
  }
}

/** The twin of `TopicKernels.addTripleProduct`. */
export function addTripleProduct(...[input, sum]: Parameters<TopicKernels['addTripleProduct']>): void {
  const { left, right, rows, k } = input;
  for (let row = 0; row < rows; row++) {
    const at = row * k;
    for (let i = 0, pair = 0; i < k; i++) {
      for (let j = i; j < k; j++, pair++) {
        const product = (left[at + i] as number) * (left[at + j] as number);
        for (let l = 0; l < k; l++) sum[pair * k + l]! += product * (right[at + l] as number);
      }
    }
  }
}
