import { boostingTwins } from '../reference/boosting.js';
export type BoostingExports = object;
export function wasmBoosting(_: unknown, __: number) {
  return boostingTwins;
}
