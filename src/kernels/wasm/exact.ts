import type { ColumnEntries, ExactKernels } from '../kernels.js';
import { checkEntries, checkRoute, checkSearch } from '../lengths/exact.js';
import type { NumericArray, Run, Slot, WasmInstance } from './instance.js';
import { letOthersRun } from './pieces.js';

type Columns = readonly [columns: number, starts: number, values: number, rows: number];

/** See native/wasm/src/exact.rs. */
export interface ExactExports {
  sort_columns(...columns: Columns): void;
  find_exact_splits(
    columns: number,
    starts: number,
    values: number,
    rows: number,
    firstColumn: number,
    walks: number,
    monotone: number,
    dataRows: number,
    nodeOfRow: number,
    gradients: number,
    nodes: number,
    nodeSums: number,
    nodeGains: number,
    nodeBounds: number,
    allowed: number,
    penalty: number,
    gains: number,
    bestColumns: number,
    bestValues: number,
    defaultLeft: number,
  ): void;
  route_rows(
    columns: number,
    starts: number,
    values: number,
    rows: number,
    firstColumn: number,
    dataRows: number,
    nodeOfRow: number,
    nodes: number,
    splitColumns: number,
    splitValues: number,
    goesLeft: number,
  ): void;
}

export function wasmExact(run: Run, pieceBytes: number): ExactKernels {
  return {
    async sortColumns(entries) {
      checkEntries(entries);
      await run((core) => sortColumns(core, pieceBytes, entries));
    },
    async findExactSplits(...arrays) {
      checkSearch(...arrays);
      await run((core) => findExactSplits(core, pieceBytes, ...arrays));
    },
    async routeRows(...arrays) {
      checkRoute(...arrays);
      await run((core) => routeRows(core, pieceBytes, ...arrays));
    },
  };
}

async function sortColumns(core: WasmInstance, pieceBytes: number, entries: ColumnEntries): Promise<void> {
  const room = new ColumnRoom(core, pieceBytes, entries);
  for await (const { address, from, to } of room.pieces()) {
    core.exports.sort_columns(...address);
    const [first, last] = [entries.starts[from] as number, entries.starts[to] as number];
    core.read(room.values, entries.values.subarray(first, last));
    core.read(room.rows, entries.rows.subarray(first, last));
  }
}

async function findExactSplits(
  core: WasmInstance,
  pieceBytes: number,
  ...[search, best]: Parameters<ExactKernels['findExactSplits']>
): Promise<void> {
  const { walks, monotone, allowed, penalty } = search;
  const nodes = search.nodeGains.length;
  const data = [search.nodeOfRow, search.gradients].map((array) => core.copyIn(array).address) as [number, number];
  const known = [search.nodeSums, search.nodeGains, search.nodeBounds].map((array) => core.copyIn(array).address);
  const numbers = core.copyIn(
    Float32Array.of(penalty.lambda, penalty.alpha, penalty.maxDeltaStep, penalty.minChildWeight),
  ).address;
  const outputs: NumericArray[] = [best.gains, best.columns, best.values, best.defaultLeft];
  const slots = outputs.map((array) => core.copyIn(array));
  const room = new ColumnRoom(core, pieceBytes, search.entries);
  const [walkRoom, monotoneRoom] = [core.reserve(walks), monotone && core.reserve(walks)];
  const allowedRoom = allowed && core.reserve(allowed);
  for await (const { address, from, to } of room.pieces()) {
    core.write({ ...walkRoom, length: to - from }, walks.subarray(from, to));
    if (monotone && monotoneRoom)
      core.write({ ...monotoneRoom, length: to - from }, bytesOf(monotone.subarray(from, to)));
    if (allowed && allowedRoom) {
      const part = Uint8Array.from({ length: nodes * (to - from) }, (_, at) => {
        return allowed[Math.floor(at / (to - from)) * walks.length + from + (at % (to - from))] as number;
      });
      core.write({ ...allowedRoom, length: part.length }, part);
    }
    core.exports.find_exact_splits(
      ...address,
      search.firstColumn + from,
      walkRoom.address,
      monotoneRoom?.address ?? 0,
      search.nodeOfRow.length,
      ...data,
      nodes,
      ...(known as [number, number, number]),
      allowedRoom?.address ?? 0,
      numbers,
      ...(slots.map((slot) => slot.address) as [number, number, number, number]),
    );
  }
  for (const [at, output] of outputs.entries()) core.read(slots[at] as Slot, output);
}

async function routeRows(
  core: WasmInstance,
  pieceBytes: number,
  ...[input, goesLeft]: Parameters<ExactKernels['routeRows']>
): Promise<void> {
  const { nodeOfRow, splitColumns, splitValues } = input;
  const [rows, columns, values] = [nodeOfRow, splitColumns, splitValues].map((array) => core.copyIn(array).address);
  const nodes = [nodeOfRow.length, rows, splitColumns.length, columns, values] as [
    number,
    number,
    number,
    number,
    number,
  ];
  const output = core.copyIn(goesLeft);
  const room = new ColumnRoom(core, pieceBytes, input.entries);
  for await (const { address, from } of room.pieces()) {
    core.exports.route_rows(...address, input.firstColumn + from, ...nodes, output.address);
  }
  core.read(output, goesLeft);
}

/** Room for the entries of some columns at once, of the longest column at least. */
class ColumnRoom {
  readonly values: Slot;
  readonly rows: Slot;
  readonly #core: WasmInstance;
  readonly #entries: ColumnEntries;
  readonly #starts: Slot;
  readonly #most: number;

  constructor(core: WasmInstance, pieceBytes: number, entries: ColumnEntries) {
    const { starts, values, rows } = entries;
    let longest = 0;
    for (let column = 1; column < starts.length; column++) {
      longest = Math.max(longest, (starts[column] as number) - (starts[column - 1] as number));
    }
    this.#most = Math.min(values.length, Math.max(longest, Math.floor(pieceBytes / 8)));
    this.#core = core;
    this.#entries = entries;
    this.#starts = core.reserve(starts);
    this.values = core.reserve(values, this.#most);
    this.rows = core.reserve(rows, this.#most);
  }

  /** Fills the room with one run of columns after the other, with a turn of the event loop before each. */
  async *pieces(): AsyncGenerator<
    { readonly address: Columns; readonly from: number; readonly to: number },
    void,
    void
  > {
    const { starts, values, rows } = this.#entries;
    for (let from = 0, to = 0; from < starts.length - 1; from = to) {
      const first = starts[from] as number;
      while (to < starts.length - 1 && (starts[to + 1] as number) - first <= this.#most) to++;
      const last = starts[to] as number;
      await letOthersRun();
      const own = starts.slice(from, to + 1).map((start) => start - first);
      this.#core.write({ ...this.#starts, length: own.length }, own);
      this.#core.write({ ...this.values, length: last - first }, values.subarray(first, last));
      this.#core.write({ ...this.rows, length: last - first }, rows.subarray(first, last));
      yield { address: [to - from, this.#starts.address, this.values.address, this.rows.address], from, to };
    }
  }
}

function bytesOf(array: Int8Array): Uint8Array {
  return new Uint8Array(array.buffer, array.byteOffset, array.length);
}
