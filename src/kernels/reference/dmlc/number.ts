/** A number and where it ends: the first byte that has no part in it. */
export interface ParsedFloat {
  readonly value: number;
  readonly end: number;
}

/** `nan(` that is not closed: XGBoost gives up. */
export class NanLiteral extends Error {}

const NUMBERS = { zero: 0x30, nine: 0x39, plus: 0x2b, minus: 0x2d, point: 0x2e } as const;
const MOST_FRACTION_DIGITS = 19;
const MAX_EXPONENT = 38;
/** Beyond these a significand at the last exponent is cut. */
const LARGEST_SIGNIFICAND = Math.fround(3.402823466);
const SMALLEST_SIGNIFICAND = Math.fround(1.175494351);
const TWO_TO_64 = 1n << 64n;

/**
 * The number at the front of a text, in float32 arithmetic: whole digits as a 64-bit integer that wraps, up to 19 decimals as an integer
 * over a power of ten, the exponent by repeated multiplication, one `f` behind it swallowed. Where nothing is a number the value is 0, and the
 * end tells how much was taken, white space included. Behind the last byte stands NUL.
 * @throws NanLiteral
 */
export function parseFloat32(bytes: Uint8Array, from: number): ParsedFloat {
  let at = from;
  while (isSpace(bytes[at])) at++;
  const negative = bytes[at] === NUMBERS.minus;
  if (negative || bytes[at] === NUMBERS.plus) at++;
  const word = wordAt(bytes, at);
  if (word !== undefined) return { value: negative ? -word.value : word.value, end: word.end };
  const wholeEnd = endOfDigits(bytes, at);
  let value = toFloat32(integerOf(bytes.subarray(at, wholeEnd)));
  at = wholeEnd;
  if (bytes[at] === NUMBERS.point) {
    const end = endOfDigits(bytes, at + 1);
    const digits = bytes.subarray(at + 1, Math.min(end, at + 1 + MOST_FRACTION_DIGITS));
    value = Math.fround(value + Math.fround(Number(integerOf(digits)) / 10 ** digits.length));
    at = end;
  }
  if (lower(bytes[at]) === 0x65) {
    const exponent = exponentAt(bytes, at + 1);
    value = scaled(value, exponent.value, exponent.negative);
    at = exponent.end;
  }
  if (lower(bytes[at]) === 0x66) at++;
  return { value: negative ? -value : value, end: at };
}

export function isSpace(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x09 || byte === 0x0a || byte === 0x0d || byte === 0x0c;
}

export function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= NUMBERS.zero && byte <= NUMBERS.nine;
}

function lower(byte: number | undefined): number {
  return (byte ?? 0) | 0x20;
}

/** `inf`, `infinity`, `nan` or `nan(…)`, in any case. `infin` is no number, and neither is `in`. */
function wordAt(bytes: Uint8Array, at: number): ParsedFloat | undefined {
  const infinity = prefixLength(bytes, at, 'infinity');
  if (infinity === 3 || infinity === 8) return { value: Number.POSITIVE_INFINITY, end: at + infinity };
  if (prefixLength(bytes, at, 'nan') < 3) return undefined;
  let end = at + 3;
  if (bytes[end] === 0x28) {
    end++;
    while (isDigit(bytes[end]) || /[a-z_]/i.test(String.fromCharCode(bytes[end] ?? 0))) end++;
    if (bytes[end] !== 0x29) throw new NanLiteral();
    end++;
  }
  return { value: Number.NaN, end };
}

function prefixLength(bytes: Uint8Array, at: number, word: string): number {
  let length = 0;
  while (length < word.length && lower(bytes[at + length]) === word.charCodeAt(length)) length++;
  return length;
}

function endOfDigits(bytes: Uint8Array, from: number): number {
  let end = from;
  while (isDigit(bytes[end])) end++;
  return end;
}

/** More digits than that need 64 bits. */
const MOST_EXACT_DIGITS = 15;

/** The digits as an integer, exact as long as a float64 holds it, else a bigint. */
function integerOf(digits: Uint8Array): number | bigint {
  if (digits.length > MOST_EXACT_DIGITS) return BigInt(String.fromCharCode(...digits));
  return digits.reduce((value, byte) => value * 10 + byte - NUMBERS.zero, 0);
}

/** Rounded once, to the nearest float32, from 64 bits that wrap. */
function toFloat32(value: number | bigint): number {
  if (typeof value === 'number') return Math.fround(value);
  const wrapped = value % TWO_TO_64;
  if (wrapped < 1n << 53n) return Math.fround(Number(wrapped));
  const shifted = wrapped >> 11n;
  const lost = shifted << 11n === wrapped ? 0n : 1n;
  return Math.fround(Number(shifted | lost)) * 2 ** 11;
}

function exponentAt(bytes: Uint8Array, from: number) {
  const negative = bytes[from] === NUMBERS.minus;
  let at = negative || bytes[from] === NUMBERS.plus ? from + 1 : from;
  let value = 0;
  for (; isDigit(bytes[at]); at++) value = (Math.imul(value, 10) + ((bytes[at] as number) - NUMBERS.zero)) >>> 0;
  return { value, negative, end: at };
}

function scaled(value: number, exponent: number, negative: boolean): number {
  let left = Math.min(exponent, MAX_EXPONENT);
  let significand = value;
  if (left === MAX_EXPONENT && !negative && value > LARGEST_SIGNIFICAND) significand = LARGEST_SIGNIFICAND;
  if (left === MAX_EXPONENT && negative && value < SMALLEST_SIGNIFICAND) significand = SMALLEST_SIGNIFICAND;
  let scale = 1;
  for (; left >= 8; left -= 8) scale = Math.fround(scale * 1e8);
  for (; left > 0; left--) scale = Math.fround(scale * 10);
  return Math.fround(negative ? significand / scale : significand * scale);
}
