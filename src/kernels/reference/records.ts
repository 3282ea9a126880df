import type { RecordProblemCode, RecordScan, RecordSchema, ScanKernels, ScanProblem } from '../kernels.js';
import { compareShapes, type RowMessage, type RowShape, readMessage } from './record-message.js';
import { RecordFault } from './record-wire.js';

type Problem = ScanProblem<RecordProblemCode>;
type ScanRequest = Parameters<ScanKernels['scanRecords']>[1];
type ScanOutput = Parameters<ScanKernels['scanRecords']>[2];

const MAGIC = Uint8Array.of(0x0a, 0x23, 0xd7, 0xce);
const HEADER_BYTES = 8;
const LENGTH_MASK = 0x1fff_ffff;
const FLAG_SHIFT = 29;

/** What the three upper bits of a frame's length say: a whole record, or which part of one. */
const FLAG = { complete: 0, begin: 1, middle: 2, end: 3 } as const;

/** See {@link ScanKernels.describeRecords}. */
export function describeRecords(
  bytes: Uint8Array,
  { final }: { readonly final: boolean },
): RecordSchema | Problem | undefined {
  try {
    const record = nextRecord(bytes, 0, final);
    return record && understand(record).shape;
  } catch (error) {
    return toProblem(error, 0);
  }
}

/** See {@link ScanKernels.scanRecords}. */
export function scanRecords(bytes: Uint8Array, { schema, final }: ScanRequest, output: ScanOutput): RecordScan {
  const write = schema.layout === 'dense' ? denseWriter(schema, output) : sparseWriter(schema, output);
  const scan = { rows: 0, consumed: 0, entries: 0, paddingMissing: false };
  try {
    while (write.hasRoom(scan.rows)) {
      const record = nextRecord(bytes, scan.consumed, final);
      if (record === undefined) break;
      const { message, shape } = understand(record);
      const entries = withPlace(record, () => {
        compareShapes(schema, shape);
        return write.row(message, scan.rows, scan.entries);
      });
      if (entries === undefined) break;
      scan.rows++;
      scan.entries += entries;
      scan.consumed = record.end;
      scan.paddingMissing = record.paddingMissing;
    }
  } catch (error) {
    return { ...scan, problem: toProblem(error, scan.rows) };
  }
  return scan;
}

interface RowWriter {
  hasRoom(row: number): boolean;
  /** Returns the sparse entries written, or `undefined` where they do not fit. */
  row(message: RowMessage, row: number, entriesBefore: number): number | undefined;
}

function denseWriter({ cols, labelSize }: RecordSchema, { values, labels }: ScanOutput): RowWriter {
  return {
    hasRoom: (row) => (row + 1) * cols <= values.length && (row + 1) * labelSize <= labels.length,
    row: ({ features, label }, row) => {
      features.writeValues(values, row * cols);
      label?.writeValues(labels, row * labelSize);
      return 0;
    },
  };
}

function sparseWriter({ cols, labelSize }: RecordSchema, output: ScanOutput): RowWriter {
  const { values, columns, rowStarts, labels } = output;
  if (columns === undefined || rowStarts === undefined) throw new RangeError('sparse rows need columns and rowStarts');
  rowStarts[0] = 0;
  return {
    hasRoom: (row) => row + 1 < rowStarts.length && (row + 1) * labelSize <= labels.length,
    row: ({ features, label }, row, entriesBefore) => {
      let column = 0;
      for (const key of features.keyNumbers()) {
        if (key >= cols) throw new RecordFault('key-out-of-range', { offset: 0, column, expected: cols, actual: key });
        column++;
      }
      const entriesAfter = entriesBefore + features.values.count;
      if (entriesAfter > Math.min(values.length, columns.length)) return undefined;
      let entry = entriesBefore;
      for (const key of features.keyNumbers()) columns[entry++] = key;
      features.writeValues(values, entriesBefore);
      label?.writeValues(labels, row * labelSize);
      rowStarts[row + 1] = entriesAfter;
      return features.values.count;
    },
  };
}

interface Frame {
  readonly flag: number;
  readonly payload: Uint8Array;
  /** Where the next frame starts. */
  readonly end: number;
  readonly paddingMissing: boolean;
}

