import { UserError } from '../../errors.js';
import { ByteBuffer } from '../byte-buffer.js';

export const FRAME_HEADER_BYTES = 8;
const MAGIC = [0x0a, 0x23, 0xd7, 0xce];
/** The length of a frame has 29 bits; the three above it say whether it is a part of a record. */
const MAX_PAYLOAD_BYTES = 2 ** 29;

/** RecordIO frames end to end. A frame is pushed whole, or begun, written part by part, and ended. */
export class FrameBuffer {
  readonly #buffer = new ByteBuffer();
  #end = 0;
  #view = new DataView(new ArrayBuffer(0));

  get length(): number {
    return this.#buffer.length;
  }

  /** @throws UserError E_RECORD_TOO_LARGE from 512 MiB on */
  push(payload: Uint8Array): void {
    this.begin(payload.length);
    this.raw(payload);
    this.end();
  }

  /** Writes the header and makes room for the payload and its padding. @throws UserError E_RECORD_TOO_LARGE from 512 MiB on */
  begin(payloadBytes: number): void {
    if (payloadBytes >= MAX_PAYLOAD_BYTES) throw tooLarge(payloadBytes);
    const buffer = this.#buffer;
    const padded = Math.ceil(payloadBytes / 4) * 4;
    buffer.reserve(FRAME_HEADER_BYTES + padded);
    const { bytes } = buffer;
    for (const byte of MAGIC) bytes[buffer.length++] = byte;
    for (let shift = 0; shift < 32; shift += 8) bytes[buffer.length++] = (payloadBytes >>> shift) & 0xff;
    this.#end = buffer.length + padded;
  }

  /** Pads with zeros. */
  end(): void {
    const buffer = this.#buffer;
    while (buffer.length < this.#end) buffer.bytes[buffer.length++] = 0;
  }

  /** Tag and length of a length-delimited field. */
  head(tag: number, length: number): void {
    this.#buffer.bytes[this.#buffer.length++] = tag;
    this.varint(length);
  }

  raw(bytes: Uint8Array): void {
    this.#buffer.bytes.set(bytes, this.#buffer.length);
    this.#buffer.length += bytes.length;
  }

  /** A whole frame from elsewhere. @returns where it starts */
  copy(frame: Uint8Array): number {
    const buffer = this.#buffer;
    const start = buffer.length;
    buffer.reserve(frame.length);
    buffer.bytes.set(frame, start);
    buffer.length += frame.length;
    return start;
  }

  /** Puts words of 32 bits, little-endian whatever the machine, over what stands at byte `at`. */
  overwrite(at: number, words: Uint32Array, from: number, count: number): void {
    const { bytes } = this.#buffer;
    if (this.#view.buffer !== bytes.buffer) this.#view = new DataView(bytes.buffer);
    const view = this.#view;
    for (let word = 0; word < count; word++) view.setUint32(at + 4 * word, words[from + word] as number, true);
  }

  /** @param value a whole number below 2^32 */
  varint(value: number): void {
    const { bytes } = this.#buffer;
    let [at, rest] = [this.#buffer.length, value >>> 0];
    for (; rest >= 0x80; rest >>>= 7) bytes[at++] = (rest & 0x7f) | 0x80;
    bytes[at++] = rest;
    this.#buffer.length = at;
  }

  /** Not zigzag: a negative number takes the ten bytes of its 64-bit two's complement. */
  int32(value: number): void {
    if (value >= 0) {
      this.varint(value);
      return;
    }
    const { bytes } = this.#buffer;
    let at = this.#buffer.length;
    for (let shift = 0; shift < 28; shift += 7) bytes[at++] = ((value >>> shift) & 0x7f) | 0x80;
    bytes[at++] = (value >>> 28) | 0xf0;
    for (let sign = 0; sign < 4; sign++) bytes[at++] = 0xff;
    bytes[at++] = 1;
    this.#buffer.length = at;
  }

  /** The frames so far; those that follow start anew. */
  take(): Uint8Array {
    return this.#buffer.take();
  }
}

/** The eight bytes in front of a payload. @throws UserError E_RECORD_TOO_LARGE from 512 MiB on */
export function frameHeader(payloadBytes: number): Uint8Array {
  if (payloadBytes >= MAX_PAYLOAD_BYTES) throw tooLarge(payloadBytes);
  const header = Uint8Array.of(...MAGIC, 0, 0, 0, 0);
  new DataView(header.buffer).setUint32(MAGIC.length, payloadBytes, true);
  return header;
}

/** Bytes behind a payload, up to the next multiple of four. */
export function paddingOf(payloadBytes: number): number {
  return (4 - (payloadBytes % 4)) % 4;
}

function tooLarge(bytes: number): UserError {
  return new UserError('E_RECORD_TOO_LARGE', `A record of ${bytes} bytes does not fit into a RecordIO frame.`, {
    hint: `One record may have ${MAX_PAYLOAD_BYTES - 1} bytes: write fewer values into it.`,
  });
}
