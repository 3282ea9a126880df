import { describe, expect, it } from 'vitest';
import { programHelp, verbHelp } from '../../../src/cli/help.js';
import type { Verb } from '../../../src/cli/verb.js';

const verb: Verb = {
  name: 'bake',
  summary: 'bake a cake',
  usage: ['--flour GRAMS', '--recipe FILE'],
  positionals: [],
  flags: [
    { name: 'flour', kind: 'integer', placeholder: 'GRAMS', help: 'how much' },
    { name: 'quiet', kind: 'toggle', help: `${'without a word '.repeat(9)}at all` },
  ],
  examples: [
    { says: 'A small one', command: 'sagelocal bake --flour 100' },
    {
      says: 'A long one',
      command: `sagelocal bake --flour 100 --recipe ${'x'.repeat(50)} --quiet`,
    },
  ],
  run: async () => 0,
};

describe('verbHelp', () => {
  const lines = verbHelp(verb).split('\n');

  it('aligns usage and flags, and wraps long texts', () => {
    expect(lines).toContain('Usage: sagelocal bake --flour GRAMS');
    expect(lines).toContain('       sagelocal bake --recipe FILE');
    expect(lines).toContain('  --flour GRAMS  how much');
    expect(lines).toContain('  --help         this page');
    const wrapped = lines.indexOf(lines.find((line) => line.startsWith('  --quiet')) ?? '');
    expect(lines[wrapped + 1]).toMatch(/^ {17}\S.*at all$/);
  });

  it('folds long commands so that a shell still reads one', () => {
    expect(lines).toContain('  sagelocal bake --flour 100');
    const folded = lines.slice(lines.indexOf('  # A long one') + 1).join('\n');
    expect(folded).toMatch(/^ {2}sagelocal bake --flour 100 .* \\\n {4}--\S.*\n$/s);
  });
});

describe('programHelp', () => {
  it('lists verbs and exit codes', () => {
    const help = programHelp([verb], '1.2.3');
    expect(help).toMatch(/^sagelocal 1\.2\.3: /);
    expect(help).toMatch(/^ {2}bake +bake a cake$/m);
    expect(help).toContain('Exit codes: 0');
  });
});
