import type { FaissIvfPq } from '../algorithm.js';
import { cellsOf, searchCells } from './cells.js';
import { CODEWORDS } from './codewords.js';
import type { NeighborIndex } from './neighbor-index.js';
import type { ListSearch, SearchContext } from './search.js';

/** As {@link ivfFlatIndex}, but of each row only a code of m bytes is kept, and distances are those to what the codes say. */
export function ivfPqIndex(index: FaissIvfPq): NeighborIndex {
  const { metric, cols, rows, m, centres, codewords, codes, ids, starts } = index;
  const cells = cellsOf(index);
  const search =
    ({ kernels }: SearchContext) =>
    (probed: number): ListSearch => ({
      operationsPerQuery: probed * (CODEWORDS * cols + (m * rows) / cells.count),
      offer: (queries, lists, nearest) =>
        kernels.offerCodes(
          { ...queries, m, centres, codewords, codes, ids, probes: { starts, lists, probed } },
          nearest,
        ),
    });
  return {
    type: 'faiss.IVFPQ',
    metric,
    cols,
    rows,
    cells,
    search: (queries, k, context) => searchCells(cells, search(context), queries, k, context),
    toFaiss: () => index,
  };
}
