import type { Profile } from '../algorithms/algorithm.js';
import type { Warning } from '../data/dataset.js';
import type { NumberSummary } from '../data/tally.js';
import type { Issue, Where } from '../errors.js';

/** What `check` found. Plain data: `--json` prints it as it is, and docs/design/check.md describes it. */
export interface CheckReport {
  readonly version: 1;
  readonly accepted: boolean;
  readonly algorithm: string;
  /** The family of containers whose rules were applied. */
  readonly profile: Profile;
  /** What is wrong with the job as a whole: hyperparameters, missing or unknown channels. */
  readonly problems: readonly Issue[];
  readonly channels: readonly ChannelReport[];
}

export interface ChannelReport {
  readonly channel: string;
  readonly paths: readonly string[];
  readonly contentType: string;
  readonly accepted: boolean;
  /** The first of them, in reading order. The message is SageMaker's where that is known. */
  readonly problems: readonly Finding[];
  /** All of them. */
  readonly problemCount: number;
  /** False where reading stopped because nearly everything is wrong: there may be more problems than were counted. */
  readonly complete: boolean;
  readonly warnings: readonly Warning[];
  /** Absent where nothing could be read. */
  readonly read?: Contents;
}

export interface Finding extends Issue {
  readonly where?: Where;
}

/** The good rows. */
export interface Contents {
  readonly rows: number;
  readonly features: number;
  readonly layout: 'dense' | 'sparse';
  /** Of the stored values that are finite; `zeros` also counts what a sparse row leaves out. */
  readonly values: NumberSummary & { readonly zeros: number };
  /** NaN values, and infinite ones. */
  readonly missing: number;
  readonly infinite: number;
  readonly label?: LabelContents;
}

export interface LabelContents extends NumberSummary {
  readonly columns: number;
  /** How often each value occurs, most frequent first; absent where there are more than a few dozen. */
  readonly distinct?: readonly { readonly value: number; readonly count: number }[];
}
