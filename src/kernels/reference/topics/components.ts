import type { Components, TopicKernels } from '../../kernels.js';

/** What is added to the diagonal of the normal equations, whose diagonal is 1 where the factors have unit columns. */
const RIDGE = 1e-12;

/** The twin of `TopicKernels.updateComponents`. */
export function updateComponents(...[input, output]: Parameters<TopicKernels['updateComponents']>): void {
  const { first, second, k, rank } = input;
  const { third, weights, fit } = output;
  const contracted = contract(input);
  const grams = multiplied(gram(first, k, rank), gram(second, k, rank));
  const factor = cholesky(grams, rank);
  third.set(contracted);
  for (let i = 0; i < k; i++) solve(factor, third.subarray(i * rank, (i + 1) * rank));
  fit[0] = dot(contracted, third);
  fit[1] = sum(multiplied(grams, gram(third, k, rank)));
  for (let r = 0; r < rank; r++) {
    let square = 0;
    for (let i = 0; i < k; i++) square += (third[i * rank + r] as number) ** 2;
    weights[r] = Math.sqrt(square);
    if (weights[r] === 0) continue;
    for (let i = 0; i < k; i++) third[i * rank + r]! /= weights[r] as number;
  }
}

/** The twin of `TopicKernels.fitComponents`. */
export function fitComponents(...[input, fit]: Parameters<TopicKernels['fitComponents']>): void {
  const { first, second, third, k, rank } = input;
  const grams = multiplied(gram(first, k, rank), gram(second, k, rank));
  fit[0] = dot(contract(input), third);
  fit[1] = sum(multiplied(grams, gram(third, k, rank)));
}

/** `[k, rank]`: the tensor applied to column r of both factors, in the place that is left. */
function contract({ tensor, first, second, k, rank }: Components): Float64Array {
  const result = new Float64Array(k * rank);
  const product = new Float64Array(rank);
  for (let i = 0, pair = 0; i < k; i++) {
    for (let j = i; j < k; j++, pair++) {
      for (let r = 0; r < rank; r++) {
        const straight = (first[i * rank + r] as number) * (second[j * rank + r] as number);
        const crossed = (first[j * rank + r] as number) * (second[i * rank + r] as number);
        product[r] = i === j ? straight : straight + crossed;
      }
      for (let l = 0; l < k; l++) {
        const value = tensor[pair * k + l] as number;
        for (let r = 0; r < rank; r++) result[l * rank + r]! += value * (product[r] as number);
      }
    }
  }
  return result;
}

/** `[rank, rank]`: inner products of the columns. */
function gram(factor: Float64Array, k: number, rank: number): Float64Array {
  const result = new Float64Array(rank * rank);
  for (let i = 0; i < k; i++) {
    for (let r = 0; r < rank; r++) {
      const value = factor[i * rank + r] as number;
      for (let s = 0; s < rank; s++) result[r * rank + s]! += value * (factor[i * rank + s] as number);
    }
  }
  return result;
}

/** The lower triangle L of a positive matrix plus the ridge: L Lᵀ. */
function cholesky(matrix: Float64Array, n: number): Float64Array {
  const factor = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let rest = (matrix[i * n + j] as number) + (i === j ? RIDGE : 0);
      for (let l = 0; l < j; l++) rest -= (factor[i * n + l] as number) * (factor[j * n + l] as number);
      factor[i * n + j] = i === j ? Math.sqrt(Math.max(rest, RIDGE)) : rest / (factor[j * n + j] as number);
    }
  }
  return factor;
}

/** Solves L Lᵀ x = row, in place. */
function solve(factor: Float64Array, row: Float64Array): void {
  const n = row.length;
  for (let i = 0; i < n; i++) {
    let rest = row[i] as number;
    for (let j = 0; j < i; j++) rest -= (factor[i * n + j] as number) * (row[j] as number);
    row[i] = rest / (factor[i * n + i] as number);
  }
  for (let i = n - 1; i >= 0; i--) {
    const value = (row[i] as number) / (factor[i * n + i] as number);
    row[i] = value;
    for (let j = 0; j < i; j++) row[j]! -= (factor[i * n + j] as number) * value;
  }
}

function multiplied(a: Float64Array, b: Float64Array): Float64Array {
  return a.map((value, at) => value * (b[at] as number));
}

function dot(a: Float64Array, b: Float64Array): number {
  return a.reduce((total, value, at) => total + value * (b[at] as number), 0);
}

function sum(values: Float64Array): number {
  return values.reduce((total, value) => total + value, 0);
}
