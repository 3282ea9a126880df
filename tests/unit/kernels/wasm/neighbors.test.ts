/** Panels are copied in by the piece: its seams must not show, wherever they fall. */
import { describe, expect, test } from 'vitest';
import { packRows } from '../../../../src/algorithms/knn/panels.js';
import type { WasmInstance } from '../../../../src/kernels/wasm/instance.js';
import { wasmNeighbors } from '../../../../src/kernels/wasm/neighbors.js';
import { wasmKernels } from '../../../../src/kernels/wasm.js';

const [count, rows, cols, k] = [150, 9, 5, 4];
const values = Float32Array.from({ length: count * cols }, (_, at) => Math.sin(at * at));
const ids = Int32Array.from({ length: count }, (_, row) => row);
const packed = packRows(values, cols, ids, Int32Array.of(0, 20, 100, 100, count));
const probes = { starts: packed.starts, lists: Int32Array.from({ length: rows * 2 }, (_, at) => at % 4), probed: 2 };
const whole = await results(1 << 22);

async function results(pieceBytes: number) {
  const kernels = await wasmKernels({ pieceBytes });
  const input = { queries: values.slice(0, rows * cols), rows, cols, k, metric: 'L2', panels: packed.panels } as const;
  const found = [];
  for (const more of [{}, { probes }]) {
    const nearest = { ids: new Int32Array(rows * k).fill(-1), distances: new Float64Array(rows * k).fill(Infinity) };
    await kernels.offerRows({ ...input, ...more }, nearest);
    found.push(nearest);
  }
  const projected = new Float32Array(rows * 2);
  await kernels.projectRows(
    { points: input.queries, matrix: values.slice(0, cols * 2), rows, cols, width: 2 },
    projected,
  );
  const spread = values.slice(0, 64);
  await kernels.hadamardRows({ rows: 8, cols: 8 }, spread);
  return { found, projected, spread };
}

describe.each([1, 400, 1000])('pieces of %i bytes', (pieceBytes) => {
  test('give what the whole gives', async () => {
    expect(await results(pieceBytes)).toEqual(whole);
  });
});

test('for no queries the core is left alone', async () => {
  const run = <T>(work: (core: WasmInstance) => Promise<T>) => work(undefined as never);
  const input = { queries: new Float32Array(0), rows: 0, cols, k, metric: 'L2', panels: packed.panels } as const;
  await wasmNeighbors(run, 1).offerRows(input, { ids: new Int32Array(0), distances: new Float64Array(0) });
});
