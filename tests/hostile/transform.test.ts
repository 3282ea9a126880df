import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { KMeans } from '../../src/library/estimators.js';
import { transform } from '../../src/library/transform.js';
import { PROGRAM } from '../unit/cli/support/built.js';

const FILES = 40;
const ROWS = 4000;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sagelocal-killed-'));
  await mkdir(join(folder, 'in'));
  const groups = Array.from({ length: 60 }, (_, row) => [(row % 3) * 100 + row / 60, row / 30]);
  await (await new KMeans({ k: 3 }).fit({ train: groups })).save(join(folder, 'model.tar.gz'));
  const rows = Array.from({ length: ROWS }, (_, row) => `${row % 300},1\n`).join('');
  for (let file = 0; file < FILES; file++) await writeFile(join(folder, 'in', `${file}.csv`), rows);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const paths = () => ({ model: join(folder, 'model.tar.gz'), input: join(folder, 'in'), output: join(folder, 'out') });
const form = { contentType: 'text/csv', accept: 'text/csv', splitType: 'Line', batchStrategy: 'SingleRecord' } as const;

describe('a batch transform that is killed', () => {
  it('has lost nothing that it reported, left nothing half-written in sight, and goes on', async () => {
    const { model, input, output } = paths();
    const words = ['transform', '--model', model, '--input', input, '--output', output, '--content-type', 'text/csv'];
    const more = ['--accept', 'text/csv', '--split-type', 'Line', '--batch-strategy', 'SingleRecord'];
    const child = spawn(process.execPath, [PROGRAM, ...words, ...more], { stdio: ['ignore', 'ignore', 'pipe'] });
    const exit = once(child, 'exit');
    let said = '';
    for await (const chunk of child.stderr.setEncoding('utf8')) {
      said += chunk as string;
      if (said.split('\n').length > 3) child.kill('SIGKILL');
    }
    await exit;
    const reported = [...said.matchAll(/^wrote .*?([^/\n]+\.out)$/gm)].map(([, name]) => name as string);
    expect(reported.length).toBeGreaterThan(1);
    const there = (await readdir(output)).filter((name) => name.endsWith('.out'));
    expect(there).toEqual(expect.arrayContaining(reported));
    for (const name of there) expect((await readFile(join(output, name), 'utf8')).split('\n')).toHaveLength(ROWS + 1);

    const skipped: string[] = [];
    const onFile = (file: { output: string; skipped?: true }) => file.skipped && skipped.push(file.output);
    expect(
      await transform({ ...paths(), ...form, batchStrategy: 'SingleRecord', environment: process.env, onFile }),
    ).toHaveLength(FILES);
    expect(skipped.map((path) => path.slice(output.length + 1))).toEqual(expect.arrayContaining(reported));
    expect((await readdir(output)).filter((name) => name.endsWith('.partial'))).toEqual([]);
  });
});
