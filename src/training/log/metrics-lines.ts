import type { Step } from '../../algorithms/algorithm.js';

/**
 * One line of `metrics.jsonl`: a JSON object for each step, in order, without line end. `timestamp` is the moment it was measured
 * (ISO 8601, UTC), `step` counts from 0; then `phase`, `epoch`, `batch`, `rows` and `progress` of the step and every metric under its
 * SageMaker name. A number JSON cannot hold (NaN, infinity) becomes `null`.
 * @example {"timestamp":"2021-05-16T12:27:47.055Z","step":3,"phase":"epoch","epoch":0,"rows":3218,"progress":0.9,"train:msd":0.07}
 */
export function stepLine(step: Step, index: number, timeMs: number): string {
  const { phase, epoch, batch, rows, progress, metrics } = step;
  return JSON.stringify({ timestamp: timestamp(timeMs), step: index, phase, epoch, batch, rows, progress, ...metrics });
}

/** The last line: the final value of every metric, `train:progress` and `train:throughput` included. */
export function summaryLine(metrics: Readonly<Record<string, number>>, index: number, timeMs: number): string {
  return JSON.stringify({ timestamp: timestamp(timeMs), step: index, phase: 'summary', progress: 1, ...metrics });
}

function timestamp(timeMs: number): string {
  return new Date(timeMs).toISOString();
}
