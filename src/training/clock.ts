/** Milliseconds since 1970-01-01 UTC, with a fraction, never running backwards. */
export type Clock = () => number;

export const systemClock: Clock = () => performance.timeOrigin + performance.now();
