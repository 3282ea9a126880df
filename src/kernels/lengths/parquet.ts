import type { ParquetKernels } from '../kernels.js';
import { checkLengths, checkShape } from '../lengths.js';

type Arguments = Parameters<NonNullable<ParquetKernels['decodeParquet']>>;

export function checkParquet(bytes: Uint8Array, request: Arguments[1], output: Arguments[2]): void {
  const { rows, labelSize, chunks } = request;
  checkShape({ rows, columns: chunks.length });
  if (!Number.isSafeInteger(labelSize) || labelSize < 0 || labelSize > chunks.length) {
    throw new RangeError(`labelSize is ${labelSize}, not between 0 and ${chunks.length}`);
  }
  checkLengths({
    labels: [output.labels.length, rows * labelSize],
    features: [output.features.length, rows * (chunks.length - labelSize)],
  });
  for (const chunk of chunks) {
    if (chunk !== undefined && !(0 <= chunk.start && chunk.start <= chunk.end && chunk.end <= bytes.length)) {
      throw new RangeError(`a chunk is [${chunk.start}, ${chunk.end}) of ${bytes.length} bytes`);
    }
  }
}
