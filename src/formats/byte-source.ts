/** Bytes that can be read from the start as often as there are epochs: a file, a FIFO, a buffer. */
export interface ByteSource {
  readonly name: string;
  /** Absent where nobody knows before the end. */
  readonly size?: number;
  open(): Promise<ByteReader>;
  /** Bytes `[start, end)`, in any order; absent where there is only one: a pipe. They may lie in `into`, which has room for them. */
  slice?(start: number, end: number, into?: Uint8Array): Promise<Uint8Array>;
}

export interface ByteReader {
  /** Fills `into` from its start with the bytes at hand, at least one. 0 means the end. */
  read(into: Uint8Array): Promise<number>;
  close(): Promise<void>;
}

/** Size of all sources together; absent where one of them does not know its own. */
export function totalBytes(sources: readonly ByteSource[]): number | undefined {
  let total = 0;
  for (const { size } of sources) {
    if (size === undefined) return undefined;
    total += size;
  }
  return total;
}

/** Bytes in memory; `chunkBytes` caps what one read hands out. */
export function memorySource(name: string, bytes: Uint8Array, chunkBytes = Number.POSITIVE_INFINITY): ByteSource {
  return {
    name,
    size: bytes.length,
    slice: async (start, end) => bytes.subarray(start, end),
    async open() {
      let at = 0;
      return {
        async read(into) {
          const count = Math.min(into.length, bytes.length - at, chunkBytes);
          into.set(bytes.subarray(at, at + count));
          at += count;
          return count;
        },
        async close() {},
      };
    },
  };
}

/** A window on a source: what the previous window left unread, then new bytes. */
export interface Window {
  readonly bytes: Uint8Array;
  /** Position of `bytes[0]` in the source. */
  readonly offset: number;
  /** No bytes follow. */
  readonly final: boolean;
  /** The reader says how far it came; the rest stands at the front of the next window. */
  consumed: number;
}

export interface WindowOptions {
  readonly windowBytes?: number;
  /** Windows whose bytes stay as they are, the current one and those before it; the next one is read beside them. 1 unless said otherwise. */
  readonly kept?: number;
  /** Where windows lie; plain memory unless said otherwise. */
  readonly room?: (bytes: number) => Uint8Array<ArrayBuffer>;
  readonly signal?: AbortSignal | undefined;
}

const DEFAULT_WINDOW_BYTES = 8 << 20;

/** What stands at a multiple of it in the source does so in memory, too, as long as reads fill their windows. */
const ALIGNMENT = 8;

const aligned = (bytes: number) => ALIGNMENT * Math.ceil(bytes / ALIGNMENT);

/** Room in front of new bytes for what is left of the window before, as a share of a window: a few rows, as a rule. */
const FRONT_SHARE = 1 / 8;

/**
 * Slides over a source without ever holding more of it than the windows it keeps, the next one and the longest single record. That next one is
 * read while the current one is being worked on. The last window is marked final and may be empty.
 */
export async function* windows(source: ByteSource, options: WindowOptions = {}): AsyncGenerator<Window, void, void> {
  const { kept = 1, room = (bytes: number) => new Uint8Array(bytes), signal } = options;
  const windowBytes = Math.max(1, Math.min(options.windowBytes ?? DEFAULT_WINDOW_BYTES, (source.size ?? Infinity) + 1));
  const reader = await source.open();
  let pending: Promise<unknown> | undefined;
  try {
    // Each buffer keeps room in front of the new bytes for what its predecessor leaves unread.
    let front = aligned(windowBytes * FRONT_SHARE);
    const others = Array.from({ length: kept }, () => room(front + windowBytes));
    let current = room(front + windowBytes);
    let carry = 0;
    let offset = 0;
    let count = await reader.read(current.subarray(front));
    while (count > 0) {
      signal?.throwIfAborted();
      let next = others.shift() as typeof current;
      if (next.length < front + windowBytes) next = room(front + windowBytes);
      const reading = reader.read(next.subarray(front, front + windowBytes));
      pending = reading.catch(() => undefined);
      const window = { bytes: current.subarray(front - carry, front + count), offset, final: false, consumed: 0 };
      yield window;
      const nextCount = await reading;
      const rest = window.bytes.subarray(window.consumed);
      offset += window.consumed;
      if (rest.length <= front) {
        next.set(rest, front - rest.length);
      } else {
        const grownFront = aligned(2 * rest.length);
        const grown = room(grownFront + windowBytes);
        grown.set(rest, grownFront - rest.length);
        grown.set(next.subarray(front, front + nextCount), grownFront);
        next = grown;
        front = grownFront;
      }
      carry = rest.length;
      others.push(current);
      current = next;
      count = nextCount;
    }
    yield { bytes: current.subarray(front - carry, front), offset, final: true, consumed: 0 };
  } finally {
    await pending;
    await reader.close();
  }
}
