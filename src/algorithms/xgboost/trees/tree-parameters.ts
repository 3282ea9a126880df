/** What hist and approx growers are told, by XGBoost's names. */
export interface TreeParameters {
  readonly eta: number;
  /** What a split must gain at least. */
  readonly gamma: number;
  readonly lambda: number;
  readonly alpha: number;
  /** 0 sets no limit, as for the leaves. */
  readonly max_depth: number;
  readonly max_leaves: number;
  readonly grow_policy: 'depthwise' | 'lossguide';
  readonly min_child_weight: number;
  readonly max_delta_step: number;
  readonly subsample: number;
  readonly sampling_method: 'uniform' | 'gradient_based';
  readonly colsample_bytree: number;
  readonly colsample_bylevel: number;
  readonly colsample_bynode: number;
  readonly max_bin: number;
  /** Of the first columns; those beyond have none. */
  readonly monotone_constraints?: readonly number[] | undefined;
  readonly interaction_constraints?: readonly (readonly number[])[] | undefined;
}