/** The frame at `at`; `undefined` where it is not complete yet, or where nothing follows. */
function nextFrame(bytes: Uint8Array, at: number, final: boolean): Frame | undefined {
  const left = bytes.length - at;
  if (left < HEADER_BYTES) {
    if (final && left > 0) throw new RecordFault('header-truncated', { offset: at, actual: left });
    return undefined;
  }
  if (!MAGIC.every((byte, index) => bytes[at + index] === byte)) throw new RecordFault('bad-magic', { offset: at });
  const flagAndLength = new DataView(bytes.buffer, bytes.byteOffset + at + 4, 4).getUint32(0, true);
  const length = flagAndLength & LENGTH_MASK;
  const start = at + HEADER_BYTES;
  const available = bytes.length - start;
  if (available < length) {
    if (final) throw new RecordFault('payload-truncated', { offset: at, expected: length, actual: available });
    return undefined;
  }
  const padded = length + ((4 - (length % 4)) % 4);
  const paddingMissing = available < padded;
  if (paddingMissing && !final) return undefined;
  return {
    flag: flagAndLength >>> FLAG_SHIFT,
    payload: bytes.subarray(start, start + length),
    end: start + Math.min(padded, available),
    paddingMissing,
  };
}

interface FramedRecord {
  readonly start: number;
  readonly end: number;
  /** One payload, or those of the parts. */
  readonly parts: readonly Uint8Array[];
  readonly paddingMissing: boolean;
}

/**
 * The record at `at`; `undefined` where it is not complete yet, or where nothing follows.
 * @throws RecordFault
 */
function nextRecord(bytes: Uint8Array, at: number, final: boolean): FramedRecord | undefined {
  let frame = nextFrame(bytes, at, final);
  if (frame === undefined) return undefined;
  const parts = [frame.payload];
  if (frame.flag !== FLAG.complete) {
    if (frame.flag !== FLAG.begin) throw new RecordFault('split-corrupt', { offset: at });
    do {
      frame = nextFrame(bytes, frame.end, final);
      if (frame === undefined && !final) return undefined;
      if (frame?.flag !== FLAG.middle && frame?.flag !== FLAG.end)
        throw new RecordFault('split-corrupt', { offset: at });
      parts.push(frame.payload);
    } while (frame.flag !== FLAG.end);
  }
  return { start: at, end: frame.end, parts, paddingMissing: frame.paddingMissing };
}

/**
 * Reads the message of a record. For one in parts two conventions exist: MXNet's writer cuts at the magic, at a multiple
 * of four, and drops it; ml-io cuts anywhere and drops nothing. The first reading that makes sense counts.
 */
function understand(record: FramedRecord): { message: RowMessage; shape: RowShape } {
  return withPlace(record, () => {
    const { parts } = record;
    if (parts.length === 1) return readMessage(parts[0] as Uint8Array);
    if (parts.slice(0, -1).some((part) => part.length % 4 !== 0)) return readMessage(join(parts, new Uint8Array()));
    try {
      return readMessage(join(parts, MAGIC));
    } catch (firstFault) {
      try {
        return readMessage(join(parts, new Uint8Array()));
      } catch {
        throw firstFault;
      }
    }
  });
}

function join(parts: readonly Uint8Array[], separator: Uint8Array): Uint8Array {
  const joined = new Uint8Array(parts.reduce((sum, part) => sum + separator.length + part.length, -separator.length));
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
    if (at < joined.length) joined.set(separator, at);
    at += separator.length;
  }
  return joined;
}

/** Faults of a message know only its payload: this adds where the record starts. */
function withPlace<T>(record: FramedRecord, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof RecordFault)) throw error;
    const isInPayload = error.code === 'protobuf-malformed' && record.parts.length === 1;
    const offset = record.start + (isInPayload ? HEADER_BYTES + error.numbers.offset : 0);
    throw new RecordFault(error.code, { ...error.numbers, offset });
  }
}

function toProblem(error: unknown, row: number): Problem {
  if (!(error instanceof RecordFault)) throw error;
  return { code: error.code, row, ...error.numbers };
}
