import type { RecordProblemCode, RecordScan, RecordSchema, ScanKernels, ScanProblem } from '../kernels.js';
import { type FramedRecord, HEADER_BYTES, nextRecord, payloadReadings } from './record-frames.js';
import { compareShapes, type RowMessage, type RowShape, readMessage } from './record-message.js';
import { RecordFault } from './record-wire.js';

type Problem = ScanProblem<RecordProblemCode>;
type ScanRequest = Parameters<ScanKernels['scanRecords']>[1];
type ScanOutput = Parameters<ScanKernels['scanRecords']>[2];

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
    for (;;) {
      // Looked at even where there is no more room: a problem behind the last row is told at once.
      const record = nextRecord(bytes, scan.consumed, final);
      if (record === undefined) break;
      const { message, shape } = understand(record);
      const entries = withPlace(record, () => {
        compareShapes(schema, shape);
        return write.hasRoom(scan.rows) ? write.row(message, scan.rows, scan.entries) : undefined;
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

/** Reads the message of a record: the first reading of its payload that makes sense. */
function understand(record: FramedRecord): { message: RowMessage; shape: RowShape } {
  return withPlace(record, () => {
    let firstFault: unknown;
    for (const payload of payloadReadings(record)) {
      try {
        return readMessage(payload);
      } catch (error) {
        firstFault ??= error;
      }
    }
    throw firstFault;
  });
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
