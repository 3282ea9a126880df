import { maskedCrc32c } from '../formats/crc32c.js';

/** A record in a window of bytes. */
export interface Cut {
  /** Where the next record starts. */
  readonly end: number;
  /** Start of this one without what wraps it; absent where nothing does. */
  readonly unpaddedStart?: number;
  /** End of this one without the padding that brings the next to its border, or what wraps it. */
  readonly unpaddedEnd: number;
  /** Why this is no record, where nobody after us could tell. */
  readonly broken?: string;
}

/**
 * Finds the end of the record that starts at `start`; `undefined` where it lies beyond the bytes at hand.
 * @param final no bytes follow
 */
export type Splitter = (bytes: Uint8Array, start: number, final: boolean) => Cut | undefined;

/** The whole input is one record. */
export const splitNone: Splitter = (bytes, start, final) => (final ? restOf(bytes, start) : undefined);

/** A line with its line end. */
export const splitLines: Splitter = (bytes, start, final) => {
  const newline = bytes.indexOf(0x0a, start);
  if (newline !== -1) return { end: newline + 1, unpaddedEnd: newline + 1 };
  return final ? restOf(bytes, start) : undefined;
};

const FRAME_HEADER_BYTES = 8;
const MAGIC = 0xced7230a;

/** What the top three bits of a frame say: a whole record, or a part of one that others follow. */
const MORE_PARTS = new Set([1, 2]);

/**
 * A RecordIO frame, or all the frames of a record in parts. It walks by length alone: a frame that is broken is cut off as it
 * stands, for the reader that gets it knows better what to say of it.
 */
export const splitRecordIO: Splitter = (bytes, start, final) => {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = start; at + FRAME_HEADER_BYTES <= bytes.length; ) {
    const content = at + FRAME_HEADER_BYTES;
    if (view.getUint32(at, true) !== MAGIC) return { end: content, unpaddedEnd: content };
    const word = view.getUint32(at + 4, true);
    const unpaddedEnd = content + (word & 0x1fffffff);
    const end = content + Math.ceil((unpaddedEnd - content) / 4) * 4;
    if (end > bytes.length) break;
    if (!MORE_PARTS.has(word >>> 29)) return { end, unpaddedEnd };
    at = end;
  }
  return final ? restOf(bytes, start) : undefined;
};

const TFRECORD_LENGTH_BYTES = 8;
const CHECK_BYTES = 4;
const TFRECORD_HEADER_BYTES = TFRECORD_LENGTH_BYTES + CHECK_BYTES;

/**
 * A TFRecord frame: length, check of the length, content, check of the content. No reader behind us knows the frame, so it is checked here.
 * @see https://www.tensorflow.org/tutorials/load_data/tfrecord
 */
export const splitTFRecord: Splitter = (bytes, start, final) => {
  const left = bytes.length - start;
  const cutOff = final && left > 0 ? { ...(restOf(bytes, start) as Cut), broken: 'ends in the middle' } : undefined;
  if (left < TFRECORD_HEADER_BYTES) return cutOff;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const content = start + TFRECORD_HEADER_BYTES;
  const isChecked = (from: number, to: number) => view.getUint32(to, true) === maskedCrc32c(bytes.subarray(from, to));
  if (!isChecked(start, start + TFRECORD_LENGTH_BYTES)) {
    return { end: content, unpaddedEnd: content, broken: 'has a length that does not fit its check sum' };
  }
  const length = view.getBigUint64(start, true);
  if (length > left - TFRECORD_HEADER_BYTES - CHECK_BYTES) return cutOff;
  const unpaddedEnd = content + Number(length);
  const cut: Cut = { end: unpaddedEnd + CHECK_BYTES, unpaddedStart: content, unpaddedEnd };
  return isChecked(content, unpaddedEnd) ? cut : { ...cut, broken: 'does not fit its check sum' };
};

function restOf(bytes: Uint8Array, start: number): Cut | undefined {
  return start < bytes.length ? { end: bytes.length, unpaddedEnd: bytes.length } : undefined;
}
