import { type Csr, isCsr, sliceMatrix } from './csr.js';
import type { Dataset } from './dataset.js';
import { type Dense, rowsOf } from './dense.js';
import { sliceRowFacts } from './row-facts.js';

export interface MemoryDatasetOptions {
  /** `[rows, labelSize]`, row-major */
  readonly labels?: Float32Array;
  readonly labelSize?: number;
  /** `[rows]` */
  readonly weights?: Float32Array;
  /** `[rows]` */
  readonly queryIds?: Float64Array;
  readonly name?: string;
  /** Rows handed out at a time. */
  readonly rowsPerBlock?: number;
}

/** Rows that are in memory already, as a data set. Its blocks are views. */
export function memoryDataset(features: Dense | Csr, options: MemoryDatasetOptions = {}): Dataset {
  const { labels, weights, queryIds, name = 'memory' } = options;
  const labelSize = options.labelSize ?? (labels === undefined ? 0 : 1);
  const facts = { labelSize, ...(labels && { labels }), ...(weights && { weights }), ...(queryIds && { queryIds }) };
  const rows = isCsr(features) ? features.rows : rowsOf(features);
  const rowsPerBlock = Math.max(1, options.rowsPerBlock ?? rows);
  return {
    name,
    bytes: byteLength(features),
    async *blocks({ signal } = {}) {
      for (let from = 0; from < rows; from += rowsPerBlock) {
        signal?.throwIfAborted();
        const to = Math.min(rows, from + rowsPerBlock);
        const block = sliceMatrix(features, from, to);
        yield {
          features: block,
          bytes: byteLength(block),
          ...sliceRowFacts(facts, from, to),
          origin: { file: name, firstRow: from },
          lasting: true,
        };
      }
    },
    readAll: async () => ({ features, ...facts }),
  };
}

function byteLength(features: Dense | Csr): number {
  return isCsr(features) ? features.columns.byteLength + features.values.byteLength : 4 * features.size;
}
