/**
 * A number as C++ streams and `%g` write it: so many significant digits, no zeros at the end, and an exponent of at least two digits where the number is
 * far from 1.
 */
export function generalText(value: number, digits: number): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 'nan' : value > 0 ? 'inf' : '-inf';
  if (value === 0) return Object.is(value, -0) ? '-0' : '0';
  const [mantissa, exponent] = value.toExponential(digits - 1).split('e') as [string, string];
  const power = Number(exponent);
  if (power >= -4 && power < digits) return withoutZeros(value.toFixed(digits - 1 - power));
  const size = String(Math.abs(power)).padStart(2, '0');
  return `${withoutZeros(mantissa)}e${power < 0 ? '-' : '+'}${size}`;
}

function withoutZeros(text: string): string {
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
}
