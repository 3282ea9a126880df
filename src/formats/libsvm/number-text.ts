import { parseFloat32 } from '../../kernels/reference/dmlc/number.js';
import { shortestText } from '../number-text.js';

/** Significant digits that are tried where the shortest text is read as another number. */
const DIGITS = [8, 9, 10, 11, 12, 13, 14, 15, 16, 17];

/**
 * A text that XGBoost, whose arithmetic does not round correctly, reads as this float32, and every correct reader does, too: the shortest one where
 * it will do. For a few very small and very large numbers there is none that XGBoost hits; it then is off by the last bit.
 * @param value finite
 */
export function dmlcText(value: number): string {
  const shortest = shortestText(value);
  if (isReadAs(shortest, value)) return shortest;
  for (const digits of DIGITS) {
    for (const text of [plain(value, digits), value.toExponential(digits - 1)]) {
      if (text !== undefined && isReadAs(text, value)) return text;
    }
  }
  return shortest;
}

function isReadAs(text: string, value: number): boolean {
  return Math.fround(Number(text)) === value && parseFloat32(Buffer.from(text, 'latin1'), 0).value === value;
}

/** Without an exponent, where that takes no more than a few dozen digits. */
function plain(value: number, digits: number): string | undefined {
  const size = Math.abs(value);
  if (size < 1e-9 || size >= 1e15) return undefined;
  return value.toFixed(Math.min(30, Math.max(0, digits - 1 - Math.floor(Math.log10(size)))));
}
