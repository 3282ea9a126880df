import type { ByteBuffer } from './byte-buffer.js';

/** Most bytes of a finite float32 as text: `-100000000000000000000`. */
export const MAX_NUMBER_BYTES = 24;

/**
 * The shortest text that reads back to the same float32: read as the nearest float64, then rounded, as the scanners do it.
 * @param value finite
 */
export function shortestText(value: number): string {
  if (Object.is(value, -0)) return '-0';
  if (Number.isInteger(value) && Math.abs(value) < FIRST_ROUNDED_INTEGER) return String(value);
  // Six digits survive the way through a normal float32, so that no shorter text needs a trial of its own.
  for (let digits = Math.abs(value) < SMALLEST_NORMAL ? 1 : 6; digits < MOST_DIGITS; digits++) {
    const rounded = Number(value.toPrecision(digits));
    if (Math.fround(rounded) === value) return String(rounded);
  }
  return String(Number(value.toPrecision(MOST_DIGITS)));
}

const FIRST_ROUNDED_INTEGER = 1e6;
const SMALLEST_NORMAL = 2 ** -126;
/** Always enough for a float32. */
const MOST_DIGITS = 9;

/**
 * Writes {@link shortestText}, without making it a string where the number is one of everyday size. The caller has reserved
 * {@link MAX_NUMBER_BYTES}.
 * @param value a finite float32
 */
export function putNumber(buffer: ByteBuffer, value: number): void {
  const { bytes } = buffer;
  const size = Math.abs(value);
  if (value < 0 || Object.is(value, -0)) bytes[buffer.length++] = MINUS;
  if (size < FIRST_ROUNDED_INTEGER && Number.isInteger(size)) {
    putDigits(buffer, size, digitsOf(size));
  } else if (size < SMALLEST_PLAIN || size >= FIRST_ROUNDED_INTEGER) {
    putAscii(buffer, shortestText(size));
  } else {
    putDecimal(buffer, size);
  }
}

export function putAscii(buffer: ByteBuffer, text: string): void {
  for (let at = 0; at < text.length; at++) buffer.bytes[buffer.length++] = text.charCodeAt(at);
}

const MINUS = 0x2d;
const POINT = 0x2e;
const ZERO = 0x30;
/** Below it there are more decimals than a scaled float32 has room for. */
const SMALLEST_PLAIN = 1e-3;
const POWERS = Array.from({ length: 12 }, (_, exponent) => 10 ** exponent);

/** `value` has a fraction. Scaled by a power of ten it is still exact in a float64, and so is the trial that divides it back. */
function putDecimal(buffer: ByteBuffer, value: number): void {
  const firstTrial = decimalsOfSixDigits(value);
  for (let decimals = firstTrial; ; decimals++) {
    const power = POWERS[decimals] as number;
    const scaled = Math.round(value * power);
    if (decimals < firstTrial + 3 && Math.fround(scaled / power) !== value) continue;
    const whole = Math.floor(scaled / power);
    putDigits(buffer, whole, digitsOf(whole));
    buffer.bytes[buffer.length++] = POINT;
    putFraction(buffer, scaled - whole * power, decimals);
    return;
  }
}

function decimalsOfSixDigits(value: number): number {
  if (value < 1) return value < 0.01 ? 8 : value < 0.1 ? 7 : 6;
  return 6 - digitsOf(value);
}

function putFraction(buffer: ByteBuffer, fraction: number, decimals: number): void {
  let [digits, count] = [fraction | 0, decimals];
  while (digits % 10 === 0 && count > 1) {
    digits = (digits / 10) | 0;
    count--;
  }
  putDigits(buffer, digits, count);
}

/** The last `count` digits of a whole number below 2^31. */
function putDigits(buffer: ByteBuffer, value: number, count: number): void {
  const { bytes } = buffer;
  let rest = value | 0;
  for (let at = buffer.length + count - 1; at >= buffer.length; at--) {
    const tenth = (rest / 10) | 0;
    bytes[at] = ZERO + rest - 10 * tenth;
    rest = tenth;
  }
  buffer.length += count;
}

/** Digits in front of the point, of a number below a million. */
function digitsOf(value: number): number {
  if (value < 1_000) return value < 10 ? 1 : value < 100 ? 2 : 3;
  return value < 10_000 ? 4 : value < 100_000 ? 5 : 6;
}
