import { describe, expect, it } from 'vitest';
import { parseArguments } from '../../../src/cli/arguments.js';
import type { Flag } from '../../../src/cli/flags.js';
import { UserError } from '../../../src/errors.js';

const flags: readonly Flag[] = [
  { name: 'train', kind: 'text', placeholder: 'PATH', help: '' },
  { name: 'seed', kind: 'integer', placeholder: 'N', help: '' },
  { name: 'hyperparameter', kind: 'list', placeholder: 'k=v', help: '' },
  { name: 'quiet', kind: 'toggle', help: '' },
];

function parse(...words: string[]) {
  return parseArguments(words, { flags, positionals: ['PATH'] });
}

function issuesOf(...words: string[]): string[] {
  try {
    parse(...words);
  } catch (error) {
    if (error instanceof UserError && error.code === 'E_ARGUMENTS') {
      return error.issues.map(({ code, message, hint }) => [code, message, hint].filter(Boolean).join(' | '));
    }
    throw error;
  }
  return [];
}

describe('parseArguments', () => {
  it('reads text, integers, lists, switches and positionals in any order', () => {
    const args = parse(
      '--hyperparameter',
      'k=10',
      'in.csv',
      '--train=a b',
      '--quiet',
      '--hyperparameter',
      'tol=-1',
      '--seed',
      '7',
    );
    expect(args.text('train')).toBe('a b');
    expect(args.integer('seed')).toBe(7);
    expect(args.list('hyperparameter')).toEqual(['k=10', 'tol=-1']);
    expect(args.has('quiet')).toBe(true);
    expect(args.positionals).toEqual(['in.csv']);
  });

  it('answers for flags that were not given', () => {
    const args = parse();
    expect([args.text('train'), args.integer('seed'), args.list('hyperparameter'), args.has('quiet')]).toEqual([
      undefined,
      undefined,
      [],
      false,
    ]);
  });

  it('takes a value that begins with one dash, and an empty one', () => {
    expect(parse('--train', '-').text('train')).toBe('-');
    expect(parse('--train=').text('train')).toBe('');
  });

  it('takes everything after -- as it is', () => {
    expect(parse('--', '--odd.csv').positionals).toEqual(['--odd.csv']);
  });

  it('suggests the nearest flag', () => {
    expect(issuesOf('--trian', 'x')).toContain('E_FLAG_UNKNOWN | There is no flag --trian. | Did you mean --train?');
    expect(issuesOf('--wumpus')).toEqual(['E_FLAG_UNKNOWN | There is no flag --wumpus. | --help lists the flags.']);
    expect(issuesOf('-q')).toEqual(['E_FLAG_UNKNOWN | There is no flag -q. | --help lists the flags.']);
  });

  it('names every problem at once', () => {
    expect(
      issuesOf('--seed', 'many', '--quiet=yes', '--train', 'a', '--train', 'b', 'x', 'y', '--hyperparameter'),
    ).toEqual([
      "E_FLAG_VALUE | --seed needs a whole number, not 'many'.",
      'E_FLAG_VALUE | --quiet takes no value.',
      'E_FLAG_REPEATED | --train is given twice.',
      'E_FLAG_VALUE | --hyperparameter needs a value: --hyperparameter k=v.',
      'E_ARGUMENT_UNEXPECTED | Unexpected argument y.',
    ]);
  });

  it('does not take the next flag for a value', () => {
    expect(issuesOf('--train', '--quiet')).toContain('E_FLAG_VALUE | --train needs a value: --train PATH.');
  });

  it.each(['1e3', '-1', '0x10', '1.5', '', ' 1', '9007199254740993'])('refuses the seed %o', (seed) => {
    expect(issuesOf(`--seed=${seed}`)).toHaveLength(1);
  });

  it.each(['__proto__', 'constructor', 'toString'])('is not fooled by --%s', (name) => {
    expect(issuesOf(`--${name}`)).toEqual([expect.stringContaining('E_FLAG_UNKNOWN')]);
  });
});
