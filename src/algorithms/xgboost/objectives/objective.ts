/** What training knows of the rows beside their features. */
export interface RowInfo {
  readonly rows: number;
  /** `[rows]`; of `survival:aft`, unused where bounds are given */
  readonly labels: Float32Array;
  /** `[rows]`, or `[groups of rows]` for ranking; all 1 where absent */
  readonly weights?: Float32Array;
  /** `[groups of rows + 1]`, where each query begins; one group of all rows where absent */
  readonly queryStarts?: Uint32Array;
  /** `[rows]`, of `survival:aft` */
  readonly labelLowerBounds?: Float32Array;
  readonly labelUpperBounds?: Float32Array;
}

/**
 * What is minimised. Boosting sees an objective through the first and the second derivative of the loss alone.
 * Margins are what the trees add up to; predictions are what the user is told.
 */
export interface Objective {
  readonly name: string;
  /** Margins of a row: the number of classes for a multiclass objective, else 1. */
  readonly groups: number;
  readonly defaultMetric: string;
  /** The parameters that the model file records: `{ reg_loss_param: { scale_pos_weight: '1' } }`. */
  readonly parameters: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** @throws UserError where a label is outside what the objective is defined for, in XGBoost's words */
  checkLabels(info: RowInfo): void;
  /**
   * First and second derivatives at these margins, weights included.
   * @param margins `[rows, groups]`
   * @param out `[groups, rows, 2]`: all pairs of the first group, then of the second
   */
  gradients(margins: Float32Array, info: RowInfo, round: number, out: Float32Array): Promise<void>;
  /** Margins `[rows, groups]` to predictions `[rows, outputs]`, in place where the width stays. */
  transform(margins: Float32Array, rows: number): Float32Array;
  /** The same as metrics see it, where that is something else: the probabilities behind a class. */
  transformForMetrics?(margins: Float32Array, rows: number): Float32Array;
  /** A `base_score` as a margin. @throws UserError where there is none */
  marginOf(baseScore: number): number;
  /** Where boosting starts unless `base_score` says so, as a prediction: what a tree without any split would answer, or nearly. */
  readonly start: StartingPoint;
  /** The second derivative of every row is 1. */
  readonly constantHessian?: true;
  /** Of objectives whose second derivative says nothing (`reg:absoluteerror`): each leaf's answer is this quantile of what is left over. */
  readonly leafQuantile?: number;
}

/**
 * - `mean`: of the labels, where the best constant of the loss is their mean
 * - `newton`: one step of Newton's method from margin 0
 * - `median`: of the labels
 * - `half`: 0.5, whatever the labels
 */
export type StartingPoint = 'mean' | 'newton' | 'median' | 'half';
