/**
 * A booster as plain data: what the file `xgboost-model` holds, whichever of its encodings it has (UBJSON, JSON, the binary of older
 * versions, a Python pickle around one of them). Names follow XGBoost's model schema.
 *
 * @see https://xgboost.readthedocs.io/en/stable/tutorials/saving_model.html
 */
export interface XgboostModel {
  /** Of the XGBoost that wrote it, `[major, minor, patch]`; older binaries do not say. */
  readonly version?: readonly [number, number, number];
  /** Columns of a row. */
  readonly numFeature: number;
  /** Classes of a multiclass objective, else 0. */
  readonly numClass: number;
  readonly numTarget: number;
  /** Where boosting starts, as a prediction and not as a margin: 0.5 is a probability under `binary:logistic`. One per target; from version 3.1 on one per class. */
  readonly baseScore: readonly number[];
  readonly boostFromAverage: boolean;
  readonly objective: {
    readonly name: string;
    /** Groups of parameters as they stand in the file: `{ reg_loss_param: { scale_pos_weight: '1' } }`. */
    readonly parameters: Readonly<Record<string, Readonly<Record<string, string>>>>;
  };
  /** `best_iteration`, `best_score`, and what users set. */
  readonly attributes: Readonly<Record<string, string>>;
  readonly featureNames: readonly string[];
  /** `float`, `int`, `i`, `q`, `c`; as many as there are names, or none. */
  readonly featureTypes: readonly string[];
  readonly booster: TreeBooster | LinearBooster;
}

/** The bodies of an `xgboost-model` found in the wild; a pickle is read and never written. */
export type XgboostEncoding = 'ubjson' | 'json' | 'binary' | 'pickle';

export interface TreeBooster {
  readonly kind: 'gbtree' | 'dart';
  readonly trees: readonly RegressionTree[];
  /** `[trees]`, the class or target that a tree adds to (`tree_info`). */
  readonly treeGroups: Int32Array;
  /** `[iterations + 1]`, the first tree of each boosting round (`iteration_indptr`). */
  readonly iterationStarts: Int32Array;
  readonly numParallelTree: number;
  /** `[trees]`, of dart alone: what each tree's answer is multiplied by (`weight_drop`). */
  readonly treeWeights?: Float32Array;
}

export interface LinearBooster {
  readonly kind: 'gblinear';
  /** `[numFeature + 1, groups]`, the biases last. */
  readonly weights: Float32Array;
  readonly groups: number;
  readonly boostedRounds: number;
}

/** One tree in flat arrays of `[nodes]`; node 0 is the root, and children come after their parent. */
export interface RegressionTree {
  /** -1 at a leaf. */
  readonly leftChildren: Int32Array;
  readonly rightChildren: Int32Array;
  /** -1 at the root (the file has 2147483647 there). */
  readonly parents: Int32Array;
  readonly splitIndices: Int32Array;
  /** A row goes left where its value is below this; at a leaf, the answer. */
  readonly splitConditions: Float32Array;
  /** 1 where a row without the value goes left. */
  readonly defaultLeft: Uint8Array;
  readonly lossChanges: Float32Array;
  readonly sumHessian: Float32Array;
  readonly baseWeights: Float32Array;
  /** Nodes that pruning gave up and a later node may take (their parent is recorded as deleted). */
  readonly deleted?: Uint8Array;
  /** Of trees that split on categories: by node, the categories that go right. We read and predict such trees and grow none. */
  readonly categories?: ReadonlyMap<number, Int32Array>;
}
