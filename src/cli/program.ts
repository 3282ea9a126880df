import { nearestName } from '../algorithms/nearest-name.js';
import { exitCode, type SagelocalError, UserError } from '../errors.js';
import { parseArguments } from './arguments.js';
import { check } from './check.js';
import { controlPlane } from './control-plane.js';
import { convert } from './convert.js';
import { doctor } from './doctor.js';
import { HELP_FLAG, programHelp, verbHelp } from './help.js';
import { inspect } from './inspect.js';
import { type Io, printJson, ReaderGone } from './io.js';
import { localMode } from './local-mode.js';
import { asSagelocalError, errorText } from './print-error.js';
import { serve } from './serve.js';
import { submit } from './submit.js';
import { train } from './train.js';
import { transform } from './transform.js';
import type { Verb } from './verb.js';
import { version } from './version.js';

export const verbs: readonly Verb[] = [
  train,
  serve,
  transform,
  controlPlane,
  submit,
  check,
  convert,
  inspect,
  localMode,
  doctor,
];

/** Promised for later versions, so that asking for one gets a plain answer. */
const LATER = ['tune', 'report', 'bench'];

/** As shells report a process that Ctrl-C ended. */
const INTERRUPTED = 130;

/**
 * The whole program but for the process around it.
 * @param argv the words after `sagelocal`
 * @returns the exit code: 0 done, 1 the input is wrong, 2 our fault, 3 the environment's, 130 interrupted
 */
export async function main(argv: readonly string[], io: Io): Promise<number> {
  const [name, ...words] = argv;
  const own = beforeTerminator(words);
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
    const verb = verbs.find((candidate) => candidate.name === words[0]);
    (name === undefined ? io.stderr : io.stdout).write(verb ? verbHelp(verb) : programHelp(verbs, version()));
    return name === undefined ? 1 : 0;
  }
  if (name === '--version' || name === '-v') {
    io.stdout.write(`sagelocal ${version()}\n`);
    return 0;
  }
  try {
    const verb = findVerb(name);
    if (own.includes('--help') || own.includes('-h')) {
      io.stdout.write(verb.helpOn?.(own) ?? verbHelp(verb));
      return 0;
    }
    return await verb.run(parseArguments(words, { ...verb, flags: [...verb.flags, HELP_FLAG] }), io);
  } catch (error) {
    if (error instanceof ReaderGone) return 0;
    if (io.signal.aborted) {
      io.stderr.write(`sagelocal ${name}: interrupted, nothing was written.\n`);
      return INTERRUPTED;
    }
    return fail(error, name, { io, json: own.includes('--json') });
  }
}

/** What stands behind `--` is said to somebody else. */
function beforeTerminator(words: readonly string[]): readonly string[] {
  const terminator = words.indexOf('--');
  return terminator === -1 ? words : words.slice(0, terminator);
}

function findVerb(name: string): Verb {
  const verb = verbs.find((candidate) => candidate.name === name);
  if (verb !== undefined) return verb;
  const names = verbs.map((candidate) => candidate.name);
  if (LATER.includes(name)) {
    throw new UserError('E_VERB_LATER', `${name} is not in this version (${version()}).`, {
      hint: `This version has ${names.join(', ')}.`,
    });
  }
  const meant = nearestName(name, names);
  throw new UserError('E_VERB_UNKNOWN', `There is no verb ${name}.`, {
    hint: meant === undefined ? `The verbs are ${names.join(', ')}.` : `Did you mean ${meant}?`,
  });
}

function fail(error: unknown, verb: string, { io, json }: { readonly io: Io; readonly json: boolean }): number {
  const known: SagelocalError | undefined = asSagelocalError(error);
  if (json && known !== undefined) printJson(io.stderr, known);
  else io.stderr.write(errorText(error, verb));
  return exitCode(known ?? error);
}
