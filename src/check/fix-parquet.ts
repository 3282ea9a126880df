import { colsOf, type Dense, dense, rowMajor, rowsOf } from '../data/dense.js';
import { UserError } from '../errors.js';
import type { ByteSource } from '../formats/byte-source.js';
import { openParquet } from '../formats/parquet/file.js';
import { parquetDataset } from '../formats/parquet/parquet.js';
import { ParquetWriter } from '../formats/parquet/writer.js';
import { loadKernels } from '../kernels/choose.js';

/**
 * Copies a Parquet file, a row group at a time, with every column as float32 and, where one is named, the label's in front. Names stay, and
 * null stays null.
 * @param labelColumn its name, or its number from 1
 * @returns what was mended, in words
 * @throws UserError E_LABEL_COLUMN, and E_PARQUET_… where no number can be made of a column: that is nothing to mend
 */
export async function fixParquet(
  source: ByteSource,
  write: (bytes: Uint8Array) => Promise<void>,
  labelColumn?: string,
): Promise<string[]> {
  const [{ columns }, kernels] = [await openParquet(source), await loadKernels()];
  const label = labelColumn === undefined ? 0 : findLabel(labelColumn, columns, source.name);
  const order = [label, ...columns.keys()].filter((index, at) => at === 0 || index !== label);
  const writer = new ParquetWriter(write, { names: order.map((index) => columns[index]?.name ?? '') });
  for await (const { features } of parquetDataset([source], { kernels, name: source.name, labelSize: 0 }).blocks()) {
    await writer.writeRows(label === 0 ? (features as Dense) : reordered(features as Dense, order));
  }
  await writer.end();
  const casts = columns.filter(({ type }) => type !== 'FLOAT').length;
  return [
    ...(casts > 0 ? [`columns turned into float32: ${casts}`] : []),
    ...(label > 0 ? [`column ${columns[label]?.name} moved to the front as the label`] : []),
  ];
}

function findLabel(wanted: string, columns: readonly { readonly name: string }[], file: string): number {
  const named = columns.findIndex(({ name }) => name === wanted);
  const index = named >= 0 ? named : /^\d+$/.test(wanted) ? Number(wanted) - 1 : -1;
  if (index >= 0 && index < columns.length) return index;
  const names = columns.slice(0, 20).map(({ name }) => name);
  throw new UserError('E_LABEL_COLUMN', `There is no column ${wanted} in ${file}.`, {
    where: { file },
    hint: `The columns are ${names.join(', ')}${columns.length > names.length ? ', …' : ''}, or 1 to ${columns.length}.`,
  });
}

function reordered(rows: Dense, order: readonly number[]): Dense {
  const [count, cols, values] = [rowsOf(rows), colsOf(rows), rowMajor(rows)];
  const moved = new Float32Array(values.length);
  for (let row = 0; row < count; row++) {
    for (const [at, index] of order.entries()) moved[row * cols + at] = values[row * cols + index] as number;
  }
  return dense(moved, count, cols);
}
