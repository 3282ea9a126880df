import { boostingTwins } from '../reference/boosting.js';
export type BoostingAddon = object;
export function nativeBoosting(_: unknown) {
  return boostingTwins;
}
