import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { AlgorithmError } from '../../../src/errors.js';
import { wasmKernels } from '../../../src/kernels/wasm.js';

const file = new URL('../../../native/wasm/sagelocal.wasm', import.meta.url);

describe('the WebAssembly core', () => {
  test('loads from its own place, from a URL and from bytes', async () => {
    for (const options of [{}, { source: file }, { source: new Uint8Array(await readFile(file)) }]) {
      const kernels = await wasmKernels(options);
      expect(kernels).toMatchObject({ backend: 'wasm', simd: 'simd128', threads: 1 });
      expect(await kernels.findNonFinite(Float32Array.of(1, Number.NaN))).toBe(1);
    }
  });

  test('what is no WebAssembly says so', async () => {
    await expect(wasmKernels({ source: Uint8Array.of(1, 2, 3, 4) })).rejects.toThrow(/WebAssembly/);
  });

  test('one of another version is refused', async () => {
    await expect(wasmKernels({ source: standIn(8) })).rejects.toThrow('another version (8, not 7)');
  });

  test('after a trap there is a new instance', async () => {
    const kernels = await wasmKernels({ source: standIn(7) });
    for (let call = 0; call < 3; call++) {
      const failure = kernels.findNonFinite(Float32Array.of(1));
      await expect(failure).rejects.toThrow(AlgorithmError);
      await expect(failure).rejects.toMatchObject({ code: 'E_KERNEL' });
    }
  });

  test('calls made at once are done one after another', async () => {
    const kernels = await wasmKernels();
    const calls = Array.from({ length: 20 }, (_, index) => {
      const values = new Float32Array(300_000);
      values[index * 1000] = Number.NaN;
      return kernels.findNonFinite(values);
    });
    expect(await Promise.all(calls)).toEqual(Array.from({ length: 20 }, (_, index) => index * 1000));
  });

  test('the event loop turns while it works', async () => {
    const kernels = await wasmKernels();
    let turns = 0;
    const timer = setInterval(() => turns++, 0);
    await kernels.findNonFinite(new Float32Array(8 << 20));
    clearInterval(timer);
    expect(turns).toBeGreaterThan(0);
  });
});

/**
 * A module with the exports that `findNonFinite` uses. That function sets a flag and traps; called again in the same instance
 * it answers 0 instead.
 */
function standIn(version: number): Uint8Array {
  const text = (name: string) => [name.length, ...Buffer.from(name)];
  const section = (id: number, ...parts: number[][]) => {
    const body = [parts.length, ...parts.flat()];
    return [id, body.length, ...body];
  };
  const [i32, f64] = [0x7f, 0x7c];
  const types = section(
    1,
    [0x60, 0, 1, i32],
    [0x60, 1, i32, 1, i32],
    [0x60, 2, i32, i32, 0],
    [0x60, 2, i32, i32, 1, f64],
  );
  const functions = section(3, [0], [1], [2], [3]);
  const memory = section(5, [0, 1]);
  const globals = section(6, [i32, 1, 0x41, 0, 0x0b]);
  const names = ['interface_version', 'alloc', 'dealloc', 'find_non_finite'];
  const exported = names.map((name, index) => [...text(name), 0, index]);
  const exports = section(7, [...text('memory'), 2, 0], ...exported);
  const body = (...code: number[]) => [code.length + 2, 0, ...code, 0x0b];
  const setFlagAndTrap = [0x41, 1, 0x24, 0, 0x00];
  const answerZero = [0x44, 0, 0, 0, 0, 0, 0, 0, 0];
  const findNonFinite = [0x23, 0, 0x04, f64, ...answerZero, 0x05, ...setFlagAndTrap, 0x0b];
  const code = section(10, body(0x41, version), body(0x41, 32), body(), body(...findNonFinite));
  return Uint8Array.of(
    0,
    0x61,
    0x73,
    0x6d,
    1,
    0,
    0,
    0,
    ...types,
    ...functions,
    ...memory,
    ...globals,
    ...exports,
    ...code,
  );
}
