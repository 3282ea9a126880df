import type { Step } from '../algorithm.js';
import type { RegressionTree } from '../xgboost-model.js';
import type { Evaluation } from './evaluations.js';
import type { ImageVersion } from './versions.js';

/** What there is to see while XGBoost trains; told apart by `phase`. */
export type XgboostStep = DataStep | TreeStep | RoundStep | FoldStep | FinalizeStep;

/** The channels are read. Once. */
export interface DataStep extends Step {
  readonly phase: 'data';
  readonly columns: number;
  readonly validationRows?: number;
  /** Of the job, for the log. */
  readonly image: ImageVersion;
  readonly saveModelOnTermination: boolean;
  readonly folds?: number;
  readonly repeats?: number;
  /** The checkpoint that the training goes on from, with so many rounds behind it. */
  readonly resumed?: { readonly from: string; readonly rounds: number };
}

/** A tree was grown; boosted forests and multiclass models grow several in a round. */
export interface TreeStep extends Step {
  readonly phase: 'tree';
  /** 0-based number of the tree in this round */
  readonly index: number;
  /** The class that the tree adds to; 0 where there are none. */
  readonly group: number;
  readonly tree: RegressionTree;
}

/** A round is over, and every channel was measured. */
export interface RoundStep extends Step {
  readonly phase: 'round';
  /** In the order of the evaluation line */
  readonly evaluations: readonly Evaluation[];
  /** How its numbers are written: six significant digits in old images, five decimals since. */
  readonly significantDigits: boolean;
  /** 0-based, where the job is a cross validation */
  readonly fold?: number;
}

/** A fold of a cross validation begins, or a round of it is over, with the mean of its folds. */
export interface FoldStep extends Step {
  readonly phase: 'fold';
  /** 0-based, over all repeats */
  readonly fold: number;
  readonly folds: number;
  /** Means over the folds of this repeat, where it is over. */
  readonly means?: readonly Evaluation[];
  /** Means over all folds of all repeats, at the very end. */
  readonly overallMeans?: readonly Evaluation[];
  readonly rounds: number;
  readonly repeats: number;
}

/** The model is finished. Once, and last. */
export interface FinalizeStep extends Step {
  readonly phase: 'finalize';
  readonly image: ImageVersion;
  /** 0-based round that early stopping found best; the model ends with it. */
  readonly bestRound?: number;
  readonly bestScore?: number;
}
