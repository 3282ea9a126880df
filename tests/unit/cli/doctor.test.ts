import { describe, expect, it } from 'vitest';
import { loadKernels } from '../../../src/kernels/choose.js';
import { run } from './support/run.js';

describe('sagelocal doctor', () => {
  it('says which backend is active, and what it runs on', async () => {
    const { backend, simd } = await loadKernels();
    const { code, stdout } = await run('doctor');
    expect(code).toBe(0);
    expect(stdout).toContain(`backend    ${backend} (simd ${simd}, `);
    expect(stdout).toContain(`node       ${process.versions.node}`);
  });

  it('gives the same as JSON', async () => {
    const { backend, simd, threads } = await loadKernels();
    const { stdout } = await run('doctor', '--json');
    expect(JSON.parse(stdout)).toMatchObject({
      backend,
      simd,
      threads,
      node: process.versions.node,
      skipped: expect.any(Array),
    });
  });
});
