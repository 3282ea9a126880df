import { describe, expect, it } from 'vitest';
import { main, verbs } from '../../../src/cli/program.js';
import { version } from '../../../src/cli/version.js';
import { Capture, run } from './support/run.js';

describe('sagelocal', () => {
  it.each([[['--help']], [['-h']], [['help']]])('%j lists the verbs of this version and no others', async (argv) => {
    const { code, stdout, stderr } = await run(...argv);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    for (const verb of verbs) expect(stdout).toContain(`  ${verb.name} `);
    expect(stdout).not.toMatch(/\b(tune|report|bench)\b/);
  });

  it('without a verb shows the same on stderr and fails', async () => {
    const [bare, help] = [await run(), await run('--help')];
    expect(bare).toEqual({ code: 1, stdout: '', stderr: help.stdout });
  });

  it.each([['--version'], ['-v']])('%s', async (flag) => {
    expect(await run(flag)).toEqual({ code: 0, stdout: `sagelocal ${version()}\n`, stderr: '' });
    expect(version()).toMatch(/^\d+\.\d+\.\d+/);
  });

  it('suggests the nearest verb', async () => {
    const { code, stdout, stderr } = await run('trian');
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain('There is no verb trian.');
    expect(stderr).toContain('Did you mean train?');
  });

  it('says of a verb of later versions that it is not here', async () => {
    const { code, stderr } = await run('tune', '--model', 'x');
    expect(code).toBe(1);
    expect(stderr).toContain(`tune is not in this version (${version()}).`);
  });

  it('gives errors as JSON where JSON was asked for', async () => {
    const { code, stdout, stderr } = await run('inspect', 'no-such-file', '--json');
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(JSON.parse(stderr)).toMatchObject({
      error: 'UserError',
      code: 'E_NOT_FOUND',
      where: { file: 'no-such-file' },
    });
  });

  it('reports a bug of ours as one, with the trace', async () => {
    const stdout = new Capture();
    const stderr = new Capture();
    stdout.write = () => {
      throw new TypeError('unforeseen');
    };
    const code = await main(['doctor'], { stdout, stderr, signal: new AbortController().signal });
    expect(code).toBe(2);
    expect(stderr.text).toContain('an error of ours');
    expect(stderr.text).toContain('TypeError: unforeseen');
  });
});

describe.each(verbs.map((verb) => [verb.name, verb] as const))('sagelocal %s', (name, verb) => {
  it('--help shows usage, every flag and every example', async () => {
    const { code, stdout } = await run(name, '--help');
    expect(code).toBe(0);
    for (const flag of verb.flags) expect(stdout).toContain(`  --${flag.name}`);
    for (const { command } of verb.examples) expect(stdout.replaceAll(/ \\\n +/g, ' ')).toContain(`  ${command}\n`);
    expect(await run('help', name)).toEqual({ code: 0, stdout, stderr: '' });
  });

  it('shows flags and examples within 100 columns', async () => {
    const { stdout } = await run(name, '--help');
    const lines = stdout.slice(stdout.indexOf('Flags:')).split('\n');
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(100);
  });

  it('refuses an unknown flag', async () => {
    const { code, stderr } = await run(name, '--helpp');
    expect(code).toBe(1);
    expect(stderr).toContain('There is no flag --helpp.');
    expect(stderr).toContain('Did you mean --help?');
  });
});
