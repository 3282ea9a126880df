import { UserError } from '../errors.js';

/**
 * Reads little-endian fields of a model file from front to back. No length is believed before it was held against the
 * bytes that are left, so a file of 100 bytes never makes anyone allocate more than 100 bytes.
 */
export class ByteCursor {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly #file: string;
  #offset = 0;

  constructor(bytes: Uint8Array, file: string) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#file = file;
  }

  get offset(): number {
    return this.#offset;
  }

  get bytesLeft(): number {
    return this.#bytes.length - this.#offset;
  }

  uint32(what: string): number {
    return this.#view.getUint32(this.#take(4, what), true);
  }

  int32(what: string): number {
    return this.#view.getInt32(this.#take(4, what), true);
  }

  /** A 64-bit count or size. @throws UserError E_MODEL_MALFORMED where no file could be as large as it says */
  size(what: string): number {
    const at = this.#take(8, what);
    const value = this.#view.getBigUint64(at, true);
    if (value > BigInt(Number.MAX_SAFE_INTEGER))
      throw this.malformed(`${what} is ${value}, which no file could hold`, at);
    return Number(value);
  }

  /** The next byte, which stays unread; `undefined` at the end. */
  peek(): number | undefined {
    return this.#bytes[this.#offset];
  }

  /** A view of the next `count` bytes. */
  bytes(count: number, what: string): Uint8Array {
    const at = this.#take(count, what);
    return this.#bytes.subarray(at, at + count);
  }

  /** Makes sure that `count` things of at least `bytesEach` can follow, before anyone makes room for them. */
  expectRoomFor(count: number, bytesEach: number, what: string): void {
    if (count > this.bytesLeft / bytesEach) {
      throw this.truncated(
        `${count} ${what} of at least ${bytesEach} bytes are announced, ${this.bytesLeft} bytes are left`,
      );
    }
  }

  truncated(message: string): UserError {
    return new UserError('E_MODEL_TRUNCATED', `The file ends too early: ${message}.`, {
      where: { file: this.#file, byteOffset: this.#offset },
      hint: 'The file was cut short or damaged; fetch or write it again.',
    });
  }

  malformed(message: string, byteOffset: number): UserError {
    return new UserError('E_MODEL_MALFORMED', `The file is damaged: ${message}.`, {
      where: { file: this.#file, byteOffset },
      hint: 'Fetch or write the file again.',
    });
  }

  unsupported(message: string, byteOffset: number, hint: string): UserError {
    return new UserError('E_MODEL_UNSUPPORTED', message, { where: { file: this.#file, byteOffset }, hint });
  }

  #take(count: number, what: string): number {
    if (count > this.bytesLeft) throw this.truncated(`${what} needs ${count} bytes, ${this.bytesLeft} are left`);
    const at = this.#offset;
    this.#offset += count;
    return at;
  }
}
