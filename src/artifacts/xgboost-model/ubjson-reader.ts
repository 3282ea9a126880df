import { ByteCursor } from '../byte-cursor.js';
import { bigEndian } from './big-endian.js';
import type { Document, DocumentObject, TypedArray } from './document.js';

/** Objects inside objects: the models of XGBoost have about ten levels. */
const MOST_LEVELS = 100;

/**
 * Reads the UBJSON that XGBoost writes: big-endian numbers, keys without a type, arrays with their number of elements.
 * @throws UserError E_MODEL_TRUNCATED, E_MODEL_MALFORMED, with the byte offset
 * @see https://ubjson.org/type-reference/
 */
export function readUbjson(bytes: Uint8Array, file: string): Document {
  const reader = new UbjsonReader(bytes, file);
  const value = reader.value(0);
  reader.expectEnd();
  return value;
}

class UbjsonReader {
  readonly #cursor: ByteCursor;
  readonly #text = new TextDecoder('utf-8');

  constructor(bytes: Uint8Array, file: string) {
    this.#cursor = new ByteCursor(bytes, file);
  }

  expectEnd(): void {
    const { bytesLeft, offset } = this.#cursor;
    if (bytesLeft > 0) throw this.#cursor.malformed(`${bytesLeft} bytes follow after the end of the model`, offset);
  }

  value(level: number): Document {
    return this.#valueOf(this.#mark('a value'), level);
  }

  #valueOf(mark: string, level: number): Document {
    const at = this.#cursor.offset - 1;
    if (level > MOST_LEVELS) throw this.#cursor.malformed(`values are nested more than ${MOST_LEVELS} deep`, at);
    switch (mark) {
      case '{':
        return this.#object(level);
      case '[':
        return this.#array(level);
      case 'S':
        return this.#string('a string');
      case 'C':
        return this.#text.decode(this.#cursor.bytes(1, 'a character'));
      case 'T':
        return true;
      case 'F':
        return false;
      case 'Z':
        return null;
      case 'N':
        return this.value(level + 1);
      default: {
        const [number] = this.#numbers(mark, 1, at);
        return Number(number);
      }
    }
  }

  #object(level: number): DocumentObject {
    // A plain object would take a key `__proto__` for its own ancestor.
    const object: Record<string, Document> = Object.create(null);
    while (this.#peek() !== '}') {
      const key = this.#string('a key');
      object[key] = this.value(level + 1);
    }
    this.#cursor.bytes(1, 'the end of an object');
    return object;
  }

  #array(level: number): Document {
    const at = this.#cursor.offset;
    let type: string | undefined;
    if (this.#peek() === '$') {
      this.#mark('$');
      type = this.#mark('the type of an array');
      if (this.#peek() !== '#') throw this.#cursor.malformed('an array has a type and no number of elements', at);
    }
    if (this.#peek() !== '#') return this.#openArray(level);
    this.#mark('#');
    const count = this.#length('the elements of an array');
    if (type !== undefined) return this.#numbers(type, count, at);
    this.#cursor.expectRoomFor(count, 1, 'elements of an array');
    return Array.from({ length: count }, () => this.value(level + 1));
  }

  #openArray(level: number): Document[] {
    const values: Document[] = [];
    while (this.#peek() !== ']') values.push(this.value(level + 1));
    this.#mark(']');
    return values;
  }

  #string(what: string): string {
    const length = this.#length(what);
    return this.#text.decode(this.#cursor.bytes(length, what));
  }

  /** A length, whose own type stands before it. */
  #length(what: string): number {
    const at = this.#cursor.offset;
    const [length] = this.#numbers(this.#mark(`the length of ${what}`), 1, at);
    const count = Number(length);
    if (!Number.isSafeInteger(count) || count < 0) throw this.#cursor.malformed(`${what} would be ${count} long`, at);
    return count;
  }

  #numbers(type: string, count: number, at: number): TypedArray {
    const Typed = NUMBER_TYPES.get(type);
    if (Typed === undefined) {
      throw this.#cursor.malformed(`UBJSON has no type ${JSON.stringify(type)} where one is due`, at);
    }
    const width = Typed.BYTES_PER_ELEMENT;
    this.#cursor.expectRoomFor(count, width, 'numbers');
    const bytes = new Uint8Array(this.#cursor.bytes(count * width, 'numbers'));
    return new Typed(bigEndian(bytes, width).buffer);
  }

  #mark(what: string): string {
    return String.fromCharCode(this.#cursor.bytes(1, what)[0] as number);
  }

  #peek(): string {
    const byte = this.#cursor.peek();
    if (byte === undefined) throw this.#cursor.truncated('an object or an array is not closed');
    return String.fromCharCode(byte);
  }
}

interface NumberType {
  readonly BYTES_PER_ELEMENT: number;
  new (buffer: ArrayBuffer): TypedArray;
}

const NUMBER_TYPES: ReadonlyMap<string, NumberType> = new Map<string, NumberType>([
  ['i', Int8Array],
  ['U', Uint8Array],
  ['I', Int16Array],
  ['l', Int32Array],
  ['L', BigInt64Array],
  ['d', Float32Array],
  ['D', Float64Array],
]);
