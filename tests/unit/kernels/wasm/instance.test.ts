import { describe, expect, test } from 'vitest';
import { PlatformError } from '../../../../src/errors.js';
import type { WasmExports } from '../../../../src/kernels/wasm/exports.js';
import { WasmInstance } from '../../../../src/kernels/wasm/instance.js';
import { letOthersRun } from '../../../../src/kernels/wasm/pieces.js';

/** Linear memory that hands out slots one after another and grows by being replaced, as the real one does. */
function instance(room = 1024) {
  let next = 16;
  const memory = { buffer: new ArrayBuffer(64) };
  const freed: [number, number][] = [];
  const exports = {
    memory,
    alloc(bytes: number) {
      const address = next;
      if (address + bytes > room) return 0;
      next += Math.ceil(bytes / 16) * 16;
      if (next > memory.buffer.byteLength) {
        const grown = new ArrayBuffer(next);
        new Uint8Array(grown).set(new Uint8Array(memory.buffer));
        memory.buffer = grown;
      }
      return address;
    },
    dealloc: (address: number, bytes: number) => freed.push([address, bytes]),
  };
  return { core: new WasmInstance(exports as unknown as WasmExports), freed };
}

describe('arrays in linear memory', () => {
  test('survive its growth', () => {
    const { core } = instance();
    const first = core.copyIn(Float32Array.of(1, 2, 3));
    core.copyIn(new Float64Array(50));
    expect(core.read(first, new Float32Array(3))).toEqual(Float32Array.of(1, 2, 3));
    core.write(first, Float32Array.of(7, 8));
    expect(core.read(first, new Float32Array(3))).toEqual(Float32Array.of(7, 8, 3));
  });

  test('are all given back', () => {
    const { core, freed } = instance();
    const slots = [
      core.reserve(new Float32Array(5)),
      core.reserve(new Uint8Array(0), 3),
      core.copyIn(Int32Array.of(1)),
    ];
    core.freeAll();
    core.freeAll();
    expect(freed).toEqual([
      [slots[0]?.address, 20],
      [slots[1]?.address, 3],
      [slots[2]?.address, 4],
    ]);
  });

  test('that find no room are the environment’s failure', () => {
    const { core } = instance(100);
    expect(() => core.reserve(new Float64Array(100))).toThrow(PlatformError);
    expect(() => core.reserve(new Uint8Array(0), 2 ** 33)).toThrow(PlatformError);
  });
});

test('others run', async () => {
  let ran = false;
  setImmediate(() => {
    ran = true;
  });
  await letOthersRun();
  expect(ran).toBe(true);
});
