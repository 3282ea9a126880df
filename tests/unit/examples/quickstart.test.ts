import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { verbs } from '../../../src/cli/program.js';
import { loadModel } from '../../../src/library/load-model.js';
import { listening, ROOT } from '../cli/support/built.js';

const OUT = join(ROOT, 'out/quickstart');

/** The main job, as `npm run quickstart` runs it: the same whatever the backend. */
describe('the quickstart', () => {
  let stdout: string;
  beforeAll(() => {
    const {
      status,
      stdout: text,
      stderr,
    } = spawnSync(process.execPath, ['examples/quickstart.mjs'], { cwd: ROOT, encoding: 'utf8' });
    expect({ status, stderr }).toMatchObject({ status: 0, stderr: expect.stringContaining('100 %') });
    stdout = text;
  });

  it('leaves model, data and logs', async () => {
    expect(readdirSync(OUT).sort()).toEqual(['csv.log', 'digits.pbr', 'model.tar.gz', 'recordio.log']);
    expect((await loadModel(join(OUT, 'model.tar.gz'))).describe()).toMatchObject({ k: 10, feature_dim: 64 });
  });

  it('gets the same model through both channels', () => {
    const hashes = [...stdout.matchAll(/sha256 (\w+)/g)].map(([, hash]) => hash);
    expect(hashes).toHaveLength(2);
    expect(hashes[0]).toBe(hashes[1]);
    expect(stdout).toContain('byte for byte');
  });

  it('shows SageMaker’s log, and keeps all of it in files', () => {
    expect(stdout).toContain('#quality_metric: host=algo-1, train msd <loss>=');
    for (const name of ['csv', 'recordio']) {
      const log = readFileSync(join(OUT, `${name}.log`), 'utf8');
      expect(log).toContain('Docker entrypoint called with argument(s): train');
      const shown = Number(/and (\d+) more lines/.exec(stdout)?.[1]);
      expect(log.trimEnd().split('\n').length).toBeGreaterThan(shown);
    }
  });

  it('finds digits without labels: ten drawn, every row in the table, far better than chance', () => {
    const drawn = stdout.split('\n').filter((line) => /^[ ░▒▓█]+$/.test(line) && line.trim() !== '');
    expect(drawn.length).toBeGreaterThanOrEqual(16);
    const table = stdout.slice(stdout.indexOf('cluster  '), stdout.indexOf('purity'));
    const counts = table
      .split('\n')
      .slice(1)
      .flatMap((line) => line.trim().split(/\s+/).slice(1).map(Number));
    expect(counts.filter(Number.isInteger).reduce((sum, count) => sum + count, 0)).toBe(1797);
    expect(Number(/adjusted Rand index (\S+):/.exec(stdout)?.[1])).toBeGreaterThan(0.5);
  });

  it('answers as an endpoint does', () => {
    const answer = /^\{"predictions".*$/m.exec(stdout)?.[0] ?? '';
    expect(JSON.parse(answer).predictions).toEqual([
      { closest_cluster: expect.any(Number), distance_to_cluster: expect.any(Number) },
    ]);
  });

  it('ends with commands that work, one for every verb', async () => {
    const next = stdout.slice(stdout.indexOf('What to try next'), stdout.indexOf('Then read'));
    const commands = next.replaceAll('\\\n', '').match(/^node dist\/cli\/main\.js .*$/gm) ?? [];
    expect(new Set(commands.map((command) => command.split(' ')[2]))).toEqual(new Set(verbs.map((verb) => verb.name)));
    for (const command of commands) {
      if (/ (serve|control-plane) /.test(command)) {
        const { server } = await listening(command, 'true', ROOT, process.env);
        expect({ command, ...server }).toMatchObject({ code: 0, stderr: '' });
        continue;
      }
      const { status, stderr } = spawnSync('sh', ['-c', command], { cwd: ROOT, encoding: 'utf8' });
      expect({ command, status, stderr }).toMatchObject({ status: 0 });
    }
  });
});
