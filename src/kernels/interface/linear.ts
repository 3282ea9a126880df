/** What a row is asked to be near to, and how a miss is counted; the names are SageMaker's. */
export const LINEAR_LOSSES = [
  'logistic',
  'hinge_loss',
  'squared_loss',
  'absolute_loss',
  'eps_insensitive_squared_loss',
  'eps_insensitive_absolute_loss',
  'quantile_loss',
  'huber_loss',
  'softmax_loss',
] as const;
export type LinearLoss = (typeof LINEAR_LOSSES)[number];

export const LINEAR_OPTIMIZERS = ['adam', 'sgd', 'rmsprop'] as const;
export type LinearOptimizer = (typeof LINEAR_OPTIMIZERS)[number];

/**
 * Columns that lie side by side. Weights `[cols + 1, columns]` of many models are kept in panels of 16 columns: panel after panel, each
 * `[cols + 1, 16]`, the last row being the bias. What fills the last panel up is zero and stays so.
 */
export const PANEL = 16;

/** Columns of all panels that so many columns take. */
export function paddedColumns(columns: number): number {
  return Math.ceil(columns / PANEL) * PANEL;
}

/** Rows of one piece of a mini-batch: all values of each row, or those that are not zero (see `Csr`). */
export interface LinearRows {
  /** `[rows, cols]`, or `[entries]` where there are `columns` */
  readonly values: Float32Array;
  /** `[entries]` */
  readonly columns?: Uint32Array | undefined;
  /** `[rows + 1]` */
  readonly rowStarts?: Uint32Array | undefined;
  readonly rows: number;
  readonly cols: number;
}

/** What many linear models are trained for. Column `model * classes + class` of their weights belongs to that class of that model. */
export interface LinearModels {
  readonly models: number;
  /** 1, unless the loss is `softmax_loss`. */
  readonly classes: number;
  readonly loss: LinearLoss;
  /** Margin, quantile, insensitivity or delta of the losses that have one. */
  readonly parameter: number;
}

export interface LinearInput extends LinearModels {
  readonly points: LinearRows;
  /** `[cols]`; a model sees `(x - mean) * scale`. Sparse rows are never written out: the means are taken off the sums. */
  readonly means: Float32Array;
  /** `[cols]` */
  readonly scales: Float32Array;
  /** `[rows]`: 0 or 1, the index of a class, or a number */
  readonly labels: Float32Array;
  /** `[rows]`, what a row counts; absent where each counts 1 */
  readonly rowWeights?: Float32Array | undefined;
}

/** How the weights move. Columns are those of all panels; what belongs to a model stands in each of its columns. */
export interface LinearTraining {
  /** Rows of a mini-batch. */
  readonly batchRows: number;
  /** Rows of the first mini-batch that earlier calls have seen; what they add to its gradients lies in the state. */
  readonly rowsBefore: number;
  /** `[models]`, by which the derivatives of rows labelled 1 are multiplied; absent where all are 1, and where there are several classes */
  readonly positiveWeights?: Float32Array | undefined;
  readonly optimizer: LinearOptimizer;
  /** `[steps, columns]`, for each mini-batch that ends among these rows: its learning rate, adam's correction included */
  readonly steps: Float32Array;
  /** `[columns]`, as `l1` */
  readonly decays: Float32Array;
  readonly l1: Float32Array;
  /** By which steps and decays are multiplied for the bias; a step of 0 leaves it alone. */
  readonly biasStep: number;
  readonly biasDecay: number;
  /** Adam's beta_1, or the momentum of sgd */
  readonly momentum: number;
  readonly beta2: number;
}

/** All are panels of `[cols + 1, models * classes]`; see {@link PANEL} */
export interface LinearState {
  readonly weights: Float32Array;
  /** Sums over the rows since the last step. */
  readonly gradients: Float32Array;
  readonly first: Float32Array;
  readonly second: Float32Array;
}

export interface LinearKernels {
  /**
   * Trains all models at once, mini-batch after mini-batch: the losses of its rows, measured before the step, are **added** to those of the mini-batch; a step of the
   * optimizer in every weight ends it. The rows of a large mini-batch may come in several calls. Where a value of a row is not finite, neither are the losses of its mini-batch.
   *
   * `g` is `gradient / batchRows + decay * w + l1 * sign(w)`. The rules are MXNet's: adam `m = beta1 m + (1 - beta1) g`,
   * `v = beta2 v + (1 - beta2) g^2`, `w -= step m / (sqrt(v) + 1e-8)`; sgd `m = momentum m - step g`, `w += m`; rmsprop `v = 0.9 v + 0.1 g^2`,
   * `w -= step g / sqrt(v + 1e-8)`. Tolerance between backends: losses and gradients 1e-5 relative to the sum of absolute terms, a step 1e-6 relative.
   */
  trainLinear(
    input: LinearInput,
    training: LinearTraining,
    state: LinearState,
    /** `[mini-batches, models]`, the last of which may not end here */
    losses: Float64Array,
  ): Promise<void>;

  /** **Adds** the losses of the rows onto `losses`, and writes the outputs of all models. Tolerance between backends: 1e-5. */
  addLinearLosses(
    input: LinearInput & {
      /** Panels of `[cols + 1, models * classes]`; see {@link PANEL} */
      readonly weights: Float32Array;
      /** An output is `shift + stretch * (x.w + b)`: back in the unit of the labels. */
      readonly shift: number;
      readonly stretch: number;
    },
    output: {
      /** `[models]` */
      readonly losses: Float64Array;
      /** `[rows, models * classes]`, x.w + b after shift and stretch; absent where nobody wants them */
      readonly outputs?: Float32Array | undefined;
    },
  ): Promise<void>;

  /**
   * What a finished model answers: `x.w + b`, summed in float64 in an order of its own for each output, so that a row has the same score alone
   * and among others, sparse and dense. Same bits in all backends.
   */
  linearScores(
    input: {
      readonly points: LinearRows;
      /** `[cols, classes]`, row-major */
      readonly weights: Float32Array;
      /** `[classes]` */
      readonly bias: Float32Array;
      readonly classes: number;
    },
    /** `[rows, classes]` */
    scores: Float32Array,
  ): Promise<void>;
}
