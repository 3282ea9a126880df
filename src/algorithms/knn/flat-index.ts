import type { FaissFlat } from '../algorithm.js';
import type { NeighborIndex } from './neighbor-index.js';
import { packRows, sketchOf, unpackRows } from './panels.js';
import { searchPanels } from './search.js';

/** Every row is compared with every query: exact, and the measure of the others. */
export function flatIndex({ metric, cols, rows, values }: FaissFlat): NeighborIndex {
  const packed = packRows(
    values,
    cols,
    Int32Array.from({ length: rows }, (_, row) => row),
    Int32Array.of(0, rows),
  );
  const panels = { ...packed.panels, sketch: sketchOf(packed.panels.values, cols) };
  return {
    type: 'faiss.Flat',
    metric,
    cols,
    rows,
    search: (queries, k, context) => searchPanels(panels, metric, queries, k, context),
    toFaiss: () => ({ kind: 'flat', metric, cols, rows, values: unpackRows(packed, cols).values }),
  };
}
