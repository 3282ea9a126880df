import type { RecordProblemCode, ScanProblem } from '../kernels.js';

type ProblemNumbers = Omit<ScanProblem<RecordProblemCode>, 'code' | 'row'>;

/** What is wrong with a frame or a message. The scan that catches it knows the row. */
export class RecordFault extends Error {
  readonly code: RecordProblemCode;
  readonly numbers: ProblemNumbers;

  constructor(code: RecordProblemCode, numbers: ProblemNumbers) {
    super(code);
    this.code = code;
    this.numbers = numbers;
  }
}

export const VARINT = 0;
export const FIXED64 = 1;
export const DELIMITED = 2;
const GROUP = 3;
const END_GROUP = 4;
export const FIXED32 = 5;

/** A varint of 64 bits takes ten bytes at most; what the tenth has too much is dropped. */
const VARINT_BYTES = 10;
/** Tags and lengths are numbers of 32 bits. */
const TAG_BYTES = 5;
const MAX_GROUP_DEPTH = 100;

/** An integer of 64 bits in two halves. */
export class Varint {
  low = 0;
  high = 0;

  /** Reads the varint at `at`. Returns the position behind it, or -1 where it is cut or too long. */
  read(bytes: Uint8Array, at: number, end: number, maxBytes = VARINT_BYTES): number {
    this.low = 0;
    this.high = 0;
    const stop = Math.min(end, at + maxBytes);
    for (let position = at, shift = 0; position < stop; position++, shift += 7) {
      const byte = bytes[position] as number;
      const bits = byte & 0x7f;
      if (shift <= 28) this.low |= bits << shift;
      if (shift === 28) this.high = bits >> 4;
      else if (shift > 28) this.high |= bits << (shift - 32);
      if (byte < 0x80) return position + 1;
    }
    return -1;
  }

  get uint64(): number {
    return (this.high >>> 0) * 2 ** 32 + (this.low >>> 0);
  }

  /** Negative numbers come with 32 or 64 bits; the lower 32 are the number. */
  get int32(): number {
    return this.low | 0;
  }
}

/**
 * The fields of a protocol buffer message, one after the other: `while (fields.next()) …`.
 * @see https://protobuf.dev/programming-guides/encoding/
 */
export class Fields {
  readonly bytes: Uint8Array;
  readonly #end: number;
  readonly #varint = new Varint();
  #at: number;
  /** Of the field at hand. */
  number = 0;
  wire = 0;
  /** Its tag. */
  tag = 0;
  /** Its content where it is delimited, else the encoded value itself. */
  start = 0;
  end = 0;

  constructor(bytes: Uint8Array, start = 0, end = bytes.length) {
    this.bytes = bytes;
    this.#at = start;
    this.#end = end;
  }

  /** The fields of the message that the field at hand carries. */
  inner(): Fields {
    return new Fields(this.bytes, this.start, this.end);
  }

  next(): boolean {
    if (this.#at === this.#end) return false;
    this.tag = this.#at;
    this.#readTag();
    this.start = this.#at;
    if (this.wire === GROUP) this.#skipGroup(this.number, 1);
    else this.#readValue();
    this.end = this.#at;
    return true;
  }

  malformed(): RecordFault {
    return new RecordFault('protobuf-malformed', { offset: this.tag });
  }

  #readTag(): void {
    this.#move(this.#varint.read(this.bytes, this.#at, this.#end, TAG_BYTES));
    const { high, low } = this.#varint;
    this.number = low >>> 3;
    this.wire = low & 7;
    if (high !== 0 || this.number === 0) throw this.malformed();
  }

  #readValue(): void {
    if (this.wire === VARINT) {
      this.#move(this.#varint.read(this.bytes, this.#at, this.#end));
    } else if (this.wire === FIXED64) {
      this.#move(this.#at + 8);
    } else if (this.wire === FIXED32) {
      this.#move(this.#at + 4);
    } else if (this.wire === DELIMITED) {
      this.#move(this.#varint.read(this.bytes, this.#at, this.#end, TAG_BYTES));
      this.start = this.#at;
      this.#move(this.#at + this.#varint.uint64);
    } else {
      throw this.malformed();
    }
  }

  #skipGroup(number: number, depth: number): void {
    if (depth > MAX_GROUP_DEPTH) throw this.malformed();
    const outer = this.number;
    for (;;) {
      this.#readTag();
      if (this.wire === END_GROUP) break;
      if (this.wire === GROUP) this.#skipGroup(this.number, depth + 1);
      else this.#readValue();
    }
    if (this.number !== number) throw this.malformed();
    this.number = outer;
    this.wire = GROUP;
  }

  #move(to: number): void {
    if (to < 0 || to > this.#end) throw this.malformed();
    this.#at = to;
  }
}

/** How many varints stand end to end; -1 where the last one is cut or one is too long. */
export function countVarints(bytes: Uint8Array, start: number, end: number): number {
  let count = 0;
  let continued = 0;
  for (let at = start; at < end; at++) {
    if ((bytes[at] as number) < 0x80) {
      count++;
      continued = 0;
    } else if (++continued === VARINT_BYTES) {
      return -1;
    }
  }
  return continued === 0 ? count : -1;
}
