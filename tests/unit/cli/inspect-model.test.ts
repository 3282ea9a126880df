import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { KMeans, KNN } from '../../../src/library/estimators.js';
import { GROUPS, scratch } from '../library/support.js';
import { file } from './support/files.js';
import { run } from './support/run.js';

describe('sagelocal inspect of a model', () => {
  it('tells files, arrays and what it was trained with', async () => {
    const path = join(await scratch(), 'some-name');
    await (await new KMeans({ k: 3, extra_center_factor: 2 }).fit({ train: GROUPS })).save(path);
    const { code, stdout } = await run('inspect', path);
    expect(code).toBe(0);
    expect(stdout).toMatch(/algorithm +kmeans$/m);
    expect(stdout).toMatch(/k +3$/m);
    expect(stdout).toMatch(/feature_dim +2$/m);
    expect(stdout).toMatch(/file model_algo-1 \(MXNet arrays\)\n {4}array float32 \[3, 2\], /);
    expect(stdout).toMatch(/file state_\S+ \(MXNet arrays\)/);
    const { stdout: json } = await run('inspect', path, '--json');
    expect(JSON.parse(json)).toMatchObject({
      path,
      model: { k: 3, feature_dim: 2 },
      files: [{ name: 'model_algo-1' }, {}],
    });
  });

  it('tells what is in an index of neighbours', async () => {
    const path = join(await scratch(), 'neighbours');
    const settings = { k: 1, predictor_type: 'regressor', sample_size: 99, index_type: 'faiss.IVFFlat' } as const;
    const train = { features: GROUPS, labels: GROUPS.map((_, row) => row) };
    await (await new KNN({ ...settings, faiss_index_ivf_nlists: 2 }).fit({ train })).save(path);
    const { stdout } = await run('inspect', path);
    const folder = await scratch();
    execFileSync('tar', ['-xzf', path, '-C', folder]);
    const told = (text: string) => text.slice(text.indexOf('\n'));
    expect(told((await run('inspect', folder)).stdout)).toBe(told(stdout));
    expect(stdout).toMatch(/algorithm +knn$/m);
    expect(stdout).toMatch(
      /file model_algo-1 \(faiss index\)\n {4}kind ivf-flat, metric L2, rows \d+, cols 2, cells 2, nprobe 5\n {4}'rows' float32/,
    );
    const { stdout: json } = await run('inspect', path, '--json');
    expect(JSON.parse(json).files[0]).toMatchObject({ format: 'faiss-index', index: { kind: 'ivf-flat', cells: 2 } });
  });

  it('refuses what is no archive', async () => {
    const { code, stderr } = await run('inspect', await file('model.tar.gz', gzipSync('no tar')));
    expect(code).toBe(1);
    expect(stderr).toMatch(/E_ARCHIVE/);
  });
});
