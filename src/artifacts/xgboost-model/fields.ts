import { type Document, type DocumentObject, isObject, isTypedArray } from './document.js';
import { malformed } from './problem.js';

/**
 * Reads fields of a document and says where it stood when one is missing or of another kind. Numbers may stand as strings, as XGBoost writes its
 * parameters.
 */
export class Fields {
  readonly #object: DocumentObject;
  readonly #path: string;
  readonly #file: string;

  constructor(value: Document | undefined, path: string, file: string) {
    this.#path = path;
    this.#file = file;
    if (!isObject(value)) throw this.problem('is missing or no object');
    this.#object = value;
  }

  problem(message: string): Error {
    return malformed(this.#file, this.#path, message);
  }

  has(name: string): boolean {
    return this.value(name) !== undefined;
  }

  names(): string[] {
    return Object.keys(this.#object);
  }

  value(name: string): Document | undefined {
    return Object.hasOwn(this.#object, name) ? this.#object[name] : undefined;
  }

  object(name: string): Fields {
    return new Fields(this.value(name), this.#join(name), this.#file);
  }

  /** @returns one for each element, with its place in the array in its path */
  objects(name: string): Fields[] {
    return this.list(name).map((value, at) => new Fields(value, `${this.#join(name)}[${at}]`, this.#file));
  }

  string(name: string): string {
    const value = this.value(name);
    if (typeof value !== 'string') throw malformed(this.#file, this.#join(name), 'is missing or no string');
    return value;
  }

  strings(name: string): string[] {
    const values = this.value(name);
    if (values === undefined) return [];
    return this.list(name).map((value) => {
      if (typeof value !== 'string') throw malformed(this.#file, this.#join(name), 'holds something else than strings');
      return value;
    });
  }

  /** A whole number of at least 0. */
  count(name: string, fallback?: number): number {
    const value = this.value(name);
    if (value === undefined && fallback !== undefined) return fallback;
    const count = numberOf(value);
    if (count === undefined || !Number.isInteger(count) || count < 0 || count >= 2 ** 31) {
      throw malformed(this.#file, this.#join(name), `${shortened(value)} is no count`);
    }
    return count;
  }

  list(name: string): readonly Document[] {
    const value = this.value(name);
    if (Array.isArray(value)) return value;
    if (isTypedArray(value)) return Array.from<number | bigint, number>(value, Number);
    throw malformed(this.#file, this.#join(name), 'is missing or no array');
  }

  floats(name: string, length: number): Float32Array {
    return this.#numbers(name, length, Float32Array);
  }

  ints(name: string, length?: number): Int32Array {
    return this.#numbers(name, length, Int32Array);
  }

  bytes(name: string, length: number): Uint8Array {
    return this.#numbers(name, length, Uint8Array);
  }

  #numbers<T extends Float32Array | Int32Array | Uint8Array>(
    name: string,
    length: number | undefined,
    Typed: { readonly BYTES_PER_ELEMENT: number; new (buffer: ArrayBuffer): T },
  ): T {
    const value = this.value(name);
    const path = this.#join(name);
    if (!Array.isArray(value) && !isTypedArray(value)) throw malformed(this.#file, path, 'is missing or no array');
    if (length !== undefined && value.length !== length) {
      throw malformed(this.#file, path, `has ${value.length} values, not ${length}`);
    }
    if (value instanceof Typed) return value;
    const numbers = new Typed(new ArrayBuffer(value.length * Typed.BYTES_PER_ELEMENT));
    for (let at = 0; at < value.length; at++) {
      const number = numberOf(value[at]);
      numbers[at] = number ?? 0;
      if (number === undefined || !fits(number, numbers[at] as number)) {
        throw malformed(this.#file, path, `value ${at} is ${shortened(value[at])}`);
      }
    }
    return numbers;
  }

  #join(name: string): string {
    return this.#path === '' ? name : `${this.#path}.${name}`;
  }
}

/** Rounding to float32 is no change of a number; being cut to a whole number of so many bits is. */
function fits(number: number, stored: number): boolean {
  return Object.is(stored, number) || stored === number || Object.is(stored, Math.fround(number));
}

function numberOf(value: unknown): number | undefined {
  if (typeof value === 'number') return value;
  if (typeof value === 'bigint' || typeof value === 'boolean') return Number(value);
  if (typeof value !== 'string' || value.trim() === '') return undefined;
  const number = Number(value);
  return Number.isNaN(number) && value !== 'NaN' ? undefined : number;
}

/** What a file says may be long. */
function shortened(value: unknown): string {
  return (typeof value === 'string' ? JSON.stringify(value) : String(value)).slice(0, 40);
}
