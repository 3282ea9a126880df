import type { Batch } from '../../data/batches.js';
import { type Csr, isCsr } from '../../data/csr.js';
import { rowMajor } from '../../data/dense.js';

/** What a feature or a label is shifted by and divided by before any model sees it. */
export interface Scaling {
  /** `[features]` */
  readonly means: Float64Array;
  /** `[features]`, of the population; 1 where a feature never changes */
  readonly stdevs: Float64Array;
}

/** Which half of the scaling is done. */
export interface ScalingSwitches {
  readonly unbias: boolean;
  readonly normalize: boolean;
}

/**
 * Mean and standard deviation of every feature, gathered batch by batch. Deviations are measured from the mean of their own batch and merged, so that
 * a large offset does not drown them.
 * @see Chan, Golub and LeVeque, Updating formulae and a pairwise algorithm for computing sample variances, 1979
 */
export class Statistics {
  rows = 0;
  readonly features: number;
  readonly #means: Float64Array;
  /** Sums of squared deviations from the mean. */
  readonly #squares: Float64Array;

  constructor(features: number) {
    this.features = features;
    this.#means = new Float64Array(features);
    this.#squares = new Float64Array(features);
  }

  addBatch({ features, rows }: Pick<Batch, 'features' | 'rows'>): void {
    if (isCsr(features)) this.#addSparse(features);
    else this.add(rowMajor(features), rows);
  }

  /** @param values `[rows, features]` */
  add(values: Float32Array, rows: number): void {
    const count = this.#means.length;
    const [means, squares] = [new Float64Array(count), new Float64Array(count)];
    for (let from = 0; from < values.length; from += count) {
      for (let feature = 0; feature < count; feature++) means[feature]! += values[from + feature] as number;
    }
    for (let feature = 0; feature < count; feature++) means[feature]! /= rows;
    for (let from = 0; from < values.length; from += count) {
      for (let feature = 0; feature < count; feature++) {
        squares[feature]! += ((values[from + feature] as number) - (means[feature] as number)) ** 2;
      }
    }
    this.#merge(means, squares, rows);
  }

  /** Zeros that are not stored count too; an entry that occurs twice is the sum of both. */
  #addSparse({ rows, rowStarts, columns, values }: Csr): void {
    const count = this.#means.length;
    const [sums, squares] = [new Float64Array(count), new Float64Array(count)];
    const [inRow, lastRow] = [new Float64Array(count), new Int32Array(count).fill(-1)];
    for (let row = 0; row < rows; row++) {
      for (let entry = rowStarts[row] as number; entry < (rowStarts[row + 1] as number); entry++) {
        const [column, value] = [columns[entry] as number, values[entry] as number];
        const before = lastRow[column] === row ? (inRow[column] as number) : 0;
        sums[column]! += value;
        squares[column]! += (before + value) ** 2 - before ** 2;
        inRow[column] = before + value;
        lastRow[column] = row;
      }
    }
    for (let feature = 0; feature < count; feature++) {
      const sum = sums[feature] as number;
      squares[feature] = Math.max(0, (squares[feature] as number) - (sum * sum) / rows);
      sums[feature] = sum / rows;
    }
    this.#merge(sums, squares, rows);
  }

  #merge(means: Float64Array, squares: Float64Array, rows: number): void {
    const total = this.rows + rows;
    for (let feature = 0; feature < means.length; feature++) {
      const difference = (means[feature] as number) - (this.#means[feature] as number);
      this.#means[feature]! += (difference * rows) / total;
      this.#squares[feature]! += (squares[feature] as number) + (difference * difference * this.rows * rows) / total;
    }
    this.rows = total;
  }

  scaling({ unbias, normalize }: ScalingSwitches): Scaling {
    const stdevs = this.#squares.map((square) => Math.sqrt(square / this.rows) || 1);
    return {
      means: unbias ? this.#means.slice() : new Float64Array(stdevs.length),
      stdevs: normalize ? stdevs : new Float64Array(stdevs.length).fill(1),
    };
  }
}

/** The weights of one model. */
export interface Weights {
  /** `[features, classes]`, row-major */
  readonly weights: Float64Array;
  /** `[classes]` */
  readonly bias: Float64Array;
}

/** Weights on scaled features and labels as weights on those in the data: the scaler is folded in. */
export function unscaled(
  { weights, bias }: Weights,
  features: Scaling,
  label: Scaling | undefined,
): { readonly weights: Float32Array; readonly bias: Float32Array } {
  const classes = bias.length;
  const [labelMean, labelStdev] = labelScaling(label);
  const raw = weights.map(
    (weight, at) => (weight * labelStdev) / (features.stdevs[Math.floor(at / classes)] as number),
  );
  const shifted = bias.map((value) => value * labelStdev + labelMean);
  raw.forEach((weight, at) => {
    shifted[at % classes]! -= weight * (features.means[Math.floor(at / classes)] as number);
  });
  return { weights: Float32Array.from(raw), bias: Float32Array.from(shifted) };
}

/** The other way round. */
export function scaled(
  { weights, bias }: { readonly weights: Float32Array; readonly bias: Float32Array },
  features: Scaling,
  label: Scaling | undefined,
): Weights {
  const classes = bias.length;
  const [labelMean, labelStdev] = labelScaling(label);
  const shifted = Float64Array.from(bias, (value) => value - labelMean);
  weights.forEach((weight, at) => {
    shifted[at % classes]! += weight * (features.means[Math.floor(at / classes)] as number);
  });
  return {
    weights: Float64Array.from(
      weights,
      (weight, at) => (weight * (features.stdevs[Math.floor(at / classes)] as number)) / labelStdev,
    ),
    bias: shifted.map((value) => value / labelStdev),
  };
}

/** Mean and standard deviation of the label; 0 and 1 where it is not scaled. */
export function labelScaling(label: Scaling | undefined): readonly [mean: number, stdev: number] {
  return [label?.means[0] ?? 0, label?.stdevs[0] ?? 1];
}
