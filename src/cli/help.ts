import type { Flag } from './flags.js';
import { toggle } from './flags.js';
import type { Verb } from './verb.js';

const WIDTH = 100;

export function programHelp(verbs: readonly Verb[], version: string): string {
  return [
    `sagelocal ${version}: the SageMaker built-in algorithms on your own machine.`,
    '',
    'Usage: sagelocal <verb> [flags]',
    '',
    ...table(verbs.map((verb) => [verb.name, verb.summary])),
    '',
    ...table([
      ['<verb> --help', 'flags and examples of one verb'],
      ['--version', 'the version'],
    ]),
    '',
    'Exit codes: 0 done, 1 the input or a setting is wrong, 2 our fault, 3 the environment failed.',
    'In a container: SAGELOCAL_ALGORITHM=NAME or TRAINING_IMAGE=ADDRESS says what train trains; SAGEMAKER_BASE_DIR stands for /opt/ml.',
    'Environment: SAGELOCAL_BACKEND=native|wasm|reference forces a backend, SAGELOCAL_THREADS=N the threads of the native one.',
    '',
  ].join('\n');
}

export function verbHelp(verb: Verb): string {
  return [
    `sagelocal ${verb.name}: ${verb.summary}`,
    '',
    ...verb.usage.map((line, index) =>
      `${index === 0 ? 'Usage: ' : '       '}sagelocal ${verb.name} ${line}`.trimEnd(),
    ),
    '',
    'Flags:',
    ...table([...verb.flags, HELP_FLAG].map((flag) => [flagForm(flag), flag.help])),
    '',
    'Examples:',
    ...verb.examples.flatMap(({ says, command, meanwhile }) => [
      `  # ${says}`,
      ...folded(command),
      ...(meanwhile === undefined ? [] : ['  # and, from another terminal', ...folded(meanwhile)]),
      '',
    ]),
  ].join('\n');
}

export const HELP_FLAG = toggle('help', 'this page');

function flagForm(flag: Flag): string {
  return flag.placeholder === undefined ? `--${flag.name}` : `--${flag.name} ${flag.placeholder}`;
}

/** Two columns; the right one wraps. */
export function table(rows: readonly (readonly [string, string])[]): string[] {
  const left = Math.max(...rows.map(([name]) => name.length)) + 4;
  return rows.flatMap(([name, text]) =>
    wrap(text, WIDTH - left).map((line, index) => (index === 0 ? `  ${name}` : '').padEnd(left) + line),
  );
}

/** A command over several lines that a shell still reads as one. */
function folded(command: string): string[] {
  const [first = '', ...flags] = command.split(/ (?=--)/);
  const lines = wrapParts([first, ...flags], WIDTH - 8);
  return lines.map((line, index) => `${index === 0 ? '  ' : '    '}${line}${index < lines.length - 1 ? ' \\' : ''}`);
}

function wrap(text: string, width: number): string[] {
  return wrapParts(text.split(' '), width);
}

function wrapParts(parts: readonly string[], width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const part of parts) {
    if (line !== '' && line.length + 1 + part.length > width) {
      lines.push(line);
      line = part;
    } else {
      line = line === '' ? part : `${line} ${part}`;
    }
  }
  return [...lines, line];
}
