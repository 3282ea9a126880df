import type { ReadOptions } from '../../data/dataset.js';
import { PlatformError, type Where } from '../../errors.js';
import type {
  Kernels,
  RecordProblemCode,
  RecordScan,
  RecordSchema,
  ScanProblem,
  TensorType,
} from '../../kernels/kernels.js';
import { type ByteSource, type Window, windows } from '../byte-source.js';
import { recordError } from './problems.js';

/** One kernel call on a window of this size stays well under 50 ms, and what is read is still in a cache when it is scanned. */
const WINDOW_BYTES = { native: 2 << 20, wasm: 2 << 20, reference: 512 << 10 } as const;

/** The least that a row takes beside its numbers: the frame's header, the name `values`, and the tags and lengths around. */
const ROW_OVERHEAD_BYTES = 22;
const NUMBER_BYTES: Readonly<Record<TensorType, number>> = { float32: 4, float64: 8, int32: 1 };
const KEY_BYTES = 1;

export interface RecordScanOptions extends ReadOptions {
  readonly kernels: Kernels;
  readonly windowBytes?: number | undefined;
  /** Looks at what the first record says all others must be, and throws where that is not wanted. */
  readonly checkSchema?: ((schema: RecordSchema, where: Where) => void) | undefined;
}

/** Arrays that rows are read into: see {@link Kernels.scanRecords}. */
export interface RecordRoom {
  readonly values: Float32Array;
  readonly columns: Uint32Array;
  readonly rowStarts: Uint32Array;
  readonly labels: Float32Array;
}

/** Lengths of the arrays of a {@link RecordRoom}. */
export type RoomSize = Readonly<Record<keyof RecordRoom, number>>;

/**
 * Room for every row that can be in so many bytes, and one more, so that a scan always sees what stands behind the last
 * row. What numbers of the input itself say has no part in it.
 */
export function roomFor(bytes: number, schema: RecordSchema): RoomSize {
  const { layout, cols, labelSize, labelType = 'float32' } = schema;
  const valueBytes = NUMBER_BYTES[schema.featureType];
  const isSparse = layout === 'sparse';
  const rowBytes = ROW_OVERHEAD_BYTES + (isSparse ? 0 : cols * valueBytes) + labelSize * NUMBER_BYTES[labelType];
  const rows = Math.floor(bytes / rowBytes) + 1;
  const entries = Math.floor(bytes / (valueBytes + KEY_BYTES));
  return {
    values: isSparse ? entries : rows * cols,
    columns: isSparse ? entries : 0,
    rowStarts: isSparse ? rows + 1 : 0,
    labels: rows * labelSize,
  };
}

/** Rows that lie in `room` now. */
export interface ScannedRecords {
  readonly schema: RecordSchema;
  readonly room: RecordRoom;
  readonly scan: RecordScan;
  readonly file: string;
  /** 0-based in the file. */
  readonly firstRow: number;
}

/**
 * Reads the rows of all sources, window by window, into what `room` hands out. The first record of all says what every
 * other must be; a record does not reach over the end of its file.
 * @throws UserError E_RECORD_… at the first record that is not right, after the rows before it
 */
export async function* scanRecords(
  sources: readonly ByteSource[],
  room: (bytes: number, schema: RecordSchema) => RecordRoom,
  options: RecordScanOptions,
): AsyncGenerator<ScannedRecords, void, void> {
  const { kernels, signal, onWarning } = options;
  const windowBytes = options.windowBytes ?? WINDOW_BYTES[kernels.backend];
  let schema: RecordSchema | undefined;
  for (const source of sources) {
    const file = source.name;
    let firstRow = 0;
    for await (const window of windows(source, { windowBytes, signal })) {
      const fail = (problem: ScanProblem<RecordProblemCode>) =>
        recordError(problem, { ...window, file, records: firstRow, schema });
      if (schema === undefined) {
        schema = await describeFirst(kernels, window, fail);
        if (schema === undefined) continue;
        options.checkSchema?.(schema, { file, record: 0, byteOffset: window.offset });
      }
      const output = room(window.bytes.length, schema);
      const scan = await kernels.scanRecords(window.bytes, { schema, final: window.final }, output);
      window.consumed = scan.consumed;
      if (scan.paddingMissing) onWarning?.(paddingWarning(file, window.offset + window.bytes.length));
      if (scan.rows > 0) yield { schema, room: output, scan, file, firstRow };
      if (scan.problem !== undefined) throw fail(scan.problem);
      if (window.final && scan.consumed < window.bytes.length) throw grown(file);
      firstRow += scan.rows;
    }
  }
}

async function describeFirst(
  kernels: Kernels,
  { bytes, final }: Window,
  fail: (problem: ScanProblem<RecordProblemCode>) => Error,
): Promise<RecordSchema | undefined> {
  const found = await kernels.describeRecords(bytes, { final });
  if (found !== undefined && 'code' in found) throw fail(found);
  return found;
}

/** Room was made for the size that the file had. */
function grown(file: string): PlatformError {
  return new PlatformError('E_FILE_CHANGED', `${file} grew while it was being read.`, { where: { file } });
}

function paddingWarning(file: string, byteOffset: number) {
  return {
    code: 'W_RECORD_PADDING',
    message: `The last record in the data store '${file}' lacks its padding to four bytes. It is read; the reader of SageMaker's images refuses it.`,
    where: { file, byteOffset },
  };
}
