import { bigEndian } from './big-endian.js';
import { type Document, isObject, isTypedArray, SingleFloat, type TypedArray } from './document.js';

/** UBJSON as XGBoost writes it: the same bytes for the same model. */
export function writeUbjson(document: Document): Uint8Array {
  const writer = new UbjsonWriter();
  writer.put(document);
  return writer.bytes();
}

const encoder = new TextEncoder();

class UbjsonWriter {
  #parts: Uint8Array[] = [];
  /** Short pieces gather here, so that a model of a million fields is no million arrays. */
  #pending: number[] = [];

  bytes(): Uint8Array {
    this.#flush();
    return Buffer.concat(this.#parts);
  }

  put(value: Document): void {
    if (isTypedArray(value)) this.#typedArray(value);
    else if (value instanceof SingleFloat) this.#number('d', Float32Array.of(value.value));
    else if (Array.isArray(value)) this.#array(value);
    else if (isObject(value)) this.#object(value);
    else if (typeof value === 'string') this.#text(value, 'S');
    else if (typeof value === 'number') this.#integer(value);
    else if (value === null) this.#mark('Z');
    else this.#mark(value ? 'T' : 'F');
  }

  #object(object: { readonly [key: string]: Document }): void {
    this.#mark('{');
    for (const [key, value] of Object.entries(object)) {
      this.#text(key);
      this.put(value);
    }
    this.#mark('}');
  }

  #array(values: readonly Document[]): void {
    this.#mark('[#');
    this.#length(values.length);
    for (const value of values) this.put(value);
  }

  #typedArray(values: TypedArray): void {
    this.#mark(`[$${markOf(values)}#`);
    this.#length(values.length);
    this.#flush();
    this.#parts.push(turned(values));
  }

  #integer(value: number): void {
    if (value >= -128 && value < 127) this.#number('i', Int8Array.of(value));
    else if (value >= -32768 && value < 32767) this.#number('I', Int16Array.of(value));
    else if (value >= -(2 ** 31) && value < 2 ** 31 - 1) this.#number('l', Int32Array.of(value));
    else this.#number('L', BigInt64Array.of(BigInt(value)));
  }

  #number(mark: string, value: TypedArray): void {
    this.#mark(mark);
    this.#pending.push(...turned(value));
  }

  #text(text: string, mark = ''): void {
    const bytes = encoder.encode(text);
    this.#mark(mark);
    this.#length(bytes.length);
    this.#flush();
    this.#parts.push(bytes);
  }

  #length(length: number): void {
    this.#number('L', BigInt64Array.of(BigInt(length)));
  }

  #mark(mark: string): void {
    for (const byte of encoder.encode(mark)) this.#pending.push(byte);
  }

  #flush(): void {
    this.#parts.push(Uint8Array.from(this.#pending));
    this.#pending = [];
  }
}

function markOf(values: TypedArray): string {
  if (values instanceof Float32Array) return 'd';
  if (values instanceof Int32Array) return 'l';
  if (values instanceof BigInt64Array) return 'L';
  if (values instanceof Uint8Array) return 'U';
  throw new TypeError(`no model has a ${values.constructor.name}`);
}

/** A big-endian copy. */
function turned(values: TypedArray): Uint8Array {
  const bytes = new Uint8Array(values.byteLength);
  bytes.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
  return bigEndian(bytes, values.BYTES_PER_ELEMENT);
}
