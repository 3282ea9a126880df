import type { ReadOptions } from '../../data/dataset.js';
import { type Dense, rowsOf } from '../../data/dense.js';
import { PlatformError, type Where } from '../../errors.js';
import type {
  Kernels,
  RecordProblemCode,
  RecordScan,
  RecordSchema,
  ScanProblem,
  TensorType,
} from '../../kernels/kernels.js';
import { nextRecord } from '../../kernels/reference/record-frames.js';
import { letOthersRun } from '../../kernels/wasm/pieces.js';
import { type ByteSource, type Window, windows } from '../byte-source.js';
import { Stride, tell } from '../forgiving.js';
import { type AlikeRows, alikeRows } from './alike.js';
import { recordError, type ScannedBytes } from './problems.js';

/** One kernel call on a window of this size stays well under 50 ms, and what is read is still in a cache when it is scanned. */
const WINDOW_BYTES = { native: 4 << 20, wasm: 2 << 20, reference: 512 << 10 } as const;

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

export const NO_ROOM: RecordRoom = {
  values: new Float32Array(),
  columns: new Uint32Array(),
  rowStarts: new Uint32Array(),
  labels: new Float32Array(),
};

/** Finds room for the rows of so many bytes; where they are the last ones, it must be room for all. */
export type FindRoom = (bytes: number, schema: RecordSchema, isFinal: boolean) => RecordRoom;

/** Lengths of the arrays of a {@link RecordRoom}. */
export type RoomSize = Readonly<Record<keyof RecordRoom, number>>;

/**
 * Room for every row that can be in so many bytes, and one more, so that a scan always sees what stands behind the last
 * row. What numbers of the input itself say has no part in it.
 */
export function roomFor(bytes: number, schema: RecordSchema): RoomSize {
  const { layout, cols, labelSize } = schema;
  const isSparse = layout === 'sparse';
  const rows = Math.floor(bytes / leastRowBytes(schema)) + 1;
  const entries = Math.floor(bytes / (NUMBER_BYTES[schema.featureType] + KEY_BYTES));
  return {
    values: isSparse ? entries : rows * cols,
    columns: isSparse ? entries : 0,
    rowStarts: isSparse ? rows + 1 : 0,
    labels: rows * labelSize,
  };
}

/** The least that a row takes; for a sparse one that is a row without entries. */
export function leastRowBytes({ layout, cols, featureType, labelSize, labelType = 'float32' }: RecordSchema): number {
  const values = layout === 'sparse' ? 0 : cols * NUMBER_BYTES[featureType];
  return ROW_OVERHEAD_BYTES + values + labelSize * NUMBER_BYTES[labelType];
}

/** Where rows go. */
export interface RecordRooms {
  readonly room: FindRoom;
  /** Of so many rows, how many may stay where they were read, until the block after the next is asked for; absent where none may. */
  readonly inPlace?: (rows: number) => number;
}

/** Rows and what was read for them. */
export interface ScannedRecords {
  readonly schema: RecordSchema;
  /** Where the rows lie now; empty where they stayed. */
  readonly room: RecordRoom;
  /** Rows that stayed where they were read. */
  readonly inPlace?: Dense;
  readonly scan: Pick<RecordScan, 'rows' | 'entries' | 'consumed'>;
  readonly file: string;
  /** 0-based in the file. */
  readonly firstRow: number;
}

/**
 * Reads the rows of all sources, window by window, into what `rooms` has for them. The first record of all says what every
 * other must be; a record does not reach over the end of its file.
 * @throws UserError E_RECORD_… at the first record that is not right, after the rows before it. Where somebody listens for problems,
 * the scan goes on behind that record if its frame is whole, and with the next source if it is not: frames are found by walking.
 */
export async function* scanRecords(
  sources: readonly ByteSource[],
  rooms: RecordRooms,
  options: RecordScanOptions,
): AsyncGenerator<ScannedRecords, void, void> {
  let schema: RecordSchema | undefined;
  for (const source of sources) {
    const scan = new SourceScan(source, rooms, options, schema);
    try {
      yield* scan.rows();
    } catch (error) {
      await tell(error, options.onProblem);
    }
    schema = scan.schema;
  }
}

class SourceScan {
  /** Known from the first good record on. */
  schema: RecordSchema | undefined;
  readonly #source: ByteSource;
  readonly #rooms: RecordRooms;
  readonly #options: RecordScanOptions;
  readonly #stride = new Stride();
  #records = 0;

