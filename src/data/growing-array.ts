import { PlatformError } from '../errors.js';

type Numeric = Float32Array<ArrayBufferLike> | Float64Array<ArrayBufferLike> | Uint32Array<ArrayBufferLike>;

/** Numbers that are appended without knowing how many there will be. The part that stays unused is never touched and costs no memory. */
export class GrowingArray<T extends Numeric> {
  #array: T;
  #length = 0;

  /** @param empty says of which type */
  constructor(empty: T) {
    this.#array = empty;
  }

  /** @param foreseen how many there will be in all, as far as can be told */
  append(numbers: T, foreseen = 0): void {
    const needed = this.#length + numbers.length;
    if (needed > this.#array.length) this.#grow(Math.max(needed, foreseen > needed ? foreseen : 2 * this.#length));
    this.#array.set(numbers, this.#length);
    this.#length = needed;
  }

  /** What was appended, as a view. */
  get numbers(): T {
    return this.#array.subarray(0, this.#length) as T;
  }

  #grow(capacity: number): void {
    const View = this.#array.constructor as new (length: number) => T;
    const larger = allocate(View, capacity);
    larger.set(this.numbers);
    this.#array = larger;
  }
}

function allocate<T>(View: new (length: number) => T, length: number): T {
  try {
    return new View(length);
  } catch (cause) {
    throw new PlatformError('E_OUT_OF_MEMORY', `There is no memory for ${length} numbers.`, {
      cause,
      hint: 'Read the data block by block, or on a machine with more memory.',
    });
  }
}
