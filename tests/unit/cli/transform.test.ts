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
    expect((await readdir(output)).sort()).toEqual(['.sagelocal-transform.jsonl', 'a.csv.out', 'b.csv.out']);
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

  it('filters, joins and tells the container', async () => {
    const { flags, input } = await prepared();
    await writeFile(input, 'first,0,1\nsecond,201,1\n');
    const form = ['--accept', 'text/csv', '--split-type', 'Line', '--assemble-with', 'Line'];
    const processing = ['--input-filter', '$[1:]', '--join-source', 'Input', '--output-filter', '$[0,-2]'];
    const { code, stdout } = await run('transform', ...flags, ...form, ...processing, '--environment', 'NAME=VALUE');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^first,\d\.0\nsecond,\d\.0\n$/);
    const { stderr } = await run('transform', ...flags, '--environment', 'NAME');
    expect(stderr).toContain("needs NAME=VALUE, not 'NAME'");
  });

  it('runs a CreateTransformJob request, and does not do again what is done', async () => {
    const { folder, input } = await prepared();
    const job = {
      TransformJobName: 'digits',
      ModelName: 'groups',
      Models: [{ ModelName: 'groups', PrimaryContainer: { ModelDataUrl: 'model.tar.gz' } }],
      TransformInput: {
        DataSource: { S3DataSource: { S3DataType: 'S3Prefix', S3Uri: `file://${input}` } },
        ContentType: 'text/csv',
        SplitType: 'Line',
      },
      TransformOutput: { S3OutputPath: 'answers', Accept: 'text/csv', AssembleWith: 'Line' },
      DataCaptureConfig: { DestinationS3Uri: 's3://x/y' },
    };
    const path = join(folder, 'job.json');
    await writeFile(path, JSON.stringify(job));
    const first = await run('transform', '--job', path);
    expect(first).toMatchObject({ code: 0, stderr: expect.stringContaining('note: DataCaptureConfig') });
    expect((await readFile(join(folder, 'answers', 'in.csv.out'), 'utf8')).split('\n')).toHaveLength(3);
    expect((await run('transform', '--job', path)).stderr).toContain('done earlier: ');
    expect((await run('transform', '--job', path, '--fresh')).stderr).toContain('wrote ');
    const other = await run('transform', '--job', path, '--output', join(folder, 'elsewhere'));
    expect(other.stderr).toContain(`wrote ${join(folder, 'elsewhere', 'in.csv.out')}`);
    expect((await run('transform', '--job', path, '--accept', 'text/csv')).stderr).toContain('beside --job');
  });
});
