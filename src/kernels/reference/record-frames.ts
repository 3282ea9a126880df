import { RecordFault } from './record-wire.js';

const MAGIC = Uint8Array.of(0x0a, 0x23, 0xd7, 0xce);
export const HEADER_BYTES = 8;
const LENGTH_MASK = 0x1fff_ffff;
const FLAG_SHIFT = 29;

/** What the three upper bits of a frame's length say: a whole record, or which part of one. */
const FLAG = { complete: 0, begin: 1, middle: 2, end: 3 } as const;

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

export interface FramedRecord {
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
export function nextRecord(bytes: Uint8Array, at: number, final: boolean): FramedRecord | undefined {
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
 * What the payload of a record may be, likeliest first. For one in parts two conventions exist: MXNet's writer cuts at the
 * magic, at a multiple of four, and drops it; ml-io cuts anywhere and drops nothing.
 */
export function payloadReadings({ parts }: FramedRecord): readonly Uint8Array[] {
  if (parts.length === 1) return parts;
  const plain = join(parts, new Uint8Array());
  return parts.slice(0, -1).some((part) => part.length % 4 !== 0) ? [plain] : [join(parts, MAGIC), plain];
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
