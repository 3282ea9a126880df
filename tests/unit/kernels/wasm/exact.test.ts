import { expect, test } from 'vitest';
import { wasmKernels } from '../../../../src/kernels/wasm.js';

test('columns are worked on as many at a time as fit, one at least', async () => {
  const kernels = await wasmKernels({ pieceBytes: 1 });
  const entries = {
    starts: Uint32Array.of(0, 2, 2, 5),
    values: Float32Array.of(2, 1, 9, -1, 3),
    rows: Uint32Array.of(0, 1, 0, 1, 2),
  };
  await kernels.sortColumns(entries);
  expect([...entries.values]).toEqual([1, 2, -1, 3, 9]);
  expect([...entries.rows]).toEqual([1, 0, 1, 2, 0]);
});

test('columns without any entry', async () => {
  const kernels = await wasmKernels();
  const entries = { starts: Uint32Array.of(0, 0), values: new Float32Array(0), rows: new Uint32Array(0) };
  await kernels.sortColumns(entries);
  const goesLeft = Uint8Array.of(1, 0);
  const nodes = { splitColumns: Int32Array.of(0), splitValues: Float32Array.of(1) };
  await kernels.routeRows({ entries, firstColumn: 0, nodeOfRow: Int32Array.of(0, 0), ...nodes }, goesLeft);
  expect([...goesLeft]).toEqual([1, 0]);
});
