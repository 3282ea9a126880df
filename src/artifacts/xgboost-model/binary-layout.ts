/**
 * The binary that XGBoost wrote up to version 3.0 and read up to 3.0: structures of C++ as they lay in memory, little-endian, with room kept
 * for fields to come.
 */
export const MAGIC = 'binf';
/** What a pickle of version 1.0 to 1.2 holds: this mark, the size of the model, the model, and the configuration of the training. */
export const SNAPSHOT_MARK = 'CONFIG-offset:';

export const LEARNER_BYTES = 136;
export const GBTREE_BYTES = 160;
export const GBLINEAR_BYTES = 136;
export const TREE_BYTES = 148;
export const NODE_BYTES = 20;
export const STATISTICS_BYTES = 16;

/** The parent of a root, and the child of a leaf. */
export const NO_NODE = -1;
/** Set in `parent` of a left child, and in the split index where rows without the feature go left. */
export const TOP_BIT = 0x80000000;
/** The split index of a node that pruning gave up. */
export const DELETED = 0xffffffff;

/** Attributes of the model that stand for fields which the binary has no place for. */
export const OBJECTIVE_ATTRIBUTE = 'objective';
export const METRICS_ATTRIBUTE = 'metrics';
export const OLD_POISSON_ATTRIBUTE = 'count_poisson_max_delta_step';
