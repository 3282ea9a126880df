import { type Dense, dense } from '../../data/dense.js';
import { UserError } from '../../errors.js';
import type { Parameters } from './parameters.js';

/** What k-nearest neighbours with the index metric `INNER_PRODUCT` needs to recommend items. */
export interface KnnVectors {
  /** `[items, num_factors + 1]`: the factors of an item, then its weight */
  readonly items: Dense;
  /** `[users, num_factors + 1]`: the factors of a user, then 1 */
  readonly users: Dense;
}

/**
 * The score of a user with an item is `b + w_user + w_item + <v_user, v_item>`. For one user only the last two change from item to item, and they
 * are the inner product of `(v_user, 1)` and `(v_item, w_item)`.
 */
export function knnVectors(
  model: { readonly parameters: Parameters; readonly numFactors: number },
  users: number,
): KnnVectors {
  const { linear, factors, width } = model.parameters;
  const features = linear.length;
  if (!Number.isInteger(users) || users < 1 || users >= features) {
    throw new UserError('E_USERS', `${users} users do not leave at least one of ${features} features for the items.`, {
      hint: 'The first features are users, one for each; the others are items.',
    });
  }
  const vectors = (from: number, to: number, last: (feature: number) => number): Dense => {
    const size = model.numFactors + 1;
    const values = new Float32Array((to - from) * size);
    for (let feature = from; feature < to; feature++) {
      const at = (feature - from) * size;
      values.set(factors.subarray(feature * width, feature * width + model.numFactors), at);
      values[at + model.numFactors] = last(feature);
    }
    return dense(values, to - from, size);
  };
  return {
    items: vectors(users, features, (item) => linear[item] as number),
    users: vectors(0, users, () => 1),
  };
}
