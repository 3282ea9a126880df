/** Objectives whose predictions are classes: they vote, and are not averaged. */
const VOTING = new Set(['multi:softmax', 'binary:hinge']);

/**
 * The answers of several models as one. @param answers each `[rows, outputs]`
 * @returns their mean in single precision, or for each row the class that most of them say, the lowest of several
 */
export function together(answers: readonly Float32Array[], objective: string): Float32Array {
  const [first] = answers;
  if (first === undefined || answers.length === 1) return first ?? new Float32Array();
  return first.map((_, at) => {
    const values = answers.map((answer) => answer[at] as number);
    return VOTING.has(objective) ? mode(values) : values.reduce((sum, value) => sum + value, 0) / values.length;
  });
}

/** The most frequent value; the lowest of several. */
export function mode(values: readonly number[]): number {
  const counts = new Map<number, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  const most = Math.max(...counts.values());
  return Math.min(...[...counts].filter(([, count]) => count === most).map(([value]) => value));
}
