/**
 * What JSON and UBJSON files have in common: a tree of values. Arrays of one number type stay typed, so that a UBJSON file of a million nodes never
 * becomes a million objects.
 */
export type Document = DocumentValue | { readonly [key: string]: Document };
export type DocumentValue = string | number | SingleFloat | boolean | null | TypedArray | readonly Document[];
export type TypedArray = Float32Array | Float64Array | Uint8Array | Int8Array | Int16Array | Int32Array | BigInt64Array;

/** A number that is to be written as a float32, among others that are not all of one type; numbers without it are written as whole ones. */
export class SingleFloat {
  readonly value: number;

  constructor(value: number) {
    this.value = value;
  }
}

export type DocumentObject = { readonly [key: string]: Document };

export function isTypedArray(value: Document | undefined): value is TypedArray {
  return ArrayBuffer.isView(value);
}

export function isObject(value: Document | undefined): value is DocumentObject {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    !isTypedArray(value) &&
    !(value instanceof SingleFloat)
  );
}
