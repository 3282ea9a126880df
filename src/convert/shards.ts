import { type Csr, isCsr, sliceMatrix } from '../data/csr.js';
import { type Dense, rowsOf } from '../data/dense.js';
import { type RowFacts, sliceRowFacts } from '../data/row-facts.js';
import { UserError } from '../errors.js';

/**
 * Rows of each shard as the SageMaker SDK shares them out: equally, and the remainder to the last.
 * @throws UserError E_SHARDS where there is no shard, or where there are fewer rows than shards
 */
export function shardSizes(rows: number, shards: number): number[] {
  if (!(shards >= 1)) throw new UserError('E_SHARDS', `num_shards must be >= 1, not ${shards}.`);
  if (rows < shards) {
    throw new UserError('E_SHARDS', `${rows} row(s) cannot be shared out among ${shards} shards.`, {
      hint: 'Ask for fewer shards: each needs a row.',
    });
  }
  const size = Math.floor(rows / shards);
  return Array.from({ length: shards }, (_, shard) => (shard < shards - 1 ? size : rows - size * (shards - 1)));
}

/** `matrix_0.pbr`, or `matrix_00.pbr` of ten and more: the SDK pads the number to the width of the count. */
export function shardName(shard: number, shards: number, extension: string): string {
  return `matrix_${String(shard).padStart(String(shards).length, '0')}${extension}`;
}

export interface Rows extends RowFacts {
  readonly features: Dense | Csr;
}

export function countRows({ features }: Rows): number {
  return isCsr(features) ? features.rows : rowsOf(features);
}

/** Rows `[from, to)` as views. */
export function sliceOf({ features, ...facts }: Rows, from: number, to: number): Rows {
  return {
    features: sliceMatrix(features, from, to),
    ...sliceRowFacts(facts, from, to),
  };
}
