import { execFileSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { backendReport, loadKernels } from '../../../src/kernels/choose.js';

/** The environment is read by the process, so each case has one. */
function report(environment: Readonly<Record<string, string>>) {
  const code = `
    import { backendReport } from ${JSON.stringify(new URL('../../../dist/kernels/choose.js', import.meta.url).href)};
    const warnings = [];
    process.on('warning', ({ code, message }) => warnings.push({ code, message }));
    const outcome = await backendReport().catch(({ name, code, message }) => ({ error: { name, code, message } }));
    await backendReport().catch(() => {});
    await new Promise((resolve) => setImmediate(resolve));
    console.log(JSON.stringify({ ...outcome, warnings }));`;
  const usual = { SAGELOCAL_BACKEND: '', SAGELOCAL_THREADS: '', SAGELOCAL_SIMD: '', NODE_NO_WARNINGS: '1' };
  const stdout = execFileSync(process.execPath, ['--input-type=module', '--eval', code], {
    encoding: 'utf8',
    env: { ...process.env, ...usual, ...environment },
  });
  return JSON.parse(stdout);
}

describe('the choice of a backend', () => {
  test('the best there is, without a word', () => {
    expect(report({})).toMatchObject({ active: 'native', skipped: [], forced: false, warnings: [] });
  });

  test.each(['native', 'wasm', 'reference'] as const)('%s can be forced, without a word', async (backend) => {
    expect(report({ SAGELOCAL_BACKEND: backend })).toMatchObject({ active: backend, forced: true, warnings: [] });
    expect((await loadKernels({ backend })).backend).toBe(backend);
    expect(await backendReport({ backend })).toMatchObject({ active: backend, forced: true });
  });

  test('is made once', async () => {
    expect(await loadKernels({ backend: 'wasm' })).toBe(await loadKernels({ backend: 'wasm' }));
  });

  test('an unknown name is the caller’s mistake', () => {
    const { error } = report({ SAGELOCAL_BACKEND: 'gpu' });
    expect(error).toMatchObject({ name: 'UserError', code: 'E_BACKEND' });
    expect(error.message).toContain('native, wasm, reference');
  });

  test.each(['0', '-1', 'two', '1.5', '99999'])('SAGELOCAL_THREADS=%s is the caller’s mistake', (threads) => {
    expect(report({ SAGELOCAL_THREADS: threads }).error).toMatchObject({ name: 'UserError', code: 'E_THREADS' });
  });

  test('SAGELOCAL_THREADS sets the number of threads', () => {
    expect(report({ SAGELOCAL_THREADS: '1' })).toMatchObject({ active: 'native', threads: 1 });
    expect(report({ SAGELOCAL_THREADS: '3' })).toMatchObject({ active: 'native', threads: 3 });
  });

  test('what had to be skipped is announced once, with the reason', () => {
    const { active, skipped, warnings } = report({ SAGELOCAL_SIMD: 'abacus' });
    expect(active).toBe('wasm');
    expect(skipped).toHaveLength(1);
    expect(skipped[0].reason).toContain("no level 'abacus'");
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toMatchObject({ code: 'SAGELOCAL_FALLBACK' });
    expect(warnings[0].message).toContain('abacus');
  });

  test('a forced backend that does not load is the environment’s failure', () => {
    const { error } = report({ SAGELOCAL_BACKEND: 'native', SAGELOCAL_SIMD: 'abacus' });
    expect(error).toMatchObject({ name: 'PlatformError', code: 'E_BACKEND_UNAVAILABLE' });
    expect(error.message).toContain('abacus');
  });
});
