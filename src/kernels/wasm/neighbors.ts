import { type NeighborKernels, PANEL_ROWS, type Probes } from '../kernels.js';
import { checkCodesOffer, checkHadamard, checkProjection, checkRowsOffer } from '../lengths/neighbors.js';
import type { Run, Slot, WasmInstance } from './instance.js';
import { pieceRows, pieces } from './pieces.js';

/** See native/wasm/src/neighbors.rs. */
export interface NeighborExports {
  offer_rows(
    ...args: [
      ...queriesRowsColsAndK: [number, number, number, number],
      innerProduct: number,
      ...valuesHalfNormsIdsAndPanels: [number, number, number, number],
      ...startsAndCount: [number, number],
      ...listsAndProbed: [number, number],
      ...idsAndDistances: [number, number],
    ]
  ): void;
  offer_codes(
    ...args: [
      ...queriesRowsColsAndK: [number, number, number, number],
      m: number,
      ...centresAndCodewords: [number, number],
      ...codesIdsAndCount: [number, number, number],
      ...startsAndCount: [number, number],
      ...listsAndProbed: [number, number],
      ...idsAndDistances: [number, number],
    ]
  ): void;
  project_rows(points: number, matrix: number, rows: number, cols: number, width: number, projected: number): void;
  hadamard_rows(values: number, rows: number, cols: number): void;
}

export function wasmNeighbors(run: Run, pieceBytes: number): NeighborKernels {
  return {
    async offerRows(...arrays) {
      checkRowsOffer(...arrays);
      await run((core) => offerRows(core, pieceBytes, ...arrays));
    },
    async offerCodes(...arrays) {
      checkCodesOffer(...arrays);
      await run((core) => offerCodes(core, ...arrays));
    },
    async projectRows(...arrays) {
      checkProjection(...arrays);
      await run((core) => projectRows(core, pieceBytes, ...arrays));
    },
    async hadamardRows(...arrays) {
      checkHadamard(...arrays);
      await run((core) => hadamardRows(core, pieceBytes, ...arrays));
    },
  };
}

/** Panels come by the piece, each offered to all queries: what was found so far stays in linear memory. */
async function offerRows(
  core: WasmInstance,
  pieceBytes: number,
  ...[input, nearest]: Parameters<NeighborKernels['offerRows']>
): Promise<void> {
  const { queries, rows, cols, k, metric, panels, probes } = input;
  if (rows === 0) return;
  const count = panels.ids.length / PANEL_ROWS;
  const most = pieceRows(pieceBytes, count, cols * PANEL_ROWS, rows);
  const room = core.reserve(panels.values, most * cols * PANEL_ROWS);
  const norms = core.reserve(panels.halfNorms, most * PANEL_ROWS);
  const names = core.reserve(panels.ids, most * PANEL_ROWS);
  const asking = core.copyIn(queries);
  const found = [core.copyIn(nearest.ids), core.copyIn(nearest.distances)] as const;
  const looking = probes && probeSlots(core, probes);
  for await (const { from, to } of pieces(count, most)) {
    core.write(room, panels.values.subarray(from * cols * PANEL_ROWS, to * cols * PANEL_ROWS));
    core.write(norms, panels.halfNorms.subarray(from * PANEL_ROWS, to * PANEL_ROWS));
    core.write(names, panels.ids.subarray(from * PANEL_ROWS, to * PANEL_ROWS));
    if (probes && looking) core.write(looking[0], within(probes.starts, from, to));
    core.exports.offer_rows(
      ...([asking.address, rows, cols, k, Number(metric === 'INNER_PRODUCT')] as const),
      ...([room.address, norms.address, names.address, to - from] as const),
      ...([looking?.[0].address ?? 0, (looking?.[0].length ?? 1) - 1] as const),
      ...([looking?.[1].address ?? 0, probes?.probed ?? 0] as const),
      ...([found[0].address, found[1].address] as const),
    );
  }
  core.read(found[0], nearest.ids);
  core.read(found[1], nearest.distances);
}

/** Where lists start in a piece of the panels: those that lie elsewhere are empty there. */
function within(starts: Int32Array, from: number, to: number): Int32Array {
  return starts.map((start) => Math.min(Math.max(start, from), to) - from);
}

function probeSlots(core: WasmInstance, { starts, lists }: Probes): readonly [Slot, Slot] {
  return [core.copyIn(starts), core.copyIn(lists)];
}

/** Codes are small: all of them are copied in, and the queries take turns. */
async function offerCodes(
  core: WasmInstance,
  ...[input, nearest]: Parameters<NeighborKernels['offerCodes']>
): Promise<void> {
  const { queries, rows, cols, k, m, centres, codewords, codes, ids, probes } = input;
  if (rows === 0) return;
  const [cells, words, names] = [core.copyIn(centres), core.copyIn(codewords), core.copyIn(ids)];
  const asking = core.copyIn(queries);
  const held = core.copyIn(codes);
  const [starts, lists] = probeSlots(core, probes);
  const found = [core.copyIn(nearest.ids), core.copyIn(nearest.distances)] as const;
  // A look at a list costs a table of 256 x cols and m additions for each code.
  const looks = cols * 256 + (m * ids.length) / (probes.starts.length - 1);
  for await (const { from, to } of pieces(rows, pieceRows(Number.POSITIVE_INFINITY, rows, 1, looks * probes.probed))) {
    core.exports.offer_codes(
      ...([asking.address + 4 * from * cols, to - from, cols, k, m] as const),
      ...([cells.address, words.address, held.address, names.address, ids.length] as const),
      ...([starts.address, starts.length - 1] as const),
      ...([lists.address + 4 * from * probes.probed, probes.probed] as const),
      ...([found[0].address + 4 * from * k, found[1].address + 8 * from * k] as const),
    );
  }
  core.read(found[0], nearest.ids);
  core.read(found[1], nearest.distances);
}

async function projectRows(
  core: WasmInstance,
  pieceBytes: number,
  ...[input, projected]: Parameters<NeighborKernels['projectRows']>
): Promise<void> {
  const { points, matrix, rows, cols, width } = input;
  const most = pieceRows(pieceBytes, rows, cols, width);
  const room = core.reserve(points, most * cols);
  const weights = core.copyIn(matrix);
  const shorter = core.reserve(projected, most * width);
  for await (const { from, to } of pieces(rows, most)) {
    core.write(room, points.subarray(from * cols, to * cols));
    core.exports.project_rows(room.address, weights.address, to - from, cols, width, shorter.address);
    core.read(shorter, projected.subarray(from * width, to * width));
  }
}

async function hadamardRows(
  core: WasmInstance,
  pieceBytes: number,
  ...[{ rows, cols }, values]: Parameters<NeighborKernels['hadamardRows']>
): Promise<void> {
  const most = pieceRows(pieceBytes, rows, cols, Math.log2(cols) + 1);
  const room = core.reserve(values, most * cols);
  for await (const { from, to } of pieces(rows, most)) {
    const piece = values.subarray(from * cols, to * cols);
    core.write(room, piece);
    core.exports.hadamard_rows(room.address, to - from, cols);
    core.read(room, piece);
  }
}
