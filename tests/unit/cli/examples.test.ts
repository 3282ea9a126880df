import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { verbs } from '../../../src/cli/program.js';
import { ROOT, type Workplace, workplace } from './support/built.js';

/** Every command and program that help and README show is run as it stands, in a folder with nothing but our fixtures. */

const readme = await readFile(join(ROOT, 'README.md'), 'utf8');

describe('the examples in --help', () => {
  let place: Workplace;
  beforeAll(async () => {
    place = await workplace();
  });
  afterAll(() => place.remove());

  for (const verb of verbs) {
    it(`${verb.name} has some`, () => expect(verb.examples.length).toBeGreaterThan(0));
    for (const { says, command, meanwhile } of verb.examples) {
      it(`${verb.name}: ${says}`, async () => {
        if (meanwhile !== undefined) {
          const { asked, server } = await place.listening(command, meanwhile);
          expect(asked).toMatchObject({ code: 0, stderr: '' });
          expect(asked.stdout).not.toBe('');
          expect(server).toMatchObject({ code: 0, stderr: '' });
          return;
        }
        const { code, stdout, stderr } = await place.shell(command);
        expect({ code, stderr }).toMatchObject({ code: 0 });
        if (!command.includes('--output') || verb.name === 'train') expect(stdout).not.toBe('');
      });
    }
  }
});

describe('the README', () => {
  let place: Workplace;
  beforeAll(async () => {
    place = await workplace();
  });
  afterAll(() => place.remove());

  const commands = fences(readme, 'sh').flatMap(shellCommands);
  it('shows commands and programs', () => {
    expect(commands.length).toBeGreaterThan(2);
    expect(fences(readme, 'js').length).toBeGreaterThan(1);
  });

  it.each(commands)('%s', async (command) => {
    const { code, stderr } = await place.shell(command);
    expect({ code, stderr }).toMatchObject({ code: 0 });
  });

  it('its programs, one after the other, are one program', async () => {
    await writeFile(join(place.folder, 'readme.mjs'), fences(readme, 'js').join('\n'));
    const { code, stdout, stderr } = await place.node('readme.mjs');
    expect({ code, stderr }).toMatchObject({ code: 0 });
    expect(stdout).toMatch(/^\d+ \d+/);
  });
});

const walkThroughs = (await readdir(join(ROOT, 'docs/learn'))).filter((file) => file.endsWith('.md'));

describe.concurrent('the walk-throughs under docs/learn', () => {
  let place: Workplace;
  beforeAll(async () => {
    place = await workplace();
  });
  afterAll(() => place.remove());

  it('exist', () => expect(walkThroughs).toContain('kmeans.md'));

  it.each(walkThroughs)('%s is a program that runs and has something to say', async (file) => {
    const text = await readFile(join(ROOT, 'docs/learn', file), 'utf8');
    const program = file.replace(/md$/, 'mjs');
    await writeFile(join(place.folder, program), fences(text, 'js').join('\n'));
    const { code, stdout, stderr } = await place.node(program);
    expect({ code, stderr }).toMatchObject({ code: 0 });
    expect(stdout.split('\n').length).toBeGreaterThan(10);
  });
});

/** The contents of all code blocks of one language. */
function fences(markdown: string, language: string): string[] {
  return [...markdown.matchAll(/^```(\w*)\n(.*?)^```$/gms)]
    .filter(([, name]) => name === language)
    .map(([, , body]) => body ?? '');
}

/** One entry per command; lines that end in a backslash belong together. */
function shellCommands(block: string): string[] {
  return block
    .replaceAll(/\\\n\s*/g, '')
    .trim()
    .split('\n');
}
