import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { KMeans } from '../../../src/library/estimators.js';
import { GROUPS, scratch } from '../library/support.js';
import { run } from './support/run.js';

async function prepared() {
  const folder = await scratch();
  const model = join(folder, 'model.tar.gz');
  await (await new KMeans({ k: 3 }).fit({ train: GROUPS })).save(model);
  const input = join(folder, 'in.csv');
  await writeFile(input, '0,1\n201,1\n');
  return { folder, model, input, flags: ['--model', model, '--input', input, '--content-type', 'text/csv'] };
}

describe('sagelocal transform', () => {
  it('writes an answer for each file of a folder', async () => {
    const { folder, model } = await prepared();
    const inputs = join(folder, 'inputs');
    await mkdir(inputs);
    await writeFile(join(inputs, 'a.csv'), '0,1\n');
    await writeFile(join(inputs, 'b.csv'), '201,1\n0,1\n');
    const output = join(folder, 'outputs');
    const flags = ['--input', inputs, '--content-type', 'text/csv', '--accept', 'text/csv', '--split-type', 'Line'];
    const { code, stdout, stderr } = await run('transform', '--model', model, ...flags, '--output', output);
    expect({ code, stdout, stderr }).toMatchObject({ code: 0, stdout: '' });
    expect((await readdir(output)).sort()).toEqual(['a.csv.out', 'b.csv.out']);
    expect(stderr).toContain(`wrote ${join(output, 'a.csv.out')}`);
    expect((await readFile(join(output, 'b.csv.out'), 'utf8')).trim().split('\n')).toHaveLength(2);
  });

  it('without --output answers on stdout', async () => {
    const { flags } = await prepared();
    const { code, stdout } = await run('transform', ...flags);
    expect(code).toBe(0);
    expect(JSON.parse(stdout).predictions).toHaveLength(2);
  });

  it('one record a request, one answer a line', async () => {
    const { flags } = await prepared();
    const more = ['--accept', 'application/jsonlines', '--split-type', 'Line', '--batch-strategy', 'SingleRecord'];
    const { code, stdout } = await run(
      'transform',
      ...flags,
      ...more,
      '--assemble-with',
      'Line',
      '--max-payload-mb',
      '1',
    );
    expect(code).toBe(0);
    const answers = stdout.trim().split('\n').filter(Boolean);
    expect(answers.map((line) => Object.keys(JSON.parse(line)))).toEqual([
      ['distance_to_cluster', 'closest_cluster'],
      ['distance_to_cluster', 'closest_cluster'],
    ]);
  });

  it('names every missing flag', async () => {
    const { code, stderr } = await run('transform', '--accept', 'text/csv');
    expect(code).toBe(1);
    for (const flag of ['--model FILE', '--input PATH', '--content-type TYPE']) {
      expect(stderr).toContain(`${flag} is missing`);
    }
  });

  it('leaves half answers neither in a file nor on stdout', async () => {
    const { folder, input, flags } = await prepared();
    await writeFile(input, '0,1\n1,x\n');
    const output = join(folder, 'outputs');
    for (const more of [[], ['--output', output]]) {
      const { code, stdout, stderr } = await run('transform', ...flags, '--split-type', 'Line', ...more);
      expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
      expect(stderr).toContain('in.csv');
    }
    expect(await readdir(output).catch(() => [])).toEqual([]);
  });

  it.each([
    { more: ['--split-type', 'Paragraph'], says: 'Paragraph' },
    { more: ['--max-payload-mb', '0'], says: 'payload' },
    { more: ['--accept', 'image/png'], says: 'image/png' },
    { more: ['--content-type', 'text/csv'], says: 'given twice' },
  ])('refuses $more', async ({ more, says }) => {
    const { flags } = await prepared();
    const { code, stderr } = await run('transform', ...flags, ...more);
    expect(code).toBe(1);
    expect(stderr).toContain(says);
  });

  it('needs a folder for the answers to a folder', async () => {
    const { folder, model } = await prepared();
    const { code, stderr } = await run('transform', '--model', model, '--input', folder, '--content-type', 'text/csv');
    expect(code).toBe(1);
    expect(stderr).toContain('--output DIR is missing');
  });
});
