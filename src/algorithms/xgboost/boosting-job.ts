import type { TrainingContext } from '../algorithm.js';
import type { Checked } from '../hyperparameter-schema.js';
import type { XgboostModel } from '../xgboost-model.js';
import type { Evaluation } from './evaluations.js';
import type { XgboostHyperparameters } from './hyperparameter-table.js';
import type { XgboostBoosters } from './model.js';
import type { RowSet } from './rows.js';
import type { RoundStep, TreeStep } from './steps.js';

/** What one boosting needs. A cross validation boosts once for each fold. */
export interface BoostingJob {
  readonly train: RowSet;
  /** What evaluation lines speak of, in their order: the last one decides when to stop early. */
  readonly watched: readonly RowSet[];
  readonly hyperparameters: Checked<XgboostHyperparameters>;
  readonly context: TrainingContext<XgboostBoosters>;
  /** 0-based, of a cross validation */
  readonly fold?: number;
  /** Shares of the whole job that are done before and after this boosting. */
  readonly progress?: readonly [before: number, after: number];
}

export interface Boosted {
  readonly model: XgboostModel;
  /** Of the last round */
  readonly evaluations: readonly Evaluation[];
  /** Rounds that were boosted; early stopping may have kept fewer. */
  readonly rounds: number;
  readonly best?: { readonly round: number; readonly score: number } | undefined;
}

/** Boosts once, round by round. */
export type Boost = (job: BoostingJob) => AsyncGenerator<TreeStep | RoundStep, Boosted, void>;
