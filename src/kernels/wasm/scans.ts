import type { RecordProblemCode, RecordSchema, ScanKernels, ScanProblem } from '../kernels.js';
import { checkCells, checkRecordOutput } from '../lengths/scans.js';
import { fromCoreSchema, toCoreSchema } from '../scan-results.js';
import type { Run, Slot, WasmInstance } from './instance.js';
import { orAbsent, type PieceScan, readAnswer, readProblem, scanByPiece } from './scan-pieces.js';

/** See native/wasm/src/scans.rs. */
export interface ScanExports {
  describe_records(bytes: number, length: number, isFinal: number, answer: number): void;
  scan_records(
    ...args: [
      ...bytesLengthAndFinal: [number, number, number],
      ...sparseColsTypeLabelSizeAndType: [number, number, number, number, number],
      ...values: [number, number],
      ...columns: [number, number],
      ...rowStarts: [number, number],
      ...labels: [number, number],
      answer: number,
    ]
  ): void;
  scan_csv(
    ...args: [
      ...bytesLengthAndFinal: [number, number, number],
      ...cellsAndLabelSize: [number, number],
      ...values: [number, number],
      ...labels: [number, number],
      answer: number,
    ]
  ): void;
}

/** Bytes that a schema is first looked for in. */
const FIRST_LOOK_BYTES = 64 << 10;

/** A frame of RecordIO is at least this long. */
const FRAME_BYTES = 8;

const NO_ROOM = new Uint32Array(0);
const NO_TYPE = 0xffff_ffff;

export function wasmScans(run: Run, pieceBytes: number): ScanKernels {
  return {
    describeRecords: (bytes, { final }) => run(async (core) => describe(core, pieceBytes, bytes, final)),

    async scanRecords(bytes, { schema, final }, output) {
      checkRecordOutput(schema, output);
      const { values, columns = NO_ROOM, rowStarts = NO_ROOM, labels } = output;
      const sparse = schema.layout === 'sparse';
      return run((core) =>
        scanByPiece<Scan<RecordProblemCode>>(
          core,
          pieceBytes,
          { bytes, final, nothing: NOTHING },
          (piece, pieceFinal, { rows, entries }) =>
            scanRecordPiece(core, piece, schema, pieceFinal, entries, {
              values: values.subarray(sparse ? entries : rows * schema.cols),
              columns: columns.subarray(entries),
              rowStarts: rowStarts.subarray(rows),
              labels: labels.subarray(rows * schema.labelSize),
            }),
          lastPadding,
        ),
      );
    },

    async scanCsv(bytes, { cells, labelSize, final }, { values, labels }) {
      checkCells(cells, labelSize);
      const cols = cells - labelSize;
      const { rows, consumed, problem } = await run((core) =>
        scanByPiece<Scan<never>>(
          core,
          pieceBytes,
          { bytes, final, nothing: NOTHING },
          (piece, pieceFinal, { rows }) =>
            scanCsvPiece(core, piece, cells, labelSize, pieceFinal, {
              values: values.subarray(rows * cols),
              labels: labels.subarray(rows * labelSize),
            }),
          lastPadding,
        ),
      );
      return problem === undefined ? { rows, consumed } : { rows, consumed, problem };
    },
  };
}

interface Scan<Code extends string> extends PieceScan {
  readonly paddingMissing: boolean;
  readonly problem?: ScanProblem<Code>;
}

const NOTHING: Scan<never> = { rows: 0, consumed: 0, entries: 0, paddingMissing: false };

/** Only the last piece can end with the file. */
const lastPadding = (_: Scan<string>, { paddingMissing }: Scan<string>) => ({ paddingMissing });

function describe(core: WasmInstance, pieceBytes: number, bytes: Uint8Array, final: boolean) {
  for (let length = Math.min(FIRST_LOOK_BYTES, pieceBytes); ; length *= 4) {
    const whole = length >= bytes.length;
    const described = describeStart(core, whole ? bytes : bytes.subarray(0, length), whole && final);
    if (described !== undefined || whole) return described;
  }
}

