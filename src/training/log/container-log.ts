import type { LogLine, Step } from '../../algorithms/algorithm.js';
import type { Pass } from '../channels/metered-dataset.js';
import type { Configuration } from './configuration.js';
import type { Epoch } from './epoch-tracker.js';

/** What a container prints while it trains: its own lines around those of the algorithm. */
export interface ContainerLog {
  /** Everything before the algorithm has its say. `contentTypes`: of the channels, without parameters. */
  opening(configuration: Configuration, contentTypes: readonly string[]): void;
  /** Instead of all else: the job is refused before it begins. */
  refused(configuration: Configuration, failure: string): void;
  /** A reader has gone once over a channel. */
  pass(channel: string, pass: Pass): void;
  step(step: Step): void;
  /** What follows each pass of training over the whole train channel. */
  epochEnded(epoch: Epoch): void;
  /** Everything after the algorithm is done and its model was turned into files, which took `serializeMs`. */
  closing(saved: { readonly serializeMs: number }): void;
  /** Training ends before its time. `failure` is the last line, none after an abort. */
  interrupted(failure: string | undefined): void;
  log(line: LogLine): void;
}
