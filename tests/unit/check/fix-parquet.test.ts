import { expect, test } from 'vitest';
import { fixParquet } from '../../../src/check/fix-parquet.js';
import { dense, rowMajor } from '../../../src/data/dense.js';
import { memorySource } from '../../../src/formats/byte-source.js';
import { openParquet } from '../../../src/formats/parquet/file.js';
import { parquetDataset } from '../../../src/formats/parquet/parquet.js';
import { ParquetWriter } from '../../../src/formats/parquet/writer.js';
import { loadKernels } from '../../../src/kernels/choose.js';
import { collect } from '../../support/collect.js';

const kernels = await loadKernels();
const bytesOf = (pieces: readonly Uint8Array[]) => memorySource('a.parquet', Uint8Array.from(Buffer.concat(pieces)));

async function written(values: readonly number[], names: readonly string[]) {
  const pieces: Uint8Array[] = [];
  const writer = new ParquetWriter((bytes) => void pieces.push(bytes), { names });
  await writer.writeRows(dense(Float32Array.from(values), values.length / names.length, names.length));
  await writer.end();
  return bytesOf(pieces);
}

async function fixed(source: ReturnType<typeof bytesOf>, labelColumn?: string) {
  const pieces: Uint8Array[] = [];
  const mends = await fixParquet(source, async (bytes) => void pieces.push(bytes), labelColumn);
  const copy = bytesOf(pieces);
  const [block] = await collect(parquetDataset([copy], { kernels, name: 'copy', labelSize: 0 }).blocks());
  const { columns } = await openParquet(copy);
  return { mends, names: columns.map(({ name }) => name), values: [...rowMajor(block?.features as never)] };
}

test('the label comes first, by name or by number; names and nulls stay', async () => {
  const source = await written([1, Number.NaN, 0, 4, 5, 1], ['width', 'height', 'kind']);
  for (const labelColumn of ['kind', '3']) {
    expect(await fixed(source, labelColumn)).toEqual({
      mends: ['column kind moved to the front as the label'],
      names: ['kind', 'width', 'height'],
      values: [0, 1, Number.NaN, 1, 4, 5],
    });
  }
  expect((await fixed(source)).mends).toEqual([]);
  await expect(fixed(source, 'colour')).rejects.toMatchObject({ code: 'E_LABEL_COLUMN' });
  await expect(fixed(source, '4')).rejects.toMatchObject({ code: 'E_LABEL_COLUMN' });
});
