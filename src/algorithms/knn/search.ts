import type { Kernels, Nearest, NeighborKernels, NeighborMetric, Panels } from '../../kernels/kernels.js';
import { PANEL_ROWS } from '../../kernels/kernels.js';
import { rowsPerCall } from '../work.js';

export interface SearchContext {
  readonly kernels: Kernels;
  readonly signal?: AbortSignal | undefined;
}

/** `[rows, cols]` */
export interface Queries {
  readonly values: Float32Array;
  readonly rows: number;
  readonly cols: number;
}

/** Queries that go over the rows together: enough for many threads to share, and a call's rows stay in a cache for all of them. */
const QUERIES_PER_CALL = 768;

/** Calls that are under way at once: while the slowest thread ends one, the others work on the next. */
const CALLS_AT_ONCE = 2;

/** The k nearest of all rows in the panels. */
export async function searchPanels(
  panels: Panels,
  metric: NeighborMetric,
  queries: Queries,
  k: number,
  context: SearchContext,
): Promise<Nearest> {
  const nearest = nothingYet(queries.rows, k);
  let next = 0;
  const searchOn = async () => {
    while (next < queries.rows) {
      const from = next;
      next = Math.min(queries.rows, from + QUERIES_PER_CALL);
      await searchTogether(panels, metric, part(queries, nearest, k, from, next), k, context);
    }
  };
  await Promise.all(Array.from({ length: CALLS_AT_ONCE }, searchOn));
  return nearest;
}

/** Shows all panels to a few queries, piece by piece. */
async function searchTogether(
  panels: Panels,
  metric: NeighborMetric,
  { queries, nearest }: ReturnType<typeof part>,
  k: number,
  { kernels, signal }: SearchContext,
): Promise<void> {
  const count = panels.ids.length / PANEL_ROWS;
  const perCall = rowsPerCall(kernels, queries.rows * queries.cols * PANEL_ROWS);
  for (let panel = 0; panel < count; panel += perCall) {
    const piece = slicePanels(panels, queries.cols, panel, Math.min(count, panel + perCall));
    await kernels.offerRows({ ...callOf(queries, k), metric, panels: piece }, nearest);
    signal?.throwIfAborted();
  }
}

/** What a search of lists costs, and how it is done for some of the queries. */
export interface ListSearch {
  readonly operationsPerQuery: number;
  offer(queries: ReturnType<typeof callOf>, lists: Int32Array, nearest: Nearest): Promise<void>;
}

/** The k nearest of the rows in the lists that each query looks at. `lists` are `[rows, probed]`. */
export async function searchLists(
  search: ListSearch,
  lists: Int32Array,
  queries: Queries,
  k: number,
  { kernels, signal }: SearchContext,
): Promise<Nearest> {
  const nearest = nothingYet(queries.rows, k);
  const probed = lists.length / queries.rows;
  const perCall = rowsPerCall(kernels, search.operationsPerQuery);
  for (let from = 0; from < queries.rows; from += perCall) {
    const to = Math.min(queries.rows, from + perCall);
    const some = part(queries, nearest, k, from, to);
    await search.offer(callOf(some.queries, k), lists.subarray(from * probed, to * probed), some.nearest);
    signal?.throwIfAborted();
  }
  return nearest;
}

function nothingYet(rows: number, k: number): Nearest {
  return {
    ids: new Int32Array(rows * k).fill(-1),
    distances: new Float64Array(rows * k).fill(Number.POSITIVE_INFINITY),
  };
}

function part({ values, cols }: Queries, { ids, distances }: Nearest, k: number, from: number, to: number) {
  return {
    queries: { values: values.subarray(from * cols, to * cols), rows: to - from, cols },
    nearest: { ids: ids.subarray(from * k, to * k), distances: distances.subarray(from * k, to * k) },
  };
}

function callOf({ values, rows, cols }: Queries, k: number) {
  return { queries: values, rows, cols, k } satisfies Partial<Parameters<NeighborKernels['offerRows']>[0]>;
}

function slicePanels({ values, sketch, halfNorms, ids }: Panels, cols: number, from: number, to: number): Panels {
  const even = cols + (cols % 2);
  return {
    values: values.subarray(from * PANEL_ROWS * cols, to * PANEL_ROWS * cols),
    sketch: sketch && {
      ...sketch,
      values: sketch.values.subarray(from * PANEL_ROWS * even, to * PANEL_ROWS * even),
    },
    halfNorms: halfNorms.subarray(from * PANEL_ROWS, to * PANEL_ROWS),
    ids: ids.subarray(from * PANEL_ROWS, to * PANEL_ROWS),
  };
}
