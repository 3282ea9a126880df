/**
 * A number as C++ streams and `%g` write it: so many significant digits, no zeros at the end, and an exponent of at least two digits where the number is
 * far from 1.
 */
export function generalText(value: number, digits: number): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 'nan' : value > 0 ? 'inf' : '-inf';
  if (value === 0) return Object.is(value, -0) ? '-0' : '0';
  const [exact, ownPower] = value.toExponential(digits - 1 + MORE_DIGITS).split('e') as [string, string];
  const [mantissa, exponent] = isTieToEven(exact)
    ? [cutOff(exact), ownPower]
    : (value.toExponential(digits - 1).split('e') as [string, string]);
  const power = Number(exponent);
  if (power >= -4 && power < digits) return withoutZeros(fixedText(value, digits - 1 - power));
  const size = String(Math.abs(power)).padStart(2, '0');
  return `${withoutZeros(mantissa)}e${power < 0 ? '-' : '+'}${size}`;
}

/** As `%f` writes it, with so many decimals. */
export function fixedText(value: number, decimals: number): string {
  if (Math.abs(value) >= MOST_WITHOUT_EXPONENT) return `${BigInt(value)}.${'0'.repeat(decimals)}`;
  const exact = value.toFixed(decimals + MORE_DIGITS);
  return isTieToEven(exact) ? cutOff(exact) : value.toFixed(decimals);
}

/** From here on JavaScript writes an exponent. */
const MOST_WITHOUT_EXPONENT = 1e21;

/** So many more that what follows is nothing but zeros if a number lies in the middle between two that are written. */
const MORE_DIGITS = 25;

/** Of two that are as near JavaScript takes the larger, C the one whose last digit is even: that which is cut off where this is true. */
function isTieToEven(exact: string): boolean {
  return /[02468]\.?50*$/.test(exact) && /^50*$/.test(exact.slice(-MORE_DIGITS));
}

function cutOff(exact: string): string {
  return exact.slice(0, -MORE_DIGITS).replace(/\.$/, '');
}

function withoutZeros(text: string): string {
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
}
