const [ZERO, NINE, PLUS, MINUS, POINT] = [0x30, 0x39, 0x2b, 0x2d, 0x2e];

/** Of more digits than this, what is lost on the way may be more than {@link ERROR}. */
const MAX_DIGITS = 19;

/** How far a double made of so many digits, one after the other, and one division can be from what they say: 9 roundings, each of 2^-53. */
const ERROR = 2e-15;

/** Of ten; a double holds each of them exactly. */
const POWERS = Float64Array.from({ length: MAX_DIGITS + 1 }, (_, power) => Number(`1e${power}`));

const WITH_EXPONENT = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)e[+-]?\d+$/i;

/** Reads decimal numbers out of bytes, each as the float32 nearest to the double that `Number` would make of it. */
export class PlainNumbers {
  /** Behind the number that was read last. */
  at = 0;
  readonly #bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /** NaN where there is none. What stands behind it is for the caller to judge. */
  next(): number {
    const bytes = this.#bytes;
    const start = this.at;
    let at = start;
    const isNegative = bytes[at] === MINUS;
    if (isNegative || bytes[at] === PLUS) at++;
    const first = at;
    let value = 0;
    for (; isDigit(bytes[at]); at++) value = 10 * value + ((bytes[at] as number) - ZERO);
    let digits = at - first;
    let decimals = 0;
    if (bytes[at] === POINT) {
      const point = at++;
      for (; isDigit(bytes[at]); at++) value = 10 * value + ((bytes[at] as number) - ZERO);
      decimals = at - point - 1;
      digits += decimals;
    }
    this.at = at;
    if (digits === 0) return Number.NaN;
    if (isLetterE(bytes[at])) return this.#withExponent(start);
    if (digits > MAX_DIGITS) return Number(textOf(bytes, start, at));
    value /= POWERS[decimals] as number;
    // Where both ends of what it can be round to one float32, so does the number itself.
    const float = Math.fround(value * (1 - ERROR));
    if (float !== Math.fround(value * (1 + ERROR))) return Number(textOf(bytes, start, at));
    return isNegative ? -float : float;
  }

  #withExponent(start: number): number {
    const bytes = this.#bytes;
    let at = this.at + 1;
    if (bytes[at] === MINUS || bytes[at] === PLUS) at++;
    while (isDigit(bytes[at])) at++;
    this.at = at;
    const text = textOf(bytes, start, at);
    return WITH_EXPONENT.test(text) ? Number(text) : Number.NaN;
  }
}

function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= ZERO && byte <= NINE;
}

function isLetterE(byte: number | undefined): boolean {
  return byte === 0x65 || byte === 0x45;
}

function textOf(bytes: Uint8Array, from: number, to: number): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset + from, to - from).toString('latin1');
}
