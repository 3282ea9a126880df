import { expect, it } from 'vitest';
import { parseArguments } from '../../../src/cli/arguments.js';
import { list } from '../../../src/cli/flags.js';
import { hyperparametersFromFlags } from '../../../src/cli/hyperparameter-flags.js';
import type { Issue } from '../../../src/errors.js';

it('NAME=VALUE, the value as it stands; anything else is an issue', () => {
  const grammar = { flags: [list('hyperparameter', 'NAME=VALUE', '')], positionals: [] };
  const args = parseArguments(
    ['--hyperparameter', 'k=3', '--hyperparameter', 'a=b=c', '--hyperparameter', '=1'],
    grammar,
  );
  const issues: Issue[] = [];
  expect(hyperparametersFromFlags(args, issues)).toEqual({ k: '3', a: 'b=c' });
  expect(issues).toMatchObject([{ code: 'E_FLAG_VALUE' }]);
});
