import { isCsr } from '../../data/csr.js';
import type { Block, Dataset, Matrix, ReadOptions, Warning } from '../../data/dataset.js';
import { rowsOf } from '../../data/dense.js';
import type { Clock } from '../clock.js';
import { rewired } from './rewired.js';

/** One pass of an algorithm over a channel, as far as it went. */
export interface Pass {
  /** Which dataset was read. */
  readonly name: string;
  /** 0-based number of this pass over the dataset. */
  readonly number: number;
  readonly rows: number;
  /** Bytes of input, headers and padding included. */
  readonly bytes: number;
  readonly durationMs: number;
}

/**
 * The same rows, while counting what is read: SageMaker logs rows, bytes and milliseconds of every pass over a channel, and
 * algorithms know neither clock nor files. Warnings of the reader that nobody else asked for go to `onWarning`.
 */
export function metered(
  dataset: Dataset,
  options: {
    readonly clock: Clock;
    readonly onPass: (pass: Pass) => void;
    readonly onWarning: (warning: Warning) => void;
  },
): Dataset {
  const { clock, onPass, onWarning } = options;
  let passes = 0;
  const begin = () => {
    const number = passes++;
    const startMs = clock();
    return (rows: number, bytes: number) =>
      onPass({ name: dataset.name, number, rows, bytes, durationMs: clock() - startMs });
  };
  const heard = (readOptions: ReadOptions): ReadOptions => ({
    ...readOptions,
    onWarning: readOptions.onWarning ?? onWarning,
  });
  async function* blocks(readOptions: ReadOptions = {}): AsyncGenerator<Block, void, void> {
    const end = begin();
    let [rows, bytes] = [0, 0];
    try {
      for await (const block of dataset.blocks(heard(readOptions))) {
        rows += countRows(block);
        bytes += block.bytes ?? 0;
        yield block;
      }
    } finally {
      end(rows, bytes);
    }
  }
  return rewired(dataset, {
    blocks,
    async readAll(original, readOptions = {}) {
      const end = begin();
      const matrix = await original(heard(readOptions));
      end(countRows(matrix), dataset.bytes ?? 0);
      return matrix;
    },
  });
}

function countRows({ features }: Block | Matrix): number {
  return isCsr(features) ? features.rows : rowsOf(features);
}
