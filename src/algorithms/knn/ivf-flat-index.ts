import type { FaissIvfFlat } from '../algorithm.js';
import { cellsOf, searchCells } from './cells.js';
import type { NeighborIndex } from './neighbor-index.js';
import { packRows, unpackRows } from './panels.js';
import type { ListSearch, SearchContext } from './search.js';

/** Rows are sorted into cells, and a query is compared with those of the few cells nearest to it. */
export function ivfFlatIndex(index: FaissIvfFlat): NeighborIndex {
  const { metric, cols, rows, nprobe, centres, starts } = index;
  const cells = cellsOf(index);
  const packed = packRows(index.values, cols, index.ids, index.starts);
  const search =
    ({ kernels }: SearchContext) =>
    (probed: number): ListSearch => ({
      operationsPerQuery: Math.max(1, (cols * rows * probed) / cells.count),
      offer: (queries, lists, nearest) =>
        kernels.offerRows(
          { ...queries, metric, panels: packed.panels, probes: { starts: packed.starts, lists, probed } },
          nearest,
        ),
    });
  return {
    type: 'faiss.IVFFlat',
    metric,
    cols,
    rows,
    cells,
    search: (queries, k, context) => searchCells(cells, search(context), queries, k, context),
    toFaiss: () => ({ kind: 'ivf-flat', metric, cols, rows, nprobe, centres, starts, ...unpackRows(packed, cols) }),
  };
}
