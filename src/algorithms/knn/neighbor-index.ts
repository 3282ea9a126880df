import type { Nearest } from '../../kernels/kernels.js';
import type { FaissIndex } from '../algorithm.js';
import type { Queries, SearchContext } from './search.js';

/** Rows that can be asked for the nearest of them. */
export interface NeighborIndex {
  readonly type: 'faiss.Flat' | 'faiss.IVFFlat' | 'faiss.IVFPQ';
  readonly metric: FaissIndex['metric'];
  /** Features of a row. */
  readonly cols: number;
  readonly rows: number;
  /** Where rows are sorted into cells. */
  readonly cells?: Cells;
  /** The k nearest of every query. `k` is at most `rows`; fewer are found only where the cells looked at hold fewer. */
  search(queries: Queries, k: number, context: SearchContext): Promise<Nearest>;
  toFaiss(): FaissIndex;
}

/** The cells of an inverted file. */
export interface Cells {
  readonly count: number;
  /** Cells that a search looks at. */
  readonly nprobe: number;
  /** `[cells, cols]` */
  readonly centres: Float32Array;
  /** `[cells]`, rows in each */
  readonly sizes: Int32Array;
  /** The cells that a search looks at for each query, nearest first: `[rows, nprobe]`. */
  probe(queries: Queries, nprobe: number, context: SearchContext): Promise<Nearest>;
}
