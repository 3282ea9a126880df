import { type Csr, isCsr } from '../../../data/csr.js';
import { type Dense, rowsOf } from '../../../data/dense.js';
import type { ColumnEntries } from '../../../kernels/kernels.js';
import { letOthersRun } from '../../../kernels/wasm/pieces.js';
import type { MersenneTwister } from '../random-stream.js';
import { columnEntries } from '../trees/sorted-columns.js';
import { type ColumnOrder, columnOrder, type FeatureSelector } from './column-order.js';
import { coordinateStep, type Slope } from './coordinate-step.js';

export interface LinearParameters {
  /** Learning rate: what part of each step is taken. */
  readonly eta: number;
  readonly lambda: number;
  readonly alpha: number;
  /** `coord_descent` alone knows all of them; `shotgun` has `cyclic` and `shuffle`. */
  readonly feature_selector: FeatureSelector;
}

export interface LinearData {
  readonly features: Dense | Csr;
  readonly groups: number;
  /** Of all rows: penalties are per row. */
  readonly sumOfWeights: number;
  /** The one stream of the training. */
  readonly stream: MersenneTwister;
}

/** Entries between two turns for others. */
const ENTRIES_AT_ONCE = 1 << 20;

/**
 * The linear booster: one round moves the bias and then every weight a step towards where the loss is least along that coordinate, each seeing the
 * steps before it. XGBoost's `shotgun` lets its threads race over the columns; here, as with one thread there, it takes them in order and so does the
 * same as `coord_descent`.
 *
 * @see Friedman, Hastie and Tibshirani (2010), Regularization Paths for Generalized Linear Models via Coordinate Descent
 */
export class CoordinateDescent {
  /** `[columns + 1, groups]`, the biases last */
  readonly weights: Float32Array;
  readonly #columns: ColumnEntries;
  readonly #data: LinearData;
  readonly #rows: number;
  readonly #eta: number;
  readonly #lambda: number;
  readonly #alpha: number;
  readonly #order: ColumnOrder;

  /** @param weights of an earlier model, to go on from; changed in place */
  constructor(data: LinearData, parameters: LinearParameters, weights?: Float32Array) {
    this.#columns = columnEntries(data.features);
    this.#data = data;
    this.#rows = isCsr(data.features) ? data.features.rows : rowsOf(data.features);
    this.#eta = Math.fround(parameters.eta);
    this.#lambda = Math.fround(Math.fround(parameters.lambda) * data.sumOfWeights);
    this.#alpha = Math.fround(Math.fround(parameters.alpha) * data.sumOfWeights);
    this.weights = weights ?? new Float32Array((this.cols + 1) * data.groups);
    this.#order = columnOrder(parameters.feature_selector, {
      cols: this.cols,
      groups: data.groups,
      stream: data.stream,
    });
  }

  get cols(): number {
    return this.#columns.starts.length - 1;
  }

  /** One round. @param gradients `[groups, rows, 2]`, used up: afterwards they are those at the new weights */
  async update(gradients: Float32Array, signal?: AbortSignal): Promise<void> {
    const groups = Array.from({ length: this.#data.groups }, (_, group) => {
      return gradients.subarray(2 * this.#rows * group, 2 * this.#rows * (group + 1));
    });
    for (const [group, own] of groups.entries()) this.#moveBias(group, own);
    const stepOf = (group: number) => (column: number) => this.#stepAlong(column, group, groups[group] as Float32Array);
    this.#order.startRound(stepOf);
    let sinceTurn = 0;
    for (const [group, own] of groups.entries()) {
      for (let at = 0; at < this.cols; at++) {
        const column = this.#order.next(at, group, stepOf(group));
        if (column === undefined) break;
        sinceTurn += this.#moveWeight(column, group, own);
        if (sinceTurn < ENTRIES_AT_ONCE) continue;
        sinceTurn = 0;
        signal?.throwIfAborted();
        await letOthersRun();
      }
    }
  }

  #moveBias(group: number, gradients: Float32Array): void {
    let [grad, hess] = [0, 0];
    for (let at = 0; at < gradients.length; at += 2) {
      if ((gradients[at + 1] as number) < 0) continue;
      grad += gradients[at] as number;
      hess += gradients[at + 1] as number;
    }
    const step = Math.fround(this.#eta * (hess === 0 ? 0 : -grad / hess));
    if (step === 0) return;
    this.weights[this.cols * this.#data.groups + group]! += step;
    for (let at = 0; at < gradients.length; at += 2) {
      const curvature = gradients[at + 1] as number;
      if (curvature >= 0) gradients[at] = (gradients[at] as number) + Math.fround(curvature * step);
    }
  }

  /** @returns entries looked at */
  #moveWeight(column: number, group: number, gradients: Float32Array): number {
    const step = Math.fround(this.#eta * this.#stepAlong(column, group, gradients));
    const { starts, rows, values } = this.#columns;
    const [from, to] = [starts[column] as number, starts[column + 1] as number];
    if (step === 0) return to - from;
    this.weights[column * this.#data.groups + group]! += step;
    for (let entry = from; entry < to; entry++) {
      const at = 2 * (rows[entry] as number);
      const curvature = gradients[at + 1] as number;
      if (curvature < 0) continue;
      const change = Math.fround(Math.fround(curvature * (values[entry] as number)) * step);
      gradients[at] = (gradients[at] as number) + change;
    }
    return 2 * (to - from);
  }

  /** Before `eta`. */
  #stepAlong(column: number, group: number, gradients: Float32Array): number {
    const weight = this.weights[column * this.#data.groups + group] as number;
    return coordinateStep(this.#slopeAlong(column, gradients), weight, this.#alpha, this.#lambda);
  }

  #slopeAlong(column: number, gradients: Float32Array): Slope {
    const { starts, rows, values } = this.#columns;
    let [grad, hess] = [0, 0];
    for (let entry = starts[column] as number; entry < (starts[column + 1] as number); entry++) {
      const at = 2 * (rows[entry] as number);
      const value = values[entry] as number;
      const curvature = gradients[at + 1] as number;
      if (curvature < 0) continue;
      grad += Math.fround((gradients[at] as number) * value);
      hess += Math.fround(Math.fround(curvature * value) * value);
    }
    return { grad, hess };
  }
}
