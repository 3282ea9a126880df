import { describe, expect, it } from 'vitest';
import { algorithms } from '../../../src/algorithms/registry.js';
import { run } from './support/run.js';

describe('train --algorithm NAME --help', () => {
  it.each([...algorithms.values()])('tells every hyperparameter of $name', async ({ name, hyperparameters }) => {
    const { code, stdout } = await run('train', '--algorithm', name, '--help');
    expect(code).toBe(0);
    const told = stdout.slice(stdout.indexOf(`Hyperparameters of ${name}:`));
    for (const field of Object.keys(hyperparameters.fields)) expect(told).toMatch(new RegExp(`^  ${field} +\\S`, 'm'));
    expect(stdout).not.toMatch(/undefined|\[object/);
  });

  it('shows type, range and default', async () => {
    const { stdout } = await run('train', '--algorithm=kmeans', '--help');
    expect(stdout).toMatch(/^ {2}k +required, an integer of at least 1\. /m);
    expect(stdout).toMatch(/^ {2}epochs +an integer of at least 1; default 1\. /m);
    expect(stdout).toMatch(/^ {2}channels +train, test \(optional\)$/m);
  });

  it('without a name, points there', async () => {
    expect((await run('train', '--help')).stdout).toMatch(/with --help: its hyperparameters/);
  });

  it('knows misspelt names', async () => {
    const { code, stderr } = await run('train', '--algorithm', 'kmean', '--help');
    expect(code).toBe(1);
    expect(stderr).toContain("Did you mean 'kmeans'?");
  });
});