  constructor(source: ByteSource, rooms: RecordRooms, options: RecordScanOptions, schema: RecordSchema | undefined) {
    this.#source = source;
    this.#rooms = rooms;
    this.#options = options;
    this.schema = schema;
  }

  async *rows(): AsyncGenerator<ScannedRecords, void, void> {
    const { kernels, signal } = this.#options;
    const windowBytes = this.#options.windowBytes ?? WINDOW_BYTES[kernels.backend];
    // Rows that stay where they are must outlive the window after theirs, which is scanned beforehand.
    const kept = this.#rooms.inPlace === undefined ? 1 : 2;
    for await (const window of windows(this.#source, { windowBytes, kept, room: kernels.roomForRows, signal })) {
      yield* this.#scan(window);
      if (window.final && window.consumed < window.bytes.length) throw grown(this.#source.name);
    }
  }

  async *#scan(window: Window): AsyncGenerator<ScannedRecords, void, void> {
    for (let goesOn = true; goesOn; ) {
      const { bytes, final, rest } = this.#stride.of(window);
      const scanned = {
        bytes,
        file: this.#source.name,
        offset: window.offset + window.consumed,
        records: this.#records,
      };
      if (this.schema === undefined) {
        const found = await this.#options.kernels.describeRecords(bytes, { final });
        if (found !== undefined && 'code' in found) {
          await this.#passOver(found, window, scanned);
          continue;
        }
        if (found === undefined && !rest) return;
        if (found === undefined) this.#stride.lengthen();
        else await this.#become(found, scanned);
        continue;
      }
      const alike = await this.#alike(window, this.schema);
      if (alike !== undefined) {
        yield this.#inPlace(window, alike, this.schema);
        if (alike.reachEnd) return;
        continue;
      }
      const room = this.#rooms.room(bytes.length, this.schema, final);
      const scan = await this.#options.kernels.scanRecords(bytes, { schema: this.schema, final }, room);
      window.consumed += scan.consumed;
      this.#records += scan.rows;
      if (scan.paddingMissing)
        this.#options.onWarning?.(paddingWarning(scanned.file, window.offset + window.bytes.length));
      if (scan.rows > 0) yield { schema: this.schema, room, scan, file: scanned.file, firstRow: scanned.records };
      if (scan.problem === undefined) this.#stride.lengthen();
      else await this.#passOver(scan.problem, window, scanned);
      goesOn = scan.problem !== undefined || rest;
    }
  }

  /** What stands at the start of a window and need not be copied. What may be the end of the file is scanned, and so is the rest of a window. */
  async #alike({ bytes, consumed, final }: Window, schema: RecordSchema): Promise<AlikeRows | undefined> {
    const { inPlace } = this.#rooms;
    if (inPlace === undefined || final || consumed > 0) return undefined;
    // Whoever waits for the rows before can set threads to work on them first.
    await letOthersRun();
    return alikeRows(bytes, schema, inPlace);
  }

  #inPlace(window: Window, { features, bytes }: AlikeRows, schema: RecordSchema): ScannedRecords {
    const firstRow = this.#records;
    const rows = rowsOf(features);
    window.consumed = bytes;
    this.#records += rows;
    const scan = { rows, entries: 0, consumed: bytes };
    return { schema, room: NO_ROOM, inPlace: features, scan, file: this.#source.name, firstRow };
  }

  async #become(schema: RecordSchema, { file, records, offset }: ScannedBytes): Promise<void> {
    this.schema = schema;
    try {
      this.#options.checkSchema?.(schema, { file, record: records, byteOffset: offset });
    } catch (error) {
      await tell(error, this.#options.onProblem);
    }
  }

  /** Everything in front of the bad record is consumed. */
  async #passOver(problem: ScanProblem<RecordProblemCode>, window: Window, scanned: ScannedBytes): Promise<void> {
    const { schema } = this;
    const explain = () => recordError(problem, { ...scanned, schema });
    const { onProblem } = this.#options;
    const end = endOfRecord(window);
    if (onProblem === undefined || end === undefined) throw explain();
    await onProblem(async () => explain());
    window.consumed = end;
    this.#records++;
    this.#stride.shorten();
  }
}

/** Of the one that starts behind what is consumed; nothing where its frame is broken. */
function endOfRecord({ bytes, consumed, final }: Window): number | undefined {
  try {
    return nextRecord(bytes, consumed, final)?.end;
  } catch {
    return undefined;
  }
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
