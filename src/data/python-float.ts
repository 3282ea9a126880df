/**
 * A float as Python's `repr` writes it, because SageMaker's containers are Python: `1.0`, `1e-07`, `1e+16`, `nan`, `inf`. Both languages
 * write the shortest digits that read back as the same double; they differ in where the exponent begins and how it looks.
 */
export function pythonFloat(value: number): string {
  if (Number.isNaN(value)) return 'nan';
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf';
  if (Object.is(value, -0)) return '-0.0';
  const size = Math.abs(value);
  if (value !== 0 && (size < 1e-4 || size >= 1e16)) return withExponent(value);
  // Within that range JavaScript writes plain digits too, only without the `.0`.
  const plain = String(value);
  return plain.includes('.') ? plain : `${plain}.0`;
}

function withExponent(value: number): string {
  const [mantissa, power] = value.toExponential().split('e') as [string, string];
  const exponent = Number(power);
  return `${mantissa}e${exponent < 0 ? '-' : '+'}${String(Math.abs(exponent)).padStart(2, '0')}`;
}
