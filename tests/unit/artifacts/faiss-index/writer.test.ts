import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeFaissIndex } from '../../../../src/artifacts/faiss-index/reader.js';
import { encodeFaissIndex } from '../../../../src/artifacts/faiss-index/writer.js';
import { packModel, unpackModel } from '../../../../src/artifacts/model-archive.js';

const sizes = fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 1, maxLength: 8 });
const floats = (length: number, seed: number) => Float32Array.from({ length }, (_, at) => Math.sin(at + seed));

function inverted(cells: readonly number[], cols: number) {
  const starts = Int32Array.from([0, ...cells]);
  for (let cell = 0; cell < cells.length; cell++) starts[cell + 1]! += starts[cell] as number;
  const rows = starts.at(-1) as number;
  const ids = Int32Array.from({ length: rows }, (_, row) => rows - 1 - row);
  return { metric: 'L2', cols, rows, nprobe: 3, centres: floats(cells.length * cols, 1), starts, ids } as const;
}

test('every index comes back as it was, whichever cells are empty', () => {
  fc.assert(
    fc.property(sizes, fc.integer({ min: 1, max: 5 }), (cells, width) => {
      const flat = {
        kind: 'flat',
        metric: 'INNER_PRODUCT',
        cols: width,
        rows: 7,
        values: floats(7 * width, 2),
      } as const;
      expect(decodeFaissIndex(encodeFaissIndex(flat))).toEqual(flat);
      const parts = inverted(cells, 2 * width);
      const values = floats(parts.rows * 2 * width, 3);
      expect(decodeFaissIndex(encodeFaissIndex({ kind: 'ivf-flat', ...parts, values }))).toEqual({
        kind: 'ivf-flat',
        ...parts,
        values,
      });
      const codes = Uint8Array.from({ length: 2 * parts.rows }, (_, at) => at * 37);
      const pq = { kind: 'ivf-pq', ...parts, m: 2, codewords: floats(512 * width, 4), codes } as const;
      expect(decodeFaissIndex(encodeFaissIndex(pq))).toEqual(pq);
    }),
  );
});

test('it goes through an archive', async () => {
  const index = { kind: 'flat', metric: 'L2', cols: 3, rows: 2, values: floats(6, 1) } as const;
  const files = await unpackModel(await packModel(new Map([['model_algo-1', { format: 'faiss-index', index }]])));
  expect(files.get('model_algo-1')).toEqual({ format: 'faiss-index', index });
});
