/**
 * A forest of random cut trees, one after the other in flat arrays. A tree of n leaves has n - 1 cuts, and both are kept in the order of a
 * walk that goes left first. So the position of everything follows from one number per cut, the leaves to its left: the left child of cut i is
 * cut i + 1 and the right one is cut i + `leftLeaves[i]`, unless only one leaf lies on that side.
 */
export interface ForestArrays {
  readonly cols: number;
  /** `[trees]`, leaves of each; their sum is `leaves`, and there are `leaves - trees` cuts */
  readonly leafCounts: Int32Array;
  /** `[cuts]`, the column that is cut */
  readonly cutColumns: Int32Array;
  /** `[cuts]`; a row goes left where its value is at most this */
  readonly cutValues: Float32Array;
  /** `[cuts]`, leaves on the left side */
  readonly leftLeaves: Int32Array;
  /** `[leaves, cols]`, the distinct rows */
  readonly points: Float32Array;
}

/** What follows from a forest and makes scoring quick. */
export interface ForestBounds {
  /** `[cuts, 2, cols]`: the smallest and the largest value of each column among the rows that come to this cut */
  readonly boxes: Float32Array;
  /** `[cuts]`, the sides of the box added up */
  readonly extents: Float64Array;
}

export interface ForestKernels {
  /**
   * Grows a random cut tree over each sample. A cut falls anywhere along the sides of the bounding box with equal chance: which column it
   * cuts, and where, is one random number. Equal rows end in one leaf. The same trees on every backend, bit for bit.
   */
  growTrees(
    input: {
      /** `[trees, size, cols]` */
      readonly samples: Float32Array;
      /** `[trees]`, each the seed of a `Random` */
      readonly seeds: Uint32Array;
      readonly trees: number;
      readonly size: number;
      readonly cols: number;
    },
    /** Tree t begins at t * (size - 1) among the cuts and at t * size among the leaves; where it has fewer, the rest is left alone. */
    output: {
      /** `[trees]` */
      readonly leafCounts: Int32Array;
      /** `[trees, size - 1]` */
      readonly cutColumns: Int32Array;
      /** `[trees, size - 1]` */
      readonly cutValues: Float32Array;
      /** `[trees, size - 1]` */
      readonly leftLeaves: Int32Array;
      /** `[trees, size]`, the row of the sample that a leaf stands for: the first of those that are equal */
      readonly leafRows: Int32Array;
      /** `[trees, size]`, rows of the sample in each leaf */
      readonly masses: Int32Array;
    },
  ): Promise<void>;

  /** The bounding box of every cut. The same bits on every backend. */
  boundCuts(forest: ForestArrays, output: ForestBounds): Promise<void>;

  /**
   * **Adds** onto each point's sum, tree by tree, 1 / (the depth at which the point would stand by itself if it were inserted), in
   * expectation over where its own cuts would fall. A point that equals a leaf of mass m at depth d counts 1 / max(1, d + log2 m).
   * Tolerance between backends: 1e-12 relative.
   */
  addInverseDepths(
    input: {
      readonly forest: ForestArrays;
      readonly bounds: ForestBounds;
      /** `[leaves]`, log2 of the rows in each leaf */
      readonly logMasses: Float64Array;
      /** `[rows, cols]` */
      readonly points: Float32Array;
      readonly rows: number;
    },
    /** `[rows]` */
    sums: Float64Array,
  ): Promise<void>;
}
