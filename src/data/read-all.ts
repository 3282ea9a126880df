import { type Csr, isCsr } from './csr.js';
import type { Block, Dataset, Matrix, ReadOptions } from './dataset.js';
import { type Dense, dense, rowMajor } from './dense.js';
import { joinFloats } from './join-floats.js';

/** The whole data set in memory, by the reader's own way where it has one. No rows at all make a 0 x 0 matrix. */
export async function readAll(dataset: Dataset, options: ReadOptions = {}): Promise<Matrix> {
  if (dataset.readAll !== undefined) return dataset.readAll(options);
  const copies: Block[] = [];
  for await (const block of dataset.blocks(options)) copies.push(copyOf(block));
  const labelSize = copies[0]?.labelSize ?? 0;
  const labels = copies[0]?.labels && joinFloats(copies.map((block) => block.labels ?? new Float32Array()));
  return { features: joinRows(copies.map((block) => block.features)), labelSize, ...(labels && { labels }) };
}

/** The block's arrays hold only until the next block is asked for. */
function copyOf(block: Block): Block {
  const { features, labels } = block;
  const copied = isCsr(features)
    ? {
        ...features,
        rowStarts: features.rowStarts.slice(),
        columns: features.columns.slice(),
        values: features.values.slice(),
      }
    : dense(rowMajor(features).slice(), ...(features.shape as [number, number]));
  return { ...block, features: copied, ...(labels && { labels: labels.slice() }) };
}

function joinRows(parts: readonly (Dense | Csr)[]): Dense | Csr {
  const first = parts[0];
  if (first === undefined) return dense(new Float32Array(), 0, 0);
  if (isCsr(first)) return joinSparse(parts as readonly Csr[]);
  const blocks = parts as readonly Dense[];
  const rows = blocks.reduce((sum, block) => sum + (block.shape[0] as number), 0);
  return dense(joinFloats(blocks.map(rowMajor)), rows, first.shape[1] as number);
}

function joinSparse(parts: readonly Csr[]): Csr {
  const rowStarts: number[] = [0];
  for (const part of parts) {
    const before = rowStarts[rowStarts.length - 1] as number;
    for (let row = 1; row <= part.rows; row++) rowStarts.push(before + (part.rowStarts[row] as number));
  }
  const entries = rowStarts[rowStarts.length - 1] as number;
  const columns = new Uint32Array(entries);
  const values = new Float32Array(entries);
  let at = 0;
  for (const part of parts) {
    columns.set(part.columns, at);
    values.set(part.values, at);
    at += part.values.length;
  }
  const cols = Math.max(...parts.map((part) => part.cols));
  return { rows: rowStarts.length - 1, cols, rowStarts: Uint32Array.from(rowStarts), columns, values };
}
