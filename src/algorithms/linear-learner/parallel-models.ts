import { type Csr, isCsr, sliceCsr } from '../../data/csr.js';
import { colsOf, type Dense, rowMajor, rowsOf, sliceRows } from '../../data/dense.js';
import type { Random } from '../../data/random.js';
import { UserError } from '../../errors.js';
import { type BackendName, type Kernels, type LinearRows, PANEL, paddedColumns } from '../../kernels/kernels.js';
import type { Candidate, OptimizerSettings } from './grid.js';
import type { Objective } from './losses.js';
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

/** Rows of a mini-batch as the kernels take them: labels as the models see them, and what each row counts. */
export interface Examples {
  readonly features: Dense | Csr;
  readonly labels: Float32Array;
  readonly rowWeights?: Float32Array | undefined;
}

/**
 * All models that are trained side by side, one column of weights each (several for several classes): a mini-batch is multiplied with all of them at once,
 * and one step of the optimizer moves all.
 */
export class ParallelModels {
  readonly #parts: Parts;
  readonly #means: Float32Array;
  readonly #scales: Float32Array;
  readonly #rates: readonly LearningRate[];
  readonly #perColumn: { readonly steps: Float32Array; readonly decays: Float32Array; readonly l1: Float32Array };
  /** Panels of `[features + 1, columns]` */
  readonly #state: Parameters<Kernels['stepLinear']>[1];
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
    this.#perColumn = { steps: perColumn(() => 0), decays: perColumn(({ wd }) => wd), l1: perColumn(({ l1 }) => l1) };
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

  /** Gradients of one mini-batch, one step of all optimizers. @returns `[models]`, mean loss of each before the step */
  async update(examples: Examples): Promise<Float64Array> {
    const { kernels, signal, positiveWeights } = this.#parts;
    const losses = new Float64Array(this.count);
    const rows = examples.labels.length;
    for (const input of this.#inputs(examples)) {
      await kernels.addLinearGradients({ ...input, positiveWeights }, { gradients: this.#state.gradients, losses });
      signal?.throwIfAborted();
    }
    await kernels.stepLinear({ ...this.#step(), rows }, this.#state);
    signal?.throwIfAborted();
    return losses.map((loss) => loss / rows);
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
    for (const input of this.#inputs(examples)) {
      const own = outputs?.subarray(input.from * this.#columns, (input.from + input.points.rows) * this.#columns);
      await kernels.addLinearLosses({ ...input, ...unit }, { losses, outputs: own });
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

  *#inputs({ features, labels, rowWeights }: Examples) {
    const { kernels, objective } = this.#parts;
    for (const { points, from } of linearPieces(features, kernels.backend, 2 * paddedColumns(this.#columns))) {
      const to = from + points.rows;
      yield {
        points,
        from,
        means: this.#means,
        scales: this.#scales,
        labels: labels.subarray(from, to),
        rowWeights: rowWeights?.subarray(from, to),
        weights: this.#state.weights,
        models: this.count,
        classes: objective.classes,
        loss: objective.loss,
        parameter: objective.parameter,
      };
    }
  }

  #step() {
    const { optimizer, objective } = this.#parts;
    const { momentum, beta2 } = optimizer;
    this.#updates++;
    const correction =
      optimizer.optimizer === 'adam' ? Math.sqrt(1 - beta2 ** this.#updates) / (1 - momentum ** this.#updates) : 1;
    this.#rates.forEach((rate, model) => {
      const step = rate.next() * correction;
      this.#perColumn.steps.fill(step, model * objective.classes, (model + 1) * objective.classes);
    });
    return {
      ...this.#perColumn,
      optimizer: optimizer.optimizer,
      cols: this.#features,
      biasStep: optimizer.useBias ? optimizer.biasLrMult : 0,
      biasDecay: optimizer.biasWdMult,
      momentum,
      beta2,
    };
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

/** Rows in pieces that one kernel call should take at most. Sparse rows stay sparse. */
export function* linearPieces(
  features: Dense | Csr,
  backend: BackendName,
  operationsPerValue: number,
): Generator<{ readonly points: LinearRows; readonly from: number }, void, void> {
  const sparse = isCsr(features);
  const rows = sparse ? features.rows : rowsOf(features);
  const cols = sparse ? features.cols : colsOf(features);
  const perRow = Math.max(1, sparse && backend !== 'reference' ? features.values.length / Math.max(1, rows) : cols);
  const perPiece = Math.max(1, Math.floor(OPERATIONS_PER_CALL[backend] / (perRow * operationsPerValue)));
  for (let from = 0; from < rows; from += perPiece) {
    const to = Math.min(rows, from + perPiece);
    if (sparse) yield { from, points: sliceCsr(features, from, to) };
    else yield { from, points: { values: rowMajor(sliceRows(features, from, to)), rows: to - from, cols } };
  }
}
