import type { DelimitedProblemCode, DmlcKernels, LibsvmProblemCode, ScanProblem } from '../kernels.js';
import { checkDelimited, checkLibsvm } from '../lengths/dmlc.js';
import type { Run, Slot, WasmInstance } from './instance.js';
import { type PieceScan, readAnswer, readProblem, scanByPiece } from './scan-pieces.js';

/** See native/wasm/src/dmlc.rs. */
export interface DmlcExports {
  scan_delimited(
    ...args: [
      ...bytesLengthAndFinal: [number, number, number],
      ...delimiterColsAndWeighted: [number, number, number],
      ...values: [number, number],
      ...labels: [number, number],
      ...weights: [number, number],
      notes: number,
      answer: number,
    ]
  ): void;
  scan_libsvm(
    ...args: [
      ...bytesLengthFirstAndFinal: [number, number, number, number],
      ...roomForRowsAndEntries: [number, number],
      ...labelsWeightsAndQueryIds: [number, number, number],
      ...rowStartsColumnsAndValues: [number, number, number],
      notes: number,
      answer: number,
    ]
  ): void;
}

type DelimitedCall = Parameters<DmlcKernels['scanDelimited']>;
type LibsvmCall = Parameters<DmlcKernels['scanLibsvm']>;

interface Scan<Code extends string> extends PieceScan {
  readonly width: number;
  readonly problem?: ScanProblem<Code>;
}

const NOTHING: Scan<never> = { rows: 0, consumed: 0, entries: 0, width: 0 };

const widest = (before: Scan<string>, scan: Scan<string>) => ({ width: Math.max(before.width, scan.width) });

export function wasmDmlc(run: Run, pieceBytes: number): DmlcKernels {
  return {
    async scanDelimited(...[bytes, request, output]: DelimitedCall) {
      checkDelimited(request, output);
      const { cols, weighted } = request;
      const input = { bytes, final: request.final, nothing: NOTHING };
      const { rows, consumed, width, problem } = await run((core) =>
        scanByPiece<Scan<DelimitedProblemCode>>(
          core,
          pieceBytes,
          input,
          (piece, final, soFar) =>
            scanDelimitedPiece(core, [piece, { ...request, final }, rowsFrom(soFar, cols, weighted, output)], soFar),
          widest,
        ),
      );
      return { rows, consumed, width, ...(problem && { problem }) };
    },
    async scanLibsvm(...[bytes, request, output]: LibsvmCall) {
      checkLibsvm(output);
      const input = { bytes, final: request.final, nothing: NOTHING };
      return run((core) =>
        scanByPiece<Scan<LibsvmProblemCode>>(
          core,
          pieceBytes,
          input,
          (piece, final, soFar) =>
            scanLibsvmPiece(core, piece, { first: request.first && soFar.consumed === 0, final }, output, soFar),
          widest,
        ),
      );
    },
  };
}

function rowsFrom({ rows }: PieceScan, cols: number, weighted: boolean, output: DelimitedCall[2]): DelimitedCall[2] {
  const { values, labels, weights, notes } = output;
  return {
    values: values.subarray(rows * cols),
    labels: labels.subarray(rows),
    weights: weighted ? weights.subarray(rows) : weights,
    notes,
  };
}

