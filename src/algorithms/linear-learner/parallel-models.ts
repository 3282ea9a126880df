import { type Csr, isCsr, sliceCsr } from '../../data/csr.js';
import { colsOf, type Dense, rowMajor, rowsOf, sliceRows } from '../../data/dense.js';
import type { Random } from '../../data/random.js';
import { UserError } from '../../errors.js';
import {
  type BackendName,
  type Kernels,
  type LinearRows,
  type LinearState,
  type LinearTraining,
  PANEL,
  paddedColumns,
} from '../../kernels/kernels.js';
import type { Candidate, OptimizerSettings } from './grid.js';
import type { Objective } from './objective.js';
import type { Scaling, Weights } from './scaler.js';
import { LearningRate } from './schedule.js';

interface Parts {
  readonly kernels: Kernels;
  readonly signal?: AbortSignal | undefined;
  readonly candidates: readonly Candidate[];
  readonly objective: Objective;
  readonly optimizer: OptimizerSettings;
  readonly features: Scaling;
  /** `[models]`, what a row of class 1 counts in each; absent where it counts 1 in all */
  readonly positiveWeights?: Float32Array | undefined;
}

/** Rows as the kernels take them: labels as the models see them, and what each row counts. */
export interface Examples {
  readonly features: Dense | Csr;
  readonly labels: Float32Array;
  readonly rowWeights?: Float32Array | undefined;
}

/**
 * All models that are trained side by side, one column of weights each (several for several classes): a mini-batch is multiplied with all of them at once,
 * and one step of the optimizer moves all. A call of a kernel takes as many mini-batches as are worth it.
 */
export class ParallelModels {
  readonly #parts: Parts;
  readonly #means: Float32Array;
  readonly #scales: Float32Array;
  readonly #rates: readonly LearningRate[];
  readonly #rule: Omit<LinearTraining, 'batchRows' | 'rowsBefore' | 'steps'>;
  readonly #state: LinearState;
  #updates = 0;