function describeStart(
  core: WasmInstance,
  bytes: Uint8Array,
  final: boolean,
): RecordSchema | ScanProblem<RecordProblemCode> | undefined {
  const answer = core.reserve(new Float64Array(13));
  const { address, length } = core.copyIn(bytes);
  core.exports.describe_records(address, length, Number(final), answer.address);
  const [found, sparse, cols, featureType, labelSize, labelType, ...problem] = readAnswer(core, answer);
  core.freeAll();
  if (found !== 1) return readProblem(core, problem);
  return fromCoreSchema({
    sparse: sparse === 1,
    cols: cols as number,
    featureType: featureType as number,
    labelSize: labelSize as number,
    labelType: orAbsent(labelType),
  });
}

interface RecordRoom {
  readonly values: Float32Array;
  readonly columns: Uint32Array;
  readonly rowStarts: Uint32Array;
  readonly labels: Float32Array;
}

function scanRecordPiece(
  core: WasmInstance,
  bytes: Uint8Array,
  schema: RecordSchema,
  final: boolean,
  entriesBefore: number,
  output: RecordRoom,
): Scan<RecordProblemCode> {
  const { sparse, cols, featureType, labelSize, labelType = NO_TYPE } = toCoreSchema(schema);
  const most = bytes.length;
  const mostRows = Math.floor(most / FRAME_BYTES) + 1;
  const answer = core.reserve(new Float64Array(11));
  const input = core.copyIn(bytes);
  const values = core.reserve(output.values, Math.min(output.values.length, most));
  const columns = core.reserve(output.columns, Math.min(output.columns.length, most));
  const rowStarts = core.reserve(output.rowStarts, Math.min(output.rowStarts.length, mostRows + 1));
  const labels = core.reserve(output.labels, Math.min(output.labels.length, most));
  core.exports.scan_records(
    ...[input.address, input.length, Number(final)],
    ...[Number(sparse), cols, featureType, labelSize, labelType],
    ...[values.address, values.length, columns.address, columns.length],
    ...[rowStarts.address, rowStarts.length, labels.address, labels.length],
    answer.address,
  );
  const scan = readScan<RecordProblemCode>(core, answer);
  const { rows, entries } = scan;
  core.read(values, output.values.subarray(0, sparse ? entries : rows * cols));
  core.read(labels, output.labels.subarray(0, rows * labelSize));
  if (sparse && output.rowStarts.length > 0) {
    core.read(columns, output.columns.subarray(0, entries));
    const starts = core.read(rowStarts, output.rowStarts.subarray(0, rows + 1));
    for (let row = 0; row <= rows; row++) starts[row] = (starts[row] as number) + entriesBefore;
  }
  return scan;
}

function scanCsvPiece(
  core: WasmInstance,
  bytes: Uint8Array,
  cells: number,
  labelSize: number,
  final: boolean,
  output: { readonly values: Float32Array; readonly labels: Float32Array },
): Scan<never> {
  const mostRows = Math.floor(bytes.length / (2 * cells)) + 1;
  const cols = cells - labelSize;
  const answer = core.reserve(new Float64Array(11));
  const input = core.copyIn(bytes);
  const values = core.reserve(output.values, Math.min(output.values.length, mostRows * cols));
  const labels = core.reserve(output.labels, Math.min(output.labels.length, mostRows * labelSize));
  core.exports.scan_csv(
    ...[input.address, input.length, Number(final), cells, labelSize],
    ...[values.address, values.length, labels.address, labels.length],
    answer.address,
  );
  const scan = readScan<never>(core, answer);
  core.read(values, output.values.subarray(0, scan.rows * cols));
  core.read(labels, output.labels.subarray(0, scan.rows * labelSize));
  return scan;
}

function readScan<Code extends string>(core: WasmInstance, answer: Slot): Scan<Code> {
  const [rows, consumed, entries, paddingMissing, ...rest] = readAnswer(core, answer);
  const problem = readProblem<Code>(core, rest);
  return {
    rows: rows as number,
    consumed: consumed as number,
    entries: entries as number,
    paddingMissing: paddingMissing === 1,
    ...(problem && { problem }),
  };
}