function scanDelimitedPiece(
  core: WasmInstance,
  [bytes, { delimiter, cols, weighted, final }, output]: DelimitedCall,
  { consumed }: PieceScan,
): Scan<DelimitedProblemCode> {
  const mostRows = Math.min(output.labels.length, Math.floor(bytes.length / 2) + 1);
  const input = core.copyIn(bytes);
  const [answer, notes] = [core.reserve(new Float64Array(11)), core.reserve(output.notes)];
  const values = core.reserve(output.values, Math.min(output.values.length, mostRows * cols));
  const labels = core.reserve(output.labels, mostRows);
  const weights = core.reserve(output.weights, weighted ? Math.min(output.weights.length, mostRows) : 0);
  core.exports.scan_delimited(
    ...[input.address, input.length, Number(final), delimiter, cols, Number(weighted)],
    ...[values.address, values.length, labels.address, labels.length, weights.address, weights.length],
    ...[notes.address, answer.address],
  );
  const scan = readScan<DelimitedProblemCode>(core, answer);
  core.read(values, output.values.subarray(0, scan.rows * cols));
  core.read(labels, output.labels.subarray(0, scan.rows));
  if (weighted) core.read(weights, output.weights.subarray(0, scan.rows));
  addNotes(core, notes, output.notes, consumed);
  return scan;
}

function scanLibsvmPiece(
  core: WasmInstance,
  bytes: Uint8Array,
  { first, final }: LibsvmCall[1],
  output: LibsvmCall[2],
  soFar: PieceScan,
): Scan<LibsvmProblemCode> {
  const roomLeft = Math.min(output.labels.length, output.weights.length, output.queryIds.length);
  const rowsRoom =
    Math.min(roomLeft, output.rowStarts.length - 1, soFar.rows + Math.floor(bytes.length / 2) + 1) - soFar.rows;
  const entriesLeft = Math.min(output.columns.length, output.values.length) - soFar.entries;
  const entriesRoom = Math.min(entriesLeft, Math.floor(bytes.length / 3) + 1);
  const input = core.copyIn(bytes);
  const [answer, notes] = [core.reserve(new Float64Array(11)), core.reserve(output.notes)];
  const [labels, weights] = [core.reserve(output.labels, rowsRoom), core.reserve(output.weights, rowsRoom)];
  const queryIds = core.reserve(output.queryIds, rowsRoom);
  const rowStarts = core.reserve(output.rowStarts, rowsRoom + 1);
  const [columns, values] = [core.reserve(output.columns, entriesRoom), core.reserve(output.values, entriesRoom)];
  core.exports.scan_libsvm(
    ...[input.address, input.length, Number(first), Number(final), rowsRoom, entriesRoom],
    ...[labels.address, weights.address, queryIds.address, rowStarts.address, columns.address, values.address],
    ...[notes.address, answer.address],
  );
  const scan = readScan<LibsvmProblemCode>(core, answer);
  const [rows, entries] = [soFar.rows + scan.rows, soFar.entries + scan.entries];
  core.read(labels, output.labels.subarray(soFar.rows, rows));
  core.read(weights, output.weights.subarray(soFar.rows, rows));
  core.read(queryIds, output.queryIds.subarray(soFar.rows, rows));
  core.read(columns, output.columns.subarray(soFar.entries, entries));
  core.read(values, output.values.subarray(soFar.entries, entries));
  const starts = core.read(rowStarts, output.rowStarts.subarray(soFar.rows, rows + 1));
  for (let row = 0; row < starts.length; row++) starts[row] = (starts[row] as number) + soFar.entries;
  addNotes(core, notes, output.notes, soFar.consumed);
  return scan;
}

function readScan<Code extends string>(core: WasmInstance, answer: Slot): Scan<Code> {
  const [rows, consumed, entries, width, ...rest] = readAnswer(core, answer);
  const problem = readProblem<Code>(core, rest);
  return {
    rows: rows as number,
    consumed: consumed as number,
    entries: entries as number,
    width: width as number,
    ...(problem && { problem }),
  };
}

/** Offsets in the core count from the piece's own start. */
function addNotes(core: WasmInstance, slot: Slot, notes: Float64Array, consumed: number): void {
  const found = core.read(slot, new Float64Array(notes.length));
  for (let kind = 0; kind < notes.length; kind += 2) {
    const count = found[kind] as number;
    if (notes[kind] === 0 && count > 0) notes[kind + 1] = consumed + (found[kind + 1] as number);
    notes[kind] = (notes[kind] as number) + count;
  }
}
