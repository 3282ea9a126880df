import type { SparseRows } from './sparse-rows.js';

/**
 * What a factorization machine learns, and Adam's two moments of each number right behind it. Factors are padded to `width`, a
 * multiple of {@link FACTOR_LANES}; the padding is zero and stays zero.
 */
export interface FactorizationState {
  /** `[3]` */
  readonly bias: Float32Array;
  /** `[features, 3]` */
  readonly linear: Float32Array;
  /** `[features, 3, width]` */
  readonly factors: Float32Array;
  readonly width: number;
}

/** A number for each of the three groups of parameters. */
export interface PerGroup {
  readonly bias: number;
  readonly linear: number;
  readonly factors: number;
}

export interface AdamSettings {
  readonly loss: 'squared' | 'logistic';
  /** Rows of a step; the last of the rows given may be fewer. */
  readonly batchRows: number;
  /** Steps taken before these. */
  readonly steps: number;
  readonly learningRate: PerGroup;
  readonly weightDecay: PerGroup;
  /** What the sum of the gradients of a step is multiplied by; default one over its rows. */
  readonly rescale?: number | undefined;
  /** Gradients are cut to this in absolute value, decay included, as MXNet's Adam does; default not at all. */
  readonly clip?: number | undefined;
  readonly epsilon: number;
}

/** Multiple that factors are padded to: the lanes of the widest instruction set. */
export const FACTOR_LANES = 16;

/** A number, its first and its second moment. */
export const SLOTS = 3;

/** Here no column may occur twice in a row. */
export interface FactorizationKernels {
  /**
   * The score of every row, `b + sum w x + sum over pairs <v_i, v_j> x_i x_j`, before any logistic.
   * Tolerance between backends: 1e-5 of the sum of absolute terms.
   */
  factorizationScores(
    rows: SparseRows,
    parameters: {
      readonly bias: number;
      /** `[features]` */
      readonly linear: Float32Array;
      /** `[features, width]`, padded like those of {@link FactorizationState} */
      readonly factors: Float32Array;
      readonly width: number;
    },
    /** `[rows]` */
    scores: Float32Array,
  ): Promise<void>;

  /**
   * Takes a step of Adam for each mini-batch of `batchRows` consecutive rows. Only the features that a batch names move; each step counts
   * for all of them (MXNet's `lazy_update`). One call may take several steps, so that the border is crossed seldom.
   * Tolerance between backends: 1e-5 absolute after a step of learning rate 0.01 or less.
   */
  trainFactorization(
    rows: SparseRows,
    /** `[rows]`; 0 and 1 where the loss is logistic */
    labels: Float32Array,
    settings: AdamSettings,
    state: FactorizationState,
    /** `[rows]`, each as it was before the step its row is part of */
    scores: Float32Array,
  ): Promise<void>;

  /**
   * Fills the first `width` of every `stride` values with random numbers; the others stay. Row `r`, column `c` gets draw number
   * `from + r * width + c`, which depends on the seed and on that number alone. Tolerance between backends: 1e-6 relative.
   */
  fillRandom(
    input: {
      /** Two words of 32 bits. */
      readonly seed: readonly [number, number];
      readonly from: number;
      readonly distribution: 'normal' | 'uniform';
      /** Standard deviation of the normal, half the width of the uniform, both around 0. */
      readonly scale: number;
      readonly width: number;
      readonly stride: number;
    },
    values: Float32Array,
  ): Promise<void>;
}
