import type { Arguments } from './arguments.js';
import type { Flag } from './flags.js';
import type { Io } from './io.js';

/** One `sagelocal <verb>`: what it takes, what its help says, what it does. */
export interface Verb {
  readonly name: string;
  /** One line for the list of verbs. */
  readonly summary: string;
  /** Usage lines, without `sagelocal <verb>`. */
  readonly usage: readonly string[];
  /** Names of positional arguments, as usage shows them. */
  readonly positionals: readonly string[];
  readonly flags: readonly Flag[];
  /** Each runs as it stands in a folder that holds the repository's `fixtures`, one after the other. */
  readonly examples: readonly Example[];
  /** Another page than the usual one, where the words beside `--help` ask for it. */
  readonly helpOn?: (words: readonly string[]) => string | undefined;
  /** @returns the process exit code */
  run(args: Arguments, io: Io): Promise<number>;
}

export interface Example {
  readonly says: string;
  readonly command: string;
  /** For a command that goes on until it is stopped: what another terminal can ask it. */
  readonly meanwhile?: string;
}
