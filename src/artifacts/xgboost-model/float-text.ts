const MOST_DIGITS = 9;

/** The shortest text that reads back to the same float32, in XGBoost's manner: `5E-1`, `4.375872E-1`, `0E0`. */
export function floatText(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  if (value === 0) return Object.is(value, -0) ? '-0E0' : '0E0';
  for (let digits = 0; digits < MOST_DIGITS - 1; digits++) {
    const text = value.toExponential(digits);
    if (Math.fround(Number(text)) === value) return inXgboostManner(text);
  }
  return inXgboostManner(value.toExponential(MOST_DIGITS - 1));
}

function inXgboostManner(text: string): string {
  return text.replace('e+', 'E').replace('e', 'E');
}
