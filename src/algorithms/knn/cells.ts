import type { Nearest } from '../../kernels/kernels.js';
import type { FaissIvfFlat, FaissIvfPq } from '../algorithm.js';
import type { Cells } from './neighbor-index.js';
import { packRows } from './panels.js';
import { type ListSearch, type Queries, type SearchContext, searchLists, searchPanels } from './search.js';

/** The cells of an inverted file: each holds the rows that are nearer to its centre than to the others. */
export function cellsOf({ metric, cols, nprobe, centres, starts }: FaissIvfFlat | FaissIvfPq): Cells {
  const count = starts.length - 1;
  const numbers = Int32Array.from({ length: count }, (_, cell) => cell);
  const { panels } = packRows(centres, cols, numbers, Int32Array.of(0, count));
  return {
    count,
    nprobe: Math.min(nprobe, count),
    centres,
    sizes: numbers.map((cell) => (starts[cell + 1] as number) - (starts[cell] as number)),
    probe: (queries, cells, context) => searchPanels(panels, metric, queries, cells, context),
  };
}

/**
 * Searches the cells nearest to each query. Where those hold fewer than k rows, faiss gives fewer neighbours; here twice as many cells are looked at,
 * until there are k. If evidence turns up of what SageMaker does with the missing ones, this is the place to correct.
 */
export async function searchCells(
  cells: Cells,
  search: (probed: number) => ListSearch,
  queries: Queries,
  k: number,
  context: SearchContext,
  nprobe = cells.nprobe,
): Promise<Nearest> {
  const { ids: lists } = await cells.probe(queries, nprobe, context);
  const nearest = await searchLists(search(nprobe), lists, queries, k, context);
  const lacking = rowsLacking(nearest, queries.rows, k);
  if (lacking.length === 0 || nprobe === cells.count) return nearest;
  const again = await searchCells(cells, search, pick(queries, lacking), k, context, Math.min(cells.count, 2 * nprobe));
  lacking.forEach((row, at) => {
    nearest.ids.set(again.ids.subarray(at * k, (at + 1) * k), row * k);
    nearest.distances.set(again.distances.subarray(at * k, (at + 1) * k), row * k);
  });
  return nearest;
}

function rowsLacking({ ids }: Nearest, rows: number, k: number): number[] {
  return Array.from({ length: rows }, (_, row) => row).filter((row) => (ids[(row + 1) * k - 1] as number) < 0);
}

function pick({ values, cols }: Queries, rows: readonly number[]): Queries {
  const picked = new Float32Array(rows.length * cols);
  rows.forEach((row, at) => {
    picked.set(values.subarray(row * cols, (row + 1) * cols), at * cols);
  });
  return { values: picked, rows: rows.length, cols };
}