  constructor(parts: Parts) {
    this.#parts = parts;
    const { features, candidates, optimizer } = parts;
    this.#means = Float32Array.from(features.means);
    this.#scales = Float32Array.from(features.stdevs, (stdev) => 1 / stdev);
    this.#rates = candidates.map((candidate) => new LearningRate(candidate, optimizer.useLrScheduler));
    const perColumn = (value: (candidate: Candidate) => number) => {
      const columns = new Float32Array(paddedColumns(this.#columns));
      for (let column = 0; column < this.#columns; column++) {
        columns[column] = value(candidates[Math.floor(column / parts.objective.classes)] as Candidate);
      }
      return columns;
    };
    this.#rule = {
      ...optimizer,
      positiveWeights: parts.positiveWeights,
      decays: perColumn(({ wd }) => wd),
      l1: perColumn((candidate) => candidate.l1),
      biasStep: optimizer.useBias ? optimizer.biasLrMult : 0,
      biasDecay: optimizer.biasWdMult,
    };
    const panels = () => new Float32Array((this.#features + 1) * paddedColumns(this.#columns));
    this.#state = { weights: panels(), gradients: panels(), first: panels(), second: panels() };
  }

  get count(): number {
    return this.#parts.candidates.length;
  }

  get #features(): number {
    return this.#means.length;
  }

  get #columns(): number {
    return this.count * this.#parts.objective.classes;
  }

  /** Draws the first weights, model by model. */
  initialize(
    random: Random,
    { init_method: method, init_scale: scale, init_sigma: sigma, init_bias: bias }: InitialDraw,
  ): void {
    const [features, { optimizer }] = [this.#features, this.#parts];
    for (let column = 0; column < this.#columns; column++) {
      for (let feature = 0; feature < features; feature++) {
        const drawn = method === 'uniform' ? scale * (2 * random.uniform() - 1) : sigma * random.normal();
        this.#state.weights[this.#at(feature, column)] = drawn;
      }
      this.#state.weights[this.#at(features, column)] = optimizer.useBias ? bias : 0;
    }
  }

  /** Every model goes on from the same earlier one. */
  startFrom({ weights, bias }: Weights): void {
    const [features, { objective }] = [this.#features, this.#parts];
    for (let column = 0; column < this.#columns; column++) {
      const one = column % objective.classes;
      for (let feature = 0; feature < features; feature++) {
        this.#state.weights[this.#at(feature, column)] = weights[feature * objective.classes + one] as number;
      }
      this.#state.weights[this.#at(features, column)] = bias[one] as number;
    }
  }

  /** Rows that one call of a kernel should take at most: whole mini-batches, or part of a large one. */
  rowsPerCall(features: Dense | Csr, batchRows: number): number {
    const [columns, { backend }] = [paddedColumns(this.#columns), this.#parts.kernels];
    const alone = rowsPerCall(features, backend, 2 * columns);
    if (alone < batchRows) return alone;
    const perStep = STEP_OPERATIONS * (this.#features + 1) * columns;
    const most = rowsPerCall(features, backend, 2 * columns, perStep / batchRows);
    return Math.max(batchRows, most - (most % batchRows));
  }

  /**
   * Gradients of each mini-batch of so many rows, and one step of all optimizers.
   * @returns of each mini-batch, `[models]`, the mean loss before its step; not finite where a value of its rows is not
   */
  async train(examples: Examples, batchRows: number): Promise<Float64Array[]> {
    const { kernels, signal } = this.#parts;
    const batches = examples.labels.length / batchRows;
    const losses = new Float64Array(batches * this.count);
    for (const { from, ...input } of this.#inputs(examples, this.rowsPerCall(examples.features, batchRows))) {
      const [batch, rowsBefore] = [Math.floor(from / batchRows), from % batchRows];
      const rows = rowsBefore + input.points.rows;
      const steps = this.#nextSteps(Math.floor(rows / batchRows));
      const own = losses.subarray(batch * this.count, (batch + Math.ceil(rows / batchRows)) * this.count);
      await kernels.trainLinear(input, { ...this.#rule, batchRows, rowsBefore, steps }, this.#state, own);
      signal?.throwIfAborted();
    }
    return Array.from({ length: batches }, (_, batch) =>
      losses.slice(batch * this.count, (batch + 1) * this.count).map((loss) => loss / batchRows),
    );
  }

  /**
   * Adds the loss of the rows in every model onto `losses` `[models]`; outputs, and with them the losses of numbers, are in the unit that `shift` and
   * `stretch` give.
   * @param outputs `[rows, models]`, filled where it is given
   */
  async addLosses(
    examples: Examples,
    unit: { shift: number; stretch: number },
    losses: Float64Array,
    outputs?: Float32Array,
  ): Promise<void> {
    const { kernels, signal } = this.#parts;
    const { weights } = this.#state;
    const most = rowsPerCall(examples.features, kernels.backend, 2 * paddedColumns(this.#columns));
    for (const { from, ...input } of this.#inputs(examples, most)) {
      const own = outputs?.subarray(from * this.#columns, (from + input.points.rows) * this.#columns);
      await kernels.addLinearLosses({ ...input, ...unit, weights }, { losses, outputs: own });
      signal?.throwIfAborted();
    }
  }

  /** A copy of one model as it is now, on scaled features. */
  weightsOf(model: number): Weights {
    const [features, { classes }] = [this.#features, this.#parts.objective];
    const value = (feature: number, one: number) =>
      this.#state.weights[this.#at(feature, model * classes + one)] as number;
    return {
      weights: Float64Array.from({ length: features * classes }, (_, at) =>
        value(Math.floor(at / classes), at % classes),
      ),
      bias: Float64Array.from({ length: classes }, (_, one) => value(features, one)),
    };
  }

  /** Bias in row `features`. */
  #at(feature: number, column: number): number {
    const panel = Math.floor(column / PANEL);
    return (panel * (this.#features + 1) + feature) * PANEL + (column % PANEL);
  }

  *#inputs({ features, labels, rowWeights }: Examples, most: number) {
    const { objective } = this.#parts;
    for (const { points, from } of linearPieces(features, most)) {
      const to = from + points.rows;
      yield {
        points,
        from,
        means: this.#means,
        scales: this.#scales,
        labels: labels.subarray(from, to),
        rowWeights: rowWeights?.subarray(from, to),
        models: this.count,
        classes: objective.classes,
        loss: objective.loss,
        parameter: objective.parameter,
      };
    }
  }

  /** `[count, columns]`, the learning rates of the next steps, adam's correction included */
  #nextSteps(count: number): Float32Array {
    const { objective } = this.#parts;
    const columns = paddedColumns(this.#columns);
    const steps = new Float32Array(count * columns);
    for (let from = 0; from < steps.length; from += columns) {
      const correction = this.#correction(++this.#updates);
      this.#rates.forEach((rate, model) => {
        const at = from + model * objective.classes;
        steps.fill(rate.next() * correction, at, at + objective.classes);
      });
    }
    return steps;
  }

  /** Adam's moments start at 0 and are too small at first. */
  #correction(update: number): number {
    const { optimizer, momentum, beta2 } = this.#parts.optimizer;
    return optimizer === 'adam' ? Math.sqrt(1 - beta2 ** update) / (1 - momentum ** update) : 1;
  }
}

/** Weights, gradients and two moments, float32. */
const BYTES_PER_WEIGHT = 16;
const MOST_WEIGHT_BYTES = 2 ** 31;

/** The width may come from the input (a sparse row names its own), so it must not decide what is allocated. @throws UserError E_TOO_WIDE */
export function refuseHugeModels(features: number, columns: number): void {
  const bytes = (features + 1) * paddedColumns(columns) * BYTES_PER_WEIGHT;
  if (bytes <= MOST_WEIGHT_BYTES) return;
  throw new UserError(
    'E_TOO_WIDE',
    `The weights of all models on ${features} features would take ${(bytes / 2 ** 30).toFixed(1)} GiB.`,
    {
      hint: 'Lower num_models or num_classes, or reduce the number of features.',
    },
  );
}

export interface InitialDraw {
  readonly init_method: 'uniform' | 'normal';
  readonly init_scale: number;
  readonly init_sigma: number;
  readonly init_bias: number;
}

/** Multiply-adds that stay well under 50 ms on a slow, busy core. */
const OPERATIONS_PER_CALL: Readonly<Record<BackendName, number>> = { native: 4e8, wasm: 4e7, reference: 4e6 };

/** What a weight costs in a step, next to a multiply-add of a row: it is fetched from memory with its moments and goes back there. */
const STEP_OPERATIONS = 32;

/** Rows that one kernel call should take at most, where each costs so many multiply-adds for every value, and so many besides. */
export function rowsPerCall(features: Dense | Csr, backend: BackendName, perValue: number, perRow = 0): number {
  // The reference writes sparse rows out.
  const sparse = isCsr(features) && backend !== 'reference';
  const cols = isCsr(features) ? features.cols : colsOf(features);
  const values = Math.max(1, sparse ? features.values.length / Math.max(1, features.rows) : cols);
  return Math.max(1, Math.floor(OPERATIONS_PER_CALL[backend] / (values * perValue + perRow)));
}

/** Rows in pieces of `most`. Sparse rows stay sparse. */
export function* linearPieces(
  features: Dense | Csr,
  most: number,
): Generator<{ readonly points: LinearRows; readonly from: number }, void, void> {
  const sparse = isCsr(features);
  const rows = sparse ? features.rows : rowsOf(features);
  for (let from = 0; from < rows; from += most) {
    const to = Math.min(rows, from + most);
    if (sparse) yield { from, points: sliceCsr(features, from, to) };
    else
      yield {
        from,
        points: { values: rowMajor(sliceRows(features, from, to)), rows: to - from, cols: colsOf(features) },
      };
  }
}
