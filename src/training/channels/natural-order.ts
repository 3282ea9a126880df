/**
 * Compares names as a person would: `part-2` before `part-10`. A run of digits that starts with a zero is compared digit by
 * digit, as a fraction; all else by code unit.
 * @see strnatcmp, which the first-party readers sort a channel's files with
 */
export function naturalOrder(left: string, right: string): number {
  const [a, b] = [left.match(RUNS) ?? [], right.match(RUNS) ?? []];
  for (let index = 0; index < Math.min(a.length, b.length); index++) {
    const order = compareRuns(a[index] as string, b[index] as string);
    if (order !== 0) return order;
  }
  return a.length - b.length;
}

const RUNS = /\d+|\D+/g;
const DIGITS = /^\d/;

function compareRuns(a: string, b: string): number {
  const bothNumbers = DIGITS.test(a) && DIGITS.test(b);
  const fraction = a.startsWith('0') || b.startsWith('0');
  return bothNumbers && !fraction ? a.length - b.length || compareText(a, b) : compareText(a, b);
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
