import { systemClock } from '../../training/clock.js';

/** Seconds since 1970, as AWS's JSON has times. */
export function now(): number {
  return systemClock() / 1000;
}
