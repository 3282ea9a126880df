import { PlatformError } from '../../errors.js';
import type { WasmExports } from './exports.js';

/** Runs work in the instance while nobody else does. */
export type Run = <T>(work: (instance: WasmInstance) => Promise<T>) => Promise<T>;

export type NumericArray =
  | Int8Array
  | Uint8Array
  | Uint16Array
  | Int32Array
  | Uint32Array
  | Float32Array
  | Float64Array;

/** Room in linear memory for `length` elements. */
export interface Slot {
  readonly address: number;
  readonly length: number;
}

/** One instance and the arrays a kernel call keeps in its memory. */
export class WasmInstance {
  readonly exports: WasmExports;
  readonly #held: { readonly address: number; readonly bytes: number }[] = [];

  constructor(exports: WasmExports) {
    this.exports = exports;
  }

  /** Room for as many elements as `like` has, or for `length`; what it holds is undefined. */
  reserve(like: NumericArray, length = like.length): Slot {
    const bytes = length * like.BYTES_PER_ELEMENT;
    // Beyond 4 GiB the number would wrap on its way in.
    const address = bytes < 2 ** 32 ? this.exports.alloc(bytes) >>> 0 : 0;
    if (address === 0) {
      throw new PlatformError('E_NO_MEMORY', `WebAssembly memory has no room for ${bytes} bytes more.`);
    }
    this.#held.push({ address, bytes });
    return { address, length };
  }

  /** A copy of `values` in linear memory. */
  copyIn(values: NumericArray): Slot {
    const slot = this.reserve(values);
    this.write(slot, values);
    return slot;
  }

  write<T extends NumericArray>(slot: Slot, values: T): void {
    this.view(slot, values).set(values);
  }

  /** Fills `values` from the start of the slot. */
  read<T extends NumericArray>(slot: Slot, values: T): T {
    values.set(this.view(slot, values).subarray(0, values.length));
    return values;
  }

  text(address: number, length: number): string {
    return new TextDecoder().decode(new Uint8Array(this.exports.memory.buffer, address, length));
  }

  /** Gives the room of one slot back before the work is done. */
  free({ address }: Slot): void {
    const at = this.#held.findIndex((held) => held.address === address);
    for (const held of this.#held.splice(at, at < 0 ? 0 : 1)) this.exports.dealloc(held.address, held.bytes);
  }

  /** Frees every slot handed out. */
  freeAll(): void {
    for (const { address, bytes } of this.#held.splice(0)) this.exports.dealloc(address, bytes);
  }

  /** Of the type of `like`; made anew each time, because memory that grows leaves old views behind. */
  view<T extends NumericArray>({ address, length }: Slot, like: T): T {
    const View = like.constructor as new (buffer: ArrayBuffer, byteOffset: number, length: number) => T;
    return new View(this.exports.memory.buffer, address, length);
  }
}
